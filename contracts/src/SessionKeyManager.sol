// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantLedger} from "./core/GrantLedger.sol";
import {ISessionKeyManager} from "./interfaces/ISessionKeyManager.sol";
import {GrantTree, OwnerApproval} from "./types/Approval.sol";
import {GrantId} from "./types/Grant.sol";

/// @title Session Key Manager
/// @dev Guarantees: what GrantLedger guarantees; a router reads, charges and enables only the grants that name it. Trusts: of an
/// account's routers each for its own grants alone. No owner, no admin, no upgrade.
contract SessionKeyManager is GrantLedger, ISessionKeyManager {
    /// @inheritdoc ISessionKeyManager
    function requireActive(address account, GrantId id) external view {
        _requireActive(msg.sender, account, id);
    }

    /// @inheritdoc ISessionKeyManager
    function chargeGrant(address account, GrantId id, uint256 cost, uint256 budget)
        external
        returns (bool withinBudget)
    {
        return _charge(msg.sender, account, id, cost, budget);
    }

    /// @inheritdoc ISessionKeyManager
    function enableGrantInOperation(address account, GrantTree memory tree, OwnerApproval memory approval)
        external
        returns (bool enabled)
    {
        if (tree.grant.router != msg.sender) revert RouterWrong(tree.grant.router, msg.sender);
        return _enableInOperation(account, tree, approval);
    }

    function _checkRouter(address router) internal pure override {
        if (router == address(0)) revert RouterZero();
    }
}
