// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountSignature} from "./core/AccountSignature.sol";
import {BatchDecoder} from "./core/BatchDecoder.sol";
import {CalldataReader} from "./core/CalldataReader.sol";
import {RoutingEngine} from "./core/RoutingEngine.sol";
import {IModularAccountModule} from "./interfaces/IModularAccountModule.sol";
import {ISessionKeyManager} from "./interfaces/ISessionKeyManager.sol";
import {GrantTree, OwnerApproval} from "./types/Approval.sol";
import {GrantId} from "./types/Grant.sol";
import {UserOperation} from "./types/UserOperation.sol";

/// @title Batched Session Router for modular Smart Accounts v2, EntryPoint v0.6
/// @dev Guarantees: what RoutingEngine guarantees, for `executeBatch` and `executeBatch_y6U`. Keeps no state.
/// Trusts: its Session Key Manager, fixed at construction. No owner, no admin, no upgrade.
contract BatchedSessionRouter is RoutingEngine, IModularAccountModule {
    using CalldataReader for uint256;

    /// @dev Offsets in UserOperation of the pointers to its dynamic fields.
    uint256 private constant INIT_CODE = 0x40;
    uint256 private constant CALL_DATA = 0x60;
    uint256 private constant PAYMASTER_AND_DATA = 0x120;
    uint256 private constant SIGNATURE = 0x140;

    ISessionKeyManager public immutable MANAGER;

    constructor(ISessionKeyManager manager) {
        MANAGER = manager;
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
        // The sender stands first.
        if (position.load() != uint160(msg.sender)) revert SenderNotCaller(msg.sender, userOp.sender);
        bytes calldata paymasterAndData = position.bytesOf(PAYMASTER_AND_DATA);
        return _validateBatch(
            userOpHash,
            BatchDecoder.decodeExecuteBatch(position.bytesOf(CALL_DATA)),
            AccountSignature.unwrap(position.bytesOf(SIGNATURE), address(this)),
            position.bytesOf(INIT_CODE).length,
            userOp.nonce,
            // EntryPoint v0.6 takes the paymaster from the first 20 bytes, so 20 zero bytes mean that the account pays.
            paymasterAndData.length < 20 ? address(0) : address(bytes20(paymasterAndData)),
            _maxCostOf(userOp)
        );
    }

    /// @inheritdoc IModularAccountModule
    /// @dev A session key signs no messages for the account.
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4 magicValue) {
        return 0xffffffff;
    }

    /// @dev For an account that pays, EntryPoint v0.6 takes at most this prefund. It refuses limits and fees from 2^120 on; here they cost more
    /// than any budget.
    function _maxCostOf(UserOperation calldata userOp) private pure returns (uint256 maxCost) {
        uint256 fee = userOp.maxFeePerGas;
        uint256 callGas = userOp.callGasLimit;
        uint256 verificationGas = userOp.verificationGasLimit;
        uint256 preVerificationGas = userOp.preVerificationGas;
        // Three limits of 120 bits and a fee of 120 bits: at most 242 bits.
        unchecked {
            maxCost = (callGas + verificationGas + preVerificationGas) * fee;
        }
        if ((fee | callGas | verificationGas | preVerificationGas) >> 120 != 0) maxCost = type(uint256).max;
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
        MANAGER.requireActive(account, id);
    }

    function _chargeGrant(address account, GrantId id, uint256 cost, uint256 budget)
        internal
        override
        returns (bool withinBudget)
    {
        return MANAGER.chargeGrant(account, id, cost, budget);
    }
}
