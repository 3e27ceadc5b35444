// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountSignature} from "./core/AccountSignature.sol";
import {BatchDecoder} from "./core/BatchDecoder.sol";
import {CalldataReader} from "./core/CalldataReader.sol";
import {Domain} from "./core/Domain.sol";
import {Payment} from "./core/Payment.sol";
import {RoutingEngine} from "./core/RoutingEngine.sol";
import {RunCode} from "./core/RunCode.sol";
import {SeedFormat} from "./core/SeedFormat.sol";
import {IModularAccountModule} from "./interfaces/IModularAccountModule.sol";
import {ISessionKeyManager} from "./interfaces/ISessionKeyManager.sol";
import {GrantTree, OwnerApproval} from "./types/Approval.sol";
import {GrantId} from "./types/Grant.sol";
import {UserOperation} from "./types/UserOperation.sol";

/// @title Batched Session Router for modular Smart Accounts v2, EntryPoint v0.6
/// @dev Guarantees: what RoutingEngine guarantees, for `executeBatch` and `executeBatch_y6U`; for signatures of the original framework, which
/// begin with a zero byte, what SeedFormat guarantees. Keeps no state.
/// Trusts: its Session Key Manager and that one's verifier of keys, fixed at construction. No owner, no admin, no upgrade.
contract BatchedSessionRouter is RoutingEngine, IModularAccountModule {
    using CalldataReader for bytes;
    using CalldataReader for uint256;

    /// @dev Offsets in UserOperation of the pointers to its dynamic fields.
    uint256 private constant INIT_CODE = 0x40;
    uint256 private constant CALL_DATA = 0x60;
    uint256 private constant PAYMASTER_AND_DATA = 0x120;
    uint256 private constant SIGNATURE = 0x140;

    ISessionKeyManager public immutable MANAGER;

    /// @dev Code of this router, in a contract of its own.
    address private immutable SEED_FORMAT;

    /// @param others managers of the original framework, besides `manager`, that operations in the seed format may name; at most four
    constructor(ISessionKeyManager manager, address[] memory others) Domain(manager.keyVerifier()) {
        MANAGER = manager;
        SEED_FORMAT = address(new SeedFormat(manager, others));
    }

    /// @inheritdoc IModularAccountModule
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        uint256 position;
        assembly ("memory-safe") {
            position := userOp
        }
        // Behind the three words of the account's wrapper a native signature begins with its version, the original's with an address.
        if (position.bytesOf(SIGNATURE).wordAt(0x60) >> 248 == 0) RunCode.runToEnd(SEED_FORMAT);
        // The sender stands first.
        if (position.load() != uint160(msg.sender)) revert SenderNotCaller(msg.sender, userOp.sender);
        return _validateBatch(
            userOpHash,
            BatchDecoder.decodeExecuteBatch(position.bytesOf(CALL_DATA)),
            AccountSignature.unwrap(position.bytesOf(SIGNATURE), address(this)),
            position.bytesOf(INIT_CODE).length,
            userOp.nonce,
            Payment.paymasterOf(position.bytesOf(PAYMASTER_AND_DATA)),
            Payment.maxCostOf(userOp)
        );
    }

    /// @inheritdoc IModularAccountModule
    /// @dev A session key signs no messages for the account.
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4 magicValue) {
        return 0xffffffff;
    }

    /// @dev In EntryPoint v0.6 a nonce belongs to no module. If a session key could use any, its holder could take the nonce of the owner's
    /// revocation while that waits to be included. So the low 160 bits of the nonce's key name the session key; the other 32 are lanes of
    /// its own.
    function _checkNonce(uint256 nonce, address key) internal pure override {
        // The cast cuts the lanes off.
        address found = address(uint160(nonce >> 64));
        if (found != key) revert NonceNotOfKey(found, key);
    }

    function _ledger() internal view override returns (address) {
        return address(MANAGER);
    }

    function _enableInOperation(address account, GrantTree memory tree, OwnerApproval memory approval)
        internal
        override
        returns (bool enabled)
    {
        return MANAGER.enableGrantInOperation(account, tree, approval);
    }

    function _requireGrant(address account, GrantId id) internal view override {
        MANAGER.verifyGrant(account, id);
    }

    function _chargeGrant(address account, GrantId id, uint256 cost, uint256 budget)
        internal
        override
        returns (bool withinBudget)
    {
        return MANAGER.chargeGrant(account, id, cost, budget);
    }
}
