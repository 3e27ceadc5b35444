// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISwapErrors} from "../interfaces/ISwapErrors.sol";
import {AddressSet} from "./AddressSet.sol";
import {CallReader} from "./CallReader.sol";
import {LIMIT_FLAGS} from "./Limits.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {SwapTerms} from "./SwapTerms.sol";

/// @dev The functions of Uniswap V3's SwapRouter that this module allows.
interface IUniswapV3Swap {
    struct ExactInputSingleParams {
        address tokenIn;
        address tokenOut;
        uint24 fee;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
        uint160 sqrtPriceLimitX96;
    }

    struct ExactInputParams {
        bytes path;
        address recipient;
        uint256 deadline;
        uint256 amountIn;
        uint256 amountOutMinimum;
    }

    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256);
    function exactInput(ExactInputParams calldata params) external payable returns (uint256);
}

/// @dev The same of SwapRouter02, whose deadline stands elsewhere.
interface IUniswapV3Swap02 {
    struct ExactInputSingleParams {
        address tokenIn;
        address tokenOut;
        uint24 fee;
        address recipient;
        uint256 amountIn;
        uint256 amountOutMinimum;
        uint160 sqrtPriceLimitX96;
    }

    struct ExactInputParams {
        bytes path;
        address recipient;
        uint256 amountIn;
        uint256 amountOutMinimum;
    }

    function exactInputSingle(ExactInputSingleParams calldata params) external payable returns (uint256);
    function exactInput(ExactInputParams calldata params) external payable returns (uint256);
}

