// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISwapErrors} from "../interfaces/ISwapErrors.sol";
import {AddressSet} from "./AddressSet.sol";
import {CallReader} from "./CallReader.sol";
import {LIMIT_FLAGS} from "./Limits.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {SwapTerms} from "./SwapTerms.sol";

/// @dev The functions of Uniswap V2's Router02 that this module allows: those that sell an exact amount.
interface IUniswapV2Swap {
    function swapExactTokensForTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external returns (uint256[] memory amounts);
    function swapExactTokensForTokensSupportingFeeOnTransferTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external;
    function swapExactTokensForETH(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external returns (uint256[] memory amounts);
    function swapExactTokensForETHSupportingFeeOnTransferTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external;
    function swapExactETHForTokens(
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external payable returns (uint256[] memory amounts);
    function swapExactETHForTokensSupportingFeeOnTransferTokens(
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external payable;
}

/// @title Swapping one token for another on a Uniswap V2 router, at no less than a floor rate, for the account itself
/// @dev Rule: `dex (20) ‖ rateOut (16) ‖ rateIn (16) ‖ tokenIn (20) ‖ tokenOut (20) ‖ hopCount (1) ‖ hops (20 each)`.
/// The minimum that the call demands must be at least `amountIn × rateOut / rateIn`, rounded up, so any amount obeys the
/// same floor. The path leads from tokenIn to tokenOut over allowed hops. The deadline is free: the DEX enforces it.
/// The variants for tokens that charge on transfer hold the minimum against what arrives, so every session allows them, too.
/// Own flags: 0x10: sells the native currency, tokenIn being its wrapper; 0x20: buys it, tokenOut being its wrapper. Not both.
/// Limits are in base units of tokenIn, or in wei.
contract DEXSwapSVM is SessionValidationModule, ISwapErrors {
    using CalldataReader for bytes;
    using AddressSet for bytes;

    /// @dev Where the set of hops stands in the rule.
    uint256 private constant HOPS = 92;
    uint256 private constant NATIVE_IN = 0x10;
    uint256 private constant NATIVE_OUT = 0x20;

    /// @dev The session sells the native currency for itself.
    error SwapNativeTwice();

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        return data.endOf(HOPS);
    }

    function _knownFlags(bytes calldata) internal pure override returns (uint256) {
        return LIMIT_FLAGS | NATIVE_IN | NATIVE_OUT;
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        uint256 own = _ownFlags(rule);
        call.requireTarget(rule.packedAddressAt(0));
        if (own == NATIVE_IN) {
            call.requireEitherSelector(
                IUniswapV2Swap.swapExactETHForTokens.selector,
                IUniswapV2Swap.swapExactETHForTokensSupportingFeeOnTransferTokens.selector
            );
            return (true, _checkSwap(account, rule, call, 4));
        }
        call.requireNoValue();
        if (own == 0) {
            call.requireEitherSelector(
                IUniswapV2Swap.swapExactTokensForTokens.selector,
                IUniswapV2Swap.swapExactTokensForTokensSupportingFeeOnTransferTokens.selector
            );
        } else {
            if (own != NATIVE_OUT) revert SwapNativeTwice();
            call.requireEitherSelector(
                IUniswapV2Swap.swapExactTokensForETH.selector,
                IUniswapV2Swap.swapExactTokensForETHSupportingFeeOnTransferTokens.selector
            );
        }
        return (true, _checkSwap(account, rule, call, 36));
    }

    /// @param head where the minimum stands, from which the other arguments are counted: an amount that is sent as value is no argument
    function _checkSwap(address account, bytes calldata rule, CallReader call, uint256 head)
        private
        pure
        returns (uint256 amount)
    {
        // Far below 2^256.
        unchecked {
            uint256 hops = _requirePathShape(rule, call, head);
            amount = head == 4 ? call.value() : call.wordAt(4);
            SwapTerms.requireAmountIn(call, amount);
            SwapTerms.requireRecipient(call, head + 64, account);
            _requirePath(rule, call, head + 160, hops);
            SwapTerms.requireMinimumOut(rule, 20, call, amount, call.wordAt(head));
        }
    }

    /// @return hops how many tokens stand between the first and the last
    function _requirePathShape(bytes calldata rule, CallReader call, uint256 head)
        private
        pure
        returns (uint256 hops)
    {
        // Counts are compared before they are used.
        unchecked {
            uint256 path = head + 160;
            if (call.dataLength() < path + 64) call.requireLength(path + 64);
            uint256 pointer = call.wordAt(head + 32);
            if (pointer != head + 124) {
                revert PointerNotCanonical(call.index(), head + 32, pointer, head + 124);
            }
            uint256 count = call.wordAt(head + 128);
            uint256 allowed = 2 + rule.sizeOf(HOPS);
            if (count < 2 || count > allowed) revert PathLengthWrong(call.index(), count, allowed);
            call.requireLength(path + 32 * count);
            return count - 2;
        }
    }

    /// @param path position of the first token
    function _requirePath(bytes calldata rule, CallReader call, uint256 path, uint256 hops) private pure {
        // At most 257 tokens.
        unchecked {
            address tokenIn = rule.packedAddressAt(52);
            if (!call.holds(path, tokenIn)) {
                revert TokenInNotAllowed(call.index(), call.addressAt(path), tokenIn);
            }
            for (uint256 i = 1; i <= hops; ++i) {
                address hop = call.addressAt(path + 32 * i);
                if (!rule.has(HOPS, hop)) revert HopNotAllowed(call.index(), i, hop);
            }
            address tokenOut = rule.packedAddressAt(72);
            uint256 last = path + 32 * (hops + 1);
            if (!call.holds(last, tokenOut)) {
                revert TokenOutNotAllowed(call.index(), call.addressAt(last), tokenOut);
            }
        }
    }
}
