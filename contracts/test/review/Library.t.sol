// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ModuleReview} from "./ModuleReview.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IDepositAll} from "src/interfaces/IDepositAll.sol";
import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {IUniswapV3Swap, IUniswapV3Swap02} from "src/svm/UniswapV3SwapSVM.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev The modules that are new since the first review: what they let pass, decoded as the contract that is called decodes it, must obey the
/// rule.
contract LibraryReviewTest is ModuleReview {
    address internal constant TARGET = address(0xde);
    address internal constant TOKEN_IN = address(1);
    address internal constant TOKEN_OUT = address(2);
    /// @dev Hops are the addresses from here on, fees the numbers.
    uint256 internal constant FIRST_HOP = 3;
    uint256 internal constant FIRST_FEE = 500;

    address internal swap = _deploy("UniswapV3SwapSVM", "");
    address internal nft = _deploy("NFTTransferSVM", "");
    address internal contractCall = _deploy("ContractCallSVM", "");
    address internal nativeTransfer = _deploy("NativeTransferSVM", "");
    address internal depositAll = _deploy("DepositAllSVM", "");

    struct Swap {
        bool isRouter02;
        bool isSingle;
        bool isNative;
        uint256 hops;
        uint256 fees;
        uint256 rateOut;
        uint256 rateIn;
        uint256 amountIn;
        uint256 minimum;
        bytes path;
    }

    // Uniswap V3

    function decodeSingle(bytes calldata arguments)
        external
        pure
        returns (IUniswapV3Swap.ExactInputSingleParams memory)
    {
        return abi.decode(arguments, (IUniswapV3Swap.ExactInputSingleParams));
    }

    function decodeSingle02(bytes calldata arguments)
        external
        pure
        returns (IUniswapV3Swap02.ExactInputSingleParams memory)
    {
        return abi.decode(arguments, (IUniswapV3Swap02.ExactInputSingleParams));
    }

    function decodeMulti(bytes calldata arguments)
        external
        pure
        returns (IUniswapV3Swap.ExactInputParams memory)
    {
        return abi.decode(arguments, (IUniswapV3Swap.ExactInputParams));
    }

    function decodeMulti02(bytes calldata arguments)
        external
        pure
        returns (IUniswapV3Swap02.ExactInputParams memory)
    {
        return abi.decode(arguments, (IUniswapV3Swap02.ExactInputParams));
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_uniswapV3_whatPassesObeysTheRule(uint256 seed) public {
        _seed = seed;
        Swap memory s = _randomSwap();
        bytes memory rule = _ruleOf(s);
        bytes memory data = _callOf(s);
        uint256 value = s.isNative ? s.amountIn : 0;
        assertTrue(_ask(swap, TARGET, rule, data, value), "twin");
        data = _random(8) == 0 ? _inPath(s, data) : _damage(data);
        if (_random(6) == 0) value = _random(3);
        if (!_ask(swap, TARGET, rule, data, value)) return;
        _checkSwap(s, data, value);
        assertFalse(_ask(swap, TARGET, rule, data, value + 1), "value");
        assertFalse(_ask(swap, address(0xdd), rule, data, value), "target");
    }

    function _randomSwap() private returns (Swap memory s) {
        s.isRouter02 = _random(2) == 0;
        s.isSingle = _random(2) == 0;
        s.isNative = _random(3) == 0;
        s.hops = _random(4);
        s.fees = 1 + _random(3);
        s.rateOut = 1 + (_random(3) == 0 ? _random(2 ** 128 - 1) : _random(1000));
        s.rateIn = 1 + (_random(3) == 0 ? _random(2 ** 128 - 1) : _random(1000));
        s.amountIn = 1 + (_random(2) == 0 ? _random(2 ** 128 - 1) : _random(1000));
        s.minimum = (s.amountIn * s.rateOut - 1) / s.rateIn + 1;
        s.path = abi.encodePacked(TOKEN_IN);
        uint256 pools = 1 + _random(s.hops + 1);
        for (uint256 i = 0; i < pools; ++i) {
            address next = i + 1 == pools ? TOKEN_OUT : address(uint160(FIRST_HOP + _random(s.hops)));
            s.path = abi.encodePacked(s.path, uint24(FIRST_FEE + _random(s.fees)), next);
        }
    }

    function _ruleOf(Swap memory s) private pure returns (bytes memory rule) {
        rule = abi.encodePacked(TARGET, uint128(s.rateOut), uint128(s.rateIn), TOKEN_IN, TOKEN_OUT);
        rule = abi.encodePacked(rule, uint8(s.isRouter02 ? 1 : 0), uint8(s.fees));
        for (uint256 i = 0; i < s.fees; ++i) {
            rule = abi.encodePacked(rule, uint24(FIRST_FEE + i));
        }
        rule = abi.encodePacked(rule, uint8(s.hops));
        for (uint256 i = 0; i < s.hops; ++i) {
            rule = abi.encodePacked(rule, address(uint160(FIRST_HOP + i)));
        }
        return abi.encodePacked(rule, uint8(s.isNative ? 0x10 : 0));
    }

    function _callOf(Swap memory s) private pure returns (bytes memory) {
        // The first fee is always allowed.
        uint24 fee = uint24(FIRST_FEE);
        if (s.isSingle && s.isRouter02) {
            return abi.encodeCall(
                IUniswapV3Swap02.exactInputSingle,
                (IUniswapV3Swap02.ExactInputSingleParams(
                        TOKEN_IN, TOKEN_OUT, fee, ACCOUNT, s.amountIn, s.minimum, 0
                    ))
            );
        }
        if (s.isSingle) {
            return abi.encodeCall(
                IUniswapV3Swap.exactInputSingle,
                (IUniswapV3Swap.ExactInputSingleParams(
                        TOKEN_IN, TOKEN_OUT, fee, ACCOUNT, 99, s.amountIn, s.minimum, 0
                    ))
            );
        }
        if (s.isRouter02) {
            return abi.encodeCall(
                IUniswapV3Swap02.exactInput,
                (IUniswapV3Swap02.ExactInputParams(s.path, ACCOUNT, s.amountIn, s.minimum))
            );
        }
        return abi.encodeCall(
            IUniswapV3Swap.exactInput,
            (IUniswapV3Swap.ExactInputParams(s.path, ACCOUNT, 99, s.amountIn, s.minimum))
        );
    }

    /// @dev Damages a byte where the path stands, with the arguments' encoding as it was.
    function _inPath(Swap memory s, bytes memory data) private returns (bytes memory) {
        if (s.isSingle) return data;
        // Below 256, both.
        s.path[_random(s.path.length)] = bytes1(uint8(_random(7)));
        return _callOf(s);
    }

    function _checkSwap(Swap memory s, bytes memory data, uint256 value) private view {
        bytes memory arguments = _tail(data);
        bytes4 selector = bytes4(data);
        address recipient;
        uint256 amountIn;
        uint256 minimum;
        bytes memory path;
        bytes memory again;
        if (selector == IUniswapV3Swap.exactInputSingle.selector) {
            IUniswapV3Swap.ExactInputSingleParams memory p = this.decodeSingle(arguments);
            (recipient, amountIn, minimum) = (p.recipient, p.amountIn, p.amountOutMinimum);
            path = abi.encodePacked(p.tokenIn, p.fee, p.tokenOut);
            assertEq(p.sqrtPriceLimitX96, 0, "price limit");
            again = abi.encodeCall(IUniswapV3Swap.exactInputSingle, (p));
        } else if (selector == IUniswapV3Swap02.exactInputSingle.selector) {
            IUniswapV3Swap02.ExactInputSingleParams memory p = this.decodeSingle02(arguments);
            (recipient, amountIn, minimum) = (p.recipient, p.amountIn, p.amountOutMinimum);
            path = abi.encodePacked(p.tokenIn, p.fee, p.tokenOut);
            assertEq(p.sqrtPriceLimitX96, 0, "price limit");
            again = abi.encodeCall(IUniswapV3Swap02.exactInputSingle, (p));
        } else if (selector == IUniswapV3Swap.exactInput.selector) {
            IUniswapV3Swap.ExactInputParams memory p = this.decodeMulti(arguments);
            (recipient, amountIn, minimum, path) = (p.recipient, p.amountIn, p.amountOutMinimum, p.path);
            again = abi.encodeCall(IUniswapV3Swap.exactInput, (p));
        } else {
            IUniswapV3Swap02.ExactInputParams memory p = this.decodeMulti02(arguments);
            (recipient, amountIn, minimum, path) = (p.recipient, p.amountIn, p.amountOutMinimum, p.path);
            again = abi.encodeCall(IUniswapV3Swap02.exactInput, (p));
        }
        assertEq(again, data, "one encoding");
        assertEq(recipient, ACCOUNT);
        assertTrue(amountIn != 0 && amountIn < 2 ** 128);
        assertEq(value, s.isNative ? amountIn : 0);
        assertTrue(minimum >= 2 ** 128 || minimum * s.rateIn >= amountIn * s.rateOut, "floor");
        _checkPath(s, path);
    }

    function _checkPath(Swap memory s, bytes memory path) private pure {
        assertEq((path.length - 20) % 23, 0);
        uint256 pools = (path.length - 20) / 23;
        assertTrue(pools != 0 && pools <= s.hops + 1);
        assertEq(_packed(path, 0, 20), uint160(TOKEN_IN));
        for (uint256 i = 0; i < pools; ++i) {
            uint256 fee = _packed(path, 20 + 23 * i, 3);
            assertTrue(fee >= FIRST_FEE && fee < FIRST_FEE + s.fees, "fee");
            uint256 token = _packed(path, 23 + 23 * i, 20);
            if (i + 1 == pools) assertEq(token, uint160(TOKEN_OUT));
            else assertTrue(token >= FIRST_HOP && token < FIRST_HOP + s.hops, "hop");
        }
    }

    function _packed(bytes memory data, uint256 at, uint256 size) private pure returns (uint256 number) {
        for (uint256 i = 0; i < size; ++i) {
            number = number << 8 | uint8(data[at + i]);
        }
    }

    // NFTs

    function decode721(bytes calldata arguments) external pure returns (address, address, uint256) {
        return abi.decode(arguments, (address, address, uint256));
    }

    function decode1155(bytes calldata arguments)
        external
        pure
        returns (address, address, uint256, uint256, bytes memory)
    {
        return abi.decode(arguments, (address, address, uint256, uint256, bytes));
    }

    /// @dev Recipients 10 and 11, tokens 20 and 21 or any.
    /// forge-config: default.fuzz.runs = 3000
    function testFuzz_review_nft_whatPassesObeysTheRule(uint256 seed) public {
        _seed = seed;
        bool is721 = _random(2) == 0;
        bool anyId = _random(3) == 0;
        bytes memory rule = abi.encodePacked(uint8(is721 ? 0 : 1), TARGET, uint8(2), address(10), address(11));
        rule = anyId
            ? abi.encodePacked(rule, uint8(0), uint8(0x10))
            : abi.encodePacked(rule, uint8(2), uint256(20), uint256(21), uint8(0));
        bytes4 selector = is721
            ? bytes4(keccak256("safeTransferFrom(address,address,uint256)"))
            : IERC1155.safeTransferFrom.selector;
        bytes memory data = is721
            ? abi.encodeWithSelector(selector, ACCOUNT, address(10), 20 + _random(2))
            : abi.encodeWithSelector(selector, ACCOUNT, address(10), 20 + _random(2), _random(9), "");
        assertTrue(_ask(nft, TARGET, rule, data, 0), "twin");
        data = _damage(data);
        if (!_ask(nft, TARGET, rule, data, 0)) return;
        address from;
        address to;
        uint256 id;
        bytes memory again;
        if (is721) {
            (from, to, id) = this.decode721(_tail(data));
            again = abi.encodeWithSelector(selector, from, to, id);
        } else {
            uint256 amount;
            bytes memory more;
            (from, to, id, amount, more) = this.decode1155(_tail(data));
            again = abi.encodeWithSelector(selector, from, to, id, amount, more);
            assertEq(more.length, 0);
        }
        assertEq(again, data, "one encoding");
        assertEq(from, ACCOUNT);
        assertTrue(to == address(10) || to == address(11));
        assertTrue(anyId || id == 20 || id == 21, "id");
        assertFalse(_ask(nft, TARGET, rule, data, 1), "value");
        assertFalse(_ask(nft, address(0xdd), rule, data, 0), "target");
    }

    // the small ones

    /// @dev Functions and targets at random, so that one of each listed pair is asked for with the other of the next.
    function testFuzz_review_contractCall_onlyListedPairs(uint256 seed, bytes memory arguments) public {
        _seed = seed;
        uint256 cap = _random(3);
        uint256 count = _random(4);
        bytes memory rule = abi.encodePacked(uint96(cap), uint8(count));
        bool[9] memory listed;
        for (uint256 i = 0; i < count; ++i) {
            uint256 pair = _random(9);
            listed[pair] = true;
            rule = abi.encodePacked(rule, address(uint160(1 + pair / 3)), bytes4(uint32(pair % 3)));
        }
        rule = abi.encodePacked(rule, uint8(0));
        for (uint256 pair = 0; pair < 9; ++pair) {
            bytes memory data = abi.encodePacked(bytes4(uint32(pair % 3)), arguments);
            address target = address(uint160(1 + pair / 3));
            assertEq(_ask(contractCall, target, rule, data, cap), listed[pair]);
            assertFalse(_ask(contractCall, target, rule, data, cap + 1), "value");
            // Selector 0 in three bytes of zeros is none.
            assertFalse(_ask(contractCall, target, rule, hex"000000", 0), "short");
        }
        assertFalse(_ask(contractCall, address(9), rule, hex"00000000", 0), "target");
    }

    function testFuzz_review_nativeTransfer_onlyListed_onlyEmpty(
        uint160 first,
        uint160 second,
        bytes memory d
    ) public {
        bytes memory rule = abi.encodePacked(uint8(2), first, second, uint8(1), uint128(5));
        assertTrue(_ask(nativeTransfer, address(first), rule, "", 5));
        assertTrue(_ask(nativeTransfer, address(second), rule, "", 0));
        assertFalse(_ask(nativeTransfer, address(second), rule, "", 6));
        if (d.length != 0) assertFalse(_ask(nativeTransfer, address(first), rule, d, 0));
        address other = address(first ^ 1);
        if (other != address(second)) assertFalse(_ask(nativeTransfer, other, rule, "", 0));
    }

    function decodeDepositAll(bytes calldata arguments)
        external
        pure
        returns (address, address, uint256, uint256)
    {
        return abi.decode(arguments, (address, address, uint256, uint256));
    }

    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_review_depositAll_whatPassesObeysTheRule(uint256 seed) public {
        _seed = seed;
        bytes memory rule = abi.encodePacked(
            TARGET, address(10), address(11), uint128(_random(3)), uint8(1), uint128(2 ** 128 - 1)
        );
        bytes memory data =
            abi.encodeCall(IDepositAll.depositAll, (address(10), address(11), 2, _random(2 ** 128)));
        assertTrue(_ask(depositAll, TARGET, rule, data, 0), "twin");
        data = _damage(data);
        if (!_ask(depositAll, TARGET, rule, data, 0)) return;
        (address token, address vault, uint256 keep, uint256 maximum) = this.decodeDepositAll(_tail(data));
        assertEq(abi.encodeCall(IDepositAll.depositAll, (token, vault, keep, maximum)), data, "one encoding");
        assertEq(token, address(10));
        assertEq(vault, address(11));
        assertGe(keep, uint8(rule[75]));
        assertLt(maximum, 2 ** 128);
        assertFalse(_ask(depositAll, TARGET, rule, data, 1), "value");
        assertFalse(_ask(depositAll, address(0xdd), rule, data, 0), "target");
    }

    // periods

    struct Limits {
        uint8 flags;
        uint256 perUse;
        uint256 total;
        uint256 uses;
        uint256 perPeriod;
        uint256 length;
        uint256 anchor;
    }

    struct Used {
        uint256 total;
        uint256 uses;
        uint256 period;
        uint256 inPeriod;
    }

    /// @dev Counters of a session with a limit per period against a plain model, over several operations.
    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_review_limitsWithPeriods(uint256 seed) public {
        _seed = seed;
        // Casts cut random numbers to their fields.
        Limits memory l = Limits(uint8(8 | _random(8)), 50, 300, 7, 90, 3600 + _random(2 ** 20), 0);
        l.anchor = _random(3) == 0 ? 0 : _random(2 ** 32);
        bytes memory data = abi.encodePacked(TARGET, uint8(1), address(10), l.flags);
        if (l.flags & 1 != 0) data = abi.encodePacked(data, uint128(l.perUse));
        if (l.flags & 2 != 0) data = abi.encodePacked(data, uint104(l.total));
        if (l.flags & 4 != 0) data = abi.encodePacked(data, uint24(l.uses));
        data = abi.encodePacked(data, uint96(l.perPeriod), uint32(l.length), uint32(l.anchor));
        ISessionValidationModule svm = ISessionValidationModule(_deploy("ERC20TransferSVM", ""));
        Used memory used;
        for (uint256 round = 0; round < 8; ++round) {
            (Call[] memory calls, Used memory next, bool good) = _randomUse(l, used);
            if (!good) vm.expectRevert();
            uint256 window = svm.validateSession(ACCOUNT, SessionId.wrap(0), data, calls);
            if (good) {
                used = next;
                uint256 start = l.anchor + l.length * used.period;
                assertEq(window, (start + l.length - 1) << 48 | start, "window");
                assertLt(window >> 48, 2 ** 47);
            }
            (bool success, bytes memory answer) = address(svm)
                .staticcall(
                    abi.encodeWithSignature(
                        "getUsage(address,bytes32,address)", address(this), bytes32(0), ACCOUNT
                    )
                );
            assertTrue(success);
            assertEq(answer, abi.encode(used.total, used.uses, used.period, used.inPeriod), "usage");
        }
    }

    function _randomUse(Limits memory l, Used memory used)
        private
        returns (Call[] memory calls, Used memory next, bool good)
    {
        next = Used(used.total, used.uses, used.period, used.inPeriod);
        calls = new Call[](1 + _random(3));
        uint256 period = used.period + _random(3);
        if (_random(8) == 0) period = used.period == 0 ? 2 ** 32 - 1 : used.period - 1;
        uint256 latest = (2 ** 47 - l.anchor) / l.length - 1;
        if (_random(20) == 0) period = latest;
        if (period > type(uint32).max) period = type(uint32).max;
        good = period >= used.period && period <= latest;
        if (period != used.period) (next.period, next.inPeriod) = (period, 0);
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 amount = _random(9) == 0 ? _random(2 ** 255) : _random(60);
            bytes memory named = abi.encodePacked(uint32(period));
            if (_random(20) == 0) {
                good = false;
                named = _random(2) == 0 ? bytes("abc") : abi.encodePacked(uint32(period), hex"00");
            } else if (i != 0 && _random(20) == 0) {
                good = false;
                named = abi.encodePacked(uint32(period ^ 1));
            }
            calls[i] = Call(
                i, TARGET, 0, abi.encodeWithSignature("transfer(address,uint256)", address(10), amount), named
            );
            if (amount > (l.flags & 1 != 0 ? l.perUse : 2 ** 255)) good = false;
            if (l.flags & 2 != 0) next.total += amount;
            if (l.flags & 4 != 0) ++next.uses;
            next.inPeriod += amount;
            if (next.total > l.total || next.uses > l.uses || next.inPeriod > l.perPeriod) good = false;
            // Sums of refused amounts must not overflow the model.
            if (!good) (next.total, next.inPeriod) = (0, 0);
        }
    }
}
