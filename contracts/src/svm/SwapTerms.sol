// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";
import {ISwapErrors} from "../interfaces/ISwapErrors.sol";
import {CallReader} from "./CallReader.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title What every swap must keep to, whatever the DEX
library SwapTerms {
    using CalldataReader for bytes;

    /// @dev Zero is refused because some routers read it as "all that is there". Below 2^128 the floor is exact in a word.
    function requireAmountIn(CallReader call, uint256 amount) internal pure {
        if (amount == 0) revert ISwapErrors.AmountInZero(call.index());
        if (amount > type(uint128).max) {
            revert ISwapErrors.AmountInTooLarge(call.index(), amount, type(uint128).max);
        }
    }

    function requireRecipient(CallReader call, uint256 position, address account) internal pure {
        if (call.holds(position, account)) return;
        revert ISwapErrors.RecipientNotAccount(call.index(), call.addressAt(position), account);
    }

    /// @dev The minimum that the call demands must be at least `amountIn × rateOut / rateIn`, rounded up, so that any amount obeys one floor.
    /// @param offset where `rateOut (16) ‖ rateIn (16)` stand in the rule
    function requireMinimumOut(
        bytes calldata rule,
        uint256 offset,
        CallReader call,
        uint256 amountIn,
        uint256 minimumOut
    ) internal pure {
        uint256 rates = rule.wordAt(offset);
        uint256 rateOut = rates >> 128;
        uint256 rateIn = uint128(rates);
        if (rateOut == 0 || rateIn == 0) revert ISwapErrors.RateZero();
        uint256 allowed;
        // Both factors fit 128 bits, so their product is exact in a word.
        unchecked {
            allowed = FixedPointMathLib.divUp(amountIn * rateOut, rateIn);
        }
        if (minimumOut < allowed) revert ISwapErrors.MinimumOutTooLow(call.index(), minimumOut, allowed);
    }
}
