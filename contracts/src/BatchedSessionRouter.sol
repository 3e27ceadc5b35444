// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountSignature} from "./core/AccountSignature.sol";
import {BatchDecoder} from "./core/BatchDecoder.sol";
import {Payment, RoutingEngine} from "./core/RoutingEngine.sol";
import {IModularAccountModule} from "./interfaces/IModularAccountModule.sol";
import {ISessionKeyManager} from "./interfaces/ISessionKeyManager.sol";
import {GrantId} from "./types/Grant.sol";
import {UserOperation} from "./types/UserOperation.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Batched Session Router for modular Smart Accounts v2, EntryPoint v0.6
/// @dev Guarantees: what RoutingEngine guarantees, for `executeBatch` and `executeBatch_y6U`. Keeps no state.
/// Trusts: its Session Key Manager, fixed at construction. No owner, no admin, no upgrade.
contract BatchedSessionRouter is RoutingEngine, IModularAccountModule {
    using FixedPointMathLib for uint256;

    ISessionKeyManager public immutable MANAGER;

    constructor(ISessionKeyManager manager) {
        MANAGER = manager;
    }

    /// @inheritdoc IModularAccountModule
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        if (msg.sender != userOp.sender) revert SenderNotCaller(msg.sender, userOp.sender);
        if (userOp.initCode.length != 0) revert InitCodeNotAllowed(userOp.initCode.length);
        return _validateBatch(
            userOp.sender,
            userOpHash,
            BatchDecoder.decodeExecuteBatch(userOp.callData),
            AccountSignature.unwrap(userOp.signature, address(this)),
            _paymentOf(userOp)
        );
    }

    /// @inheritdoc IModularAccountModule
    /// @dev A session key signs no messages for the account.
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4 magicValue) {
        return 0xffffffff;
    }

    /// @dev EntryPoint v0.6 takes the paymaster from the first 20 bytes, so 20 zero bytes mean that the account pays, and for an
    /// account that pays it takes at most this prefund. Sums and products stop at the largest word.
    function _paymentOf(UserOperation calldata userOp) private pure returns (Payment memory payment) {
        if (userOp.paymasterAndData.length >= 20) {
            payment.paymaster = address(bytes20(userOp.paymasterAndData));
        }
        payment.maxCost = userOp.callGasLimit.saturatingAdd(userOp.verificationGasLimit)
            .saturatingAdd(userOp.preVerificationGas).saturatingMul(userOp.maxFeePerGas);
    }

    function _ledger() internal view override returns (address) {
        return address(MANAGER);
    }

    function _requireActive(address account, GrantId id) internal view override {
        MANAGER.requireActive(account, id);
    }

    function _charge(address account, GrantId id, uint256 cost, uint256 budget)
        internal
        override
        returns (bool withinBudget)
    {
        return MANAGER.chargeGrant(account, id, cost, budget);
    }
}
