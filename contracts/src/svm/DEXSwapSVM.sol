// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @dev The one function of Uniswap V2's Router02 that this module allows.
interface IUniswapV2Swap {
    function swapExactTokensForTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external returns (uint256[] memory amounts);
}

/// @title Swapping one token for another at no less than a floor rate, for the account itself
/// @dev Rule: `dex (20) ‖ rateOut (16) ‖ rateIn (16) ‖ tokenIn (20) ‖ tokenOut (20) ‖ hopCount (1) ‖ hops (20 each)`.
/// The minimum that the call demands must be at least `amountIn × rateOut / rateIn`, rounded up, so any amount obeys the
/// same floor. The path leads from tokenIn to tokenOut over allowed hops. The deadline is free: the DEX enforces it.
/// Limits are in base units of tokenIn.
contract DEXSwapSVM is SessionValidationModule {
    using CalldataReader for bytes;

    uint256 private constant HOPS = 93;
    /// @dev Selector, five words of head, the length of the path.
    uint256 private constant PATH = 4 + 6 * 32;

    error RateZero();
    error PointerNotCanonical(uint256 call, uint256 position, uint256 found, uint256 allowed);
    error PathLengthWrong(uint256 call, uint256 found, uint256 allowed);
    error AmountInZero(uint256 call);
    error AmountInTooLarge(uint256 call, uint256 found, uint256 allowed);
    error RecipientNotAccount(uint256 call, address found, address allowed);
    error TokenInNotAllowed(uint256 call, address found, address allowed);
    error TokenOutNotAllowed(uint256 call, address found, address allowed);
    error HopNotAllowed(uint256 call, uint256 position, address found);
    error MinimumOutTooLow(uint256 call, uint256 found, uint256 allowed);

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        return data.length < HOPS ? HOPS : HOPS + 20 * uint256(uint8(data[HOPS - 1]));
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        call.requireNoCallSpecificData();
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(IUniswapV2Swap.swapExactTokensForTokens.selector);
        uint256 hops = _requirePathShape(rule, call);
        amount = call.wordAt(4);
        if (amount == 0) revert AmountInZero(call.index());
        if (amount > type(uint128).max) revert AmountInTooLarge(call.index(), amount, type(uint128).max);
        address recipient = call.addressAt(100);
        if (recipient != account) revert RecipientNotAccount(call.index(), recipient, account);
        _requirePath(rule, call, hops);
        _requireMinimumOut(rule, call, amount);
        return (true, amount);
    }

    /// @return hops how many tokens stand between the first and the last
    function _requirePathShape(bytes calldata rule, CallReader call) private pure returns (uint256 hops) {
        if (call.dataLength() < PATH + 64) call.requireLength(PATH + 64);
        uint256 pointer = call.wordAt(68);
        if (pointer != 5 * 32) revert PointerNotCanonical(call.index(), 68, pointer, 5 * 32);
        uint256 count = call.wordAt(PATH - 32);
        uint256 allowed = 2 + uint256(uint8(rule[HOPS - 1]));
        if (count < 2 || count > allowed) revert PathLengthWrong(call.index(), count, allowed);
        call.requireLength(PATH + 32 * count);
        return count - 2;
    }

    function _requirePath(bytes calldata rule, CallReader call, uint256 hops) private pure {
        address tokenIn = call.addressAt(PATH);
        address allowedIn = rule.packedAddressAt(52);
        if (tokenIn != allowedIn) revert TokenInNotAllowed(call.index(), tokenIn, allowedIn);
        for (uint256 i = 1; i <= hops; ++i) {
            address hop = call.addressAt(PATH + 32 * i);
            if (!_isHop(rule, hop)) revert HopNotAllowed(call.index(), i, hop);
        }
        address tokenOut = call.addressAt(PATH + 32 * (hops + 1));
        address allowedOut = rule.packedAddressAt(72);
        if (tokenOut != allowedOut) revert TokenOutNotAllowed(call.index(), tokenOut, allowedOut);
    }

    function _isHop(bytes calldata rule, address token) private pure returns (bool) {
        for (uint256 offset = HOPS; offset < rule.length; offset += 20) {
            if (rule.packedAddressAt(offset) == token) return true;
        }
        return false;
    }

    /// @dev Both factors fit 128 bits, so their product is exact in a word.
    function _requireMinimumOut(bytes calldata rule, CallReader call, uint256 amountIn) private pure {
        uint256 rates = rule.wordAt(20);
        uint256 rateOut = rates >> 128;
        uint256 rateIn = uint128(rates);
        if (rateOut == 0 || rateIn == 0) revert RateZero();
        uint256 allowed;
        unchecked {
            allowed = FixedPointMathLib.divUp(amountIn * rateOut, rateIn);
        }
        uint256 minimumOut = call.wordAt(36);
        if (minimumOut < allowed) revert MinimumOutTooLow(call.index(), minimumOut, allowed);
    }
}
