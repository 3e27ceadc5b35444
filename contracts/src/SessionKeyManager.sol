// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Domain} from "./core/Domain.sol";
import {RunCode} from "./core/RunCode.sol";
import {SeedLedger} from "./core/SeedLedger.sol";
import {SeedSingleCall} from "./core/SeedSingleCall.sol";
import {IKeyVerifier} from "./interfaces/IKeyVerifier.sol";
import {IModularAccountModule} from "./interfaces/IModularAccountModule.sol";
import {ISessionKeyManager} from "./interfaces/ISessionKeyManager.sol";
import {GrantTree, OwnerApproval} from "./types/Approval.sol";
import {GrantId} from "./types/Grant.sol";
import {UserOperation} from "./types/UserOperation.sol";

/// @title Session Key Manager
/// @dev Guarantees: what GrantLedger guarantees; a router reads, charges and enables only the grants that name it. Trusts: of an
/// account's routers each for its own grants alone. No owner, no admin, no upgrade.
/// For accounts of the original framework it is their session key manager, too: what SeedLedger and SeedSingleCall guarantee.
contract SessionKeyManager is SeedLedger, ISessionKeyManager, IModularAccountModule {
    /// @dev Code of this manager, in a contract of its own.
    address private immutable SINGLE_CALL;

    constructor(IKeyVerifier verifier) Domain(verifier) {
        SINGLE_CALL = address(new SeedSingleCall());
    }

    /// @inheritdoc IModularAccountModule
    /// @dev Operations of a single call in the seed format: see SeedSingleCall.
    function validateUserOp(UserOperation calldata, bytes32) external returns (uint256) {
        RunCode.runToEnd(SINGLE_CALL);
    }

    /// @inheritdoc IModularAccountModule
    /// @dev A session key signs no messages for the account.
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4 magicValue) {
        return 0xffffffff;
    }

    /// @inheritdoc ISessionKeyManager
    function verifyGrant(address account, GrantId id) external view {
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
