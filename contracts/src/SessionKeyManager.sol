// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantLedger} from "./core/GrantLedger.sol";
import {ISessionKeyManager} from "./interfaces/ISessionKeyManager.sol";
import {GrantId} from "./types/Grant.sol";

/// @title Session Key Manager
/// @dev Guarantees: what GrantLedger guarantees; a router reads and charges only the grants that name it, because its own address
/// is the key under which it looks. Trusts: nobody. No owner, no admin, no upgrade.
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
        _requireActive(msg.sender, account, id);
        return _charge(msg.sender, account, id, cost, budget);
    }
}