/// @title Swapping one token for another on a Uniswap V3 router, at no less than a floor rate, for the account itself
/// @dev Rule: `router (20) ‖ rateOut (16) ‖ rateIn (16) ‖ tokenIn (20) ‖ tokenOut (20) ‖ kind (1) ‖ feeCount (1) ‖ fees (3 each) ‖ hopCount (1) ‖
/// hops (20 each)`. Kind 0: SwapRouter, 1: SwapRouter02.
/// `exactInputSingle` and `exactInput`: the minimum that the call demands must be at least `amountIn × rateOut / rateIn`, rounded up. The path
/// leads from tokenIn to tokenOut over allowed hops, through pools of allowed fees. A price limit is refused: a swap that stops there sells less
/// than it is paid for. The deadline is free. The DEX holds the minimum against what the pool gives: of a token that charges on transfer less
/// arrives.
/// Own flag: 0x10: sells the native currency: the call's value is exactly the amount, tokenIn being its wrapper.
/// A file of its own, beside DEXSwapSVM: nothing but the terms of a swap is the same, and each stays as cheap as it is alone.
/// Limits are in base units of tokenIn, or in wei.
contract UniswapV3SwapSVM is SessionValidationModule, ISwapErrors {
    using CalldataReader for bytes;
    using AddressSet for bytes;

    uint256 private constant FEES = 93;
    uint256 private constant NATIVE_IN = 0x10;
    uint256 private constant ROUTER_02 = 1;
    /// @dev A pool in a path: its fee, and the token behind it.
    uint256 private constant POOL = 23;

    error RouterKindUnknown(uint8 found, uint8 allowed);
    /// @dev `found` and `allowed` are bytes; a path has whole pools.
    error PathSizeWrong(uint256 call, uint256 found, uint256 allowed);
    error FunctionNotAllowed(uint256 call, bytes4 found, bytes4 single, bytes4 multi);
    /// @dev `position` is the pool's place in the path, from 0.
    error FeeNotAllowed(uint256 call, uint256 position, uint256 found);
    error PriceLimitNotZero(uint256 call, uint256 found);

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        return data.endOf(_hopsOf(data));
    }

    /// @dev Where the set of hops stands; behind the end of `data` if the number of fees is missing.
    function _hopsOf(bytes calldata data) private pure returns (uint256) {
        unchecked {
            return data.length <= FEES ? FEES + 1 : FEES + 1 + 3 * uint256(uint8(data.wordAt(FEES) >> 248));
        }
    }

    function _knownFlags(bytes calldata) internal pure override returns (uint256) {
        return LIMIT_FLAGS | NATIVE_IN;
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        uint256 kind = rule.wordAt(92) >> 248;
        // The shift leaves eight bits.
        if (kind > ROUTER_02) revert RouterKindUnknown(uint8(kind), uint8(ROUTER_02));
        call.requireTarget(rule.packedAddressAt(0));
        bool isNative = _ownFlags(rule) != 0;
        if (!isNative) call.requireNoValue();
        // Where the amount stands: behind recipient and, in SwapRouter, deadline.
        (bool isSingle, uint256 place) = _requireShape(rule, call, kind);
        amount = call.wordAt(place);
        SwapTerms.requireAmountIn(call, amount);
        if (isNative && call.value() != amount) revert ValueNotAllowed(call.index(), call.value(), amount);
        if (isSingle) {
            SwapTerms.requireRecipient(call, 100, account);
            _requirePool(rule, call);
        } else {
            SwapTerms.requireRecipient(call, 68, account);
            _requirePath(rule, call, place + 64);
        }
        SwapTerms.requireMinimumOut(rule, 20, call, amount, call.wordAt(place + 32));
        if (isSingle) {
            uint256 limit = call.wordAt(place + 64);
            if (limit != 0) revert PriceLimitNotZero(call.index(), limit);
        }
        return (true, amount);
    }

    /// @return isSingle whether the call is `exactInputSingle`
    /// @return place where the amount stands
    function _requireShape(bytes calldata rule, CallReader call, uint256 kind)
        private
        pure
        returns (bool isSingle, uint256 place)
    {
        (bytes4 single, bytes4 multi) = kind == ROUTER_02
            ? (IUniswapV3Swap02.exactInputSingle.selector, IUniswapV3Swap02.exactInput.selector)
            : (IUniswapV3Swap.exactInputSingle.selector, IUniswapV3Swap.exactInput.selector);
        bytes4 found = bytes4(bytes32(call.wordAt(0)));
        if ((found != single && found != multi) || call.dataLength() < 4) {
            revert FunctionNotAllowed(call.index(), found, single, multi);
        }
        // The deadline takes a word.
        unchecked {
            if (found == single) {
                place = kind == ROUTER_02 ? 132 : 164;
                call.requireLength(place + 96);
                return (true, place);
            }
            place = kind == ROUTER_02 ? 100 : 132;
            _requirePathShape(rule, call, place + 64);
            return (false, place);
        }
    }

    /// @dev Pointers where every encoder puts them, a path of whole pools, zeros behind it, and no more.
    /// @param place where the length of the path stands
    function _requirePathShape(bytes calldata rule, CallReader call, uint256 place) private pure {
        // Lengths are compared before they are used.
        unchecked {
            if (call.dataLength() < place + 32 + 64) call.requireLength(place + 32 + 64);
            uint256 pointer = call.wordAt(4);
            if (pointer != 32) revert PointerNotCanonical(call.index(), 4, pointer, 32);
            pointer = call.wordAt(36);
            if (pointer != place - 36) revert PointerNotCanonical(call.index(), 36, pointer, place - 36);
            uint256 length = call.wordAt(place);
            uint256 allowed = 20 + POOL * (1 + rule.sizeOf(_hopsOf(rule)));
            if (length < 20 + POOL || length > allowed || (length - 20) % POOL != 0) {
                revert PathSizeWrong(call.index(), length, allowed);
            }
            call.requireLength(place + 32 + (length + 31) / 32 * 32);
            uint256 rest = length % 32;
            uint256 last = place + 32 + length - rest;
            if (rest != 0 && call.wordAt(last) << 8 * rest != 0) {
                revert PaddingNotZero(call.index(), last, call.wordAt(last));
            }
        }
    }

    function _requirePool(bytes calldata rule, CallReader call) private pure {
        _requireTokenIn(rule, call, call.addressAt(4));
        _requireTokenOut(rule, call, call.addressAt(36));
        _requireFee(rule, call, 0, call.wordAt(68));
    }

    /// @param place where the length of the path stands
    function _requirePath(bytes calldata rule, CallReader call, uint256 place) private pure {
        // The path has whole pools, and the call's data end behind it.
        unchecked {
            uint256 pools = call.wordAt(place) / POOL;
            place += 32;
            _requireTokenIn(rule, call, _packedAddress(call, place));
            for (uint256 i = 0; i < pools; ++i) {
                _requireFee(rule, call, i, call.wordAt(place + 20) >> 232);
                place += POOL;
                address token = _packedAddress(call, place);
                if (i + 1 == pools) _requireTokenOut(rule, call, token);
                else if (!rule.has(_hopsOf(rule), token)) revert HopNotAllowed(call.index(), i + 1, token);
            }
        }
    }

    /// @dev The shift leaves 160 bits.
    function _packedAddress(CallReader call, uint256 position) private pure returns (address) {
        return address(uint160(call.wordAt(position) >> 96));
    }

    function _requireTokenIn(bytes calldata rule, CallReader call, address found) private pure {
        address allowed = rule.packedAddressAt(52);
        if (found != allowed) revert TokenInNotAllowed(call.index(), found, allowed);
    }

    function _requireTokenOut(bytes calldata rule, CallReader call, address found) private pure {
        address allowed = rule.packedAddressAt(72);
        if (found != allowed) revert TokenOutNotAllowed(call.index(), found, allowed);
    }

    function _requireFee(bytes calldata rule, CallReader call, uint256 position, uint256 found) private pure {
        // At most 255 fees.
        unchecked {
            uint256 end = _hopsOf(rule);
            for (uint256 place = FEES + 1; place < end; place += 3) {
                if (rule.wordAt(place) >> 232 == found) return;
            }
        }
        revert FeeNotAllowed(call.index(), position, found);
    }
}
