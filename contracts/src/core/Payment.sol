// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UserOperation} from "../types/UserOperation.sol";

/// @title Who pays for an operation in EntryPoint v0.6, and at most how much
library Payment {
    /// @dev EntryPoint v0.6 takes the paymaster from the first 20 bytes, so 20 zero bytes mean that the account pays.
    /// @return paymaster 0: the account itself
    function paymasterOf(bytes calldata paymasterAndData) internal pure returns (address paymaster) {
        return paymasterAndData.length < 20 ? address(0) : address(bytes20(paymasterAndData));
    }

    /// @dev For an account that pays, EntryPoint v0.6 takes at most this prefund. It refuses limits and fees from 2^120 on; here they cost more
    /// than any budget.
    /// @return maxCost wei
    function maxCostOf(UserOperation calldata userOp) internal pure returns (uint256 maxCost) {
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
}
