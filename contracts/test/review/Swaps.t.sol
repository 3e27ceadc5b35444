// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ModuleReview} from "./ModuleReview.sol";
import {DEXSwapSVM, IUniswapV2Swap} from "src/svm/DEXSwapSVM.sol";
import {ERC20StakeSVM} from "src/svm/ERC20StakeSVM.sol";

/// @dev What a module lets pass, decoded as the DEX or the vault decodes it, must obey the rule.
contract SwapsReviewTest is ModuleReview {
    DEXSwapSVM internal svm = new DEXSwapSVM();
    ERC20StakeSVM internal stakeSvm = new ERC20StakeSVM();
    address internal constant DEX = address(0xde);

    function decode(bytes calldata arguments)
        external
        pure
        returns (uint256 amountIn, uint256 minimum, address[] memory path, address to, uint256 deadline)
    {
        return abi.decode(arguments, (uint256, uint256, address[], address, uint256));
    }

    function decodeStake(bytes calldata arguments) external pure returns (uint256, address) {
        return abi.decode(arguments, (uint256, address));
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_swap_whatPassesObeysTheRule(uint256 seed) public {
        _seed = seed;
        uint256 hops = _random(3);
        uint256 rateOut = _random(3) == 0 ? _random(2 ** 128) : _random(1000);
        uint256 rateIn = _random(3) == 0 ? _random(2 ** 128) : _random(1000);
        bytes memory rule =
            abi.encodePacked(DEX, uint128(rateOut), uint128(rateIn), address(1), address(2), uint8(hops));
        for (uint256 i = 0; i < hops; ++i) {
            rule = abi.encodePacked(rule, address(uint160(3 + i)));
        }
        rule = abi.encodePacked(rule, uint8(0));
        address[] memory path = new address[](2 + _random(hops + 1));
        path[0] = address(1);
        for (uint256 i = 1; i < path.length; ++i) {
            path[i] = address(uint160(3 + _random(hops == 0 ? 1 : hops)));
        }
        path[path.length - 1] = address(2);
        uint256 amountIn = 1 + (_random(2) == 0 ? _random(2 ** 128 - 1) : _random(1000));
        uint256 floor_ = rateIn == 0 ? 0 : (amountIn * rateOut + rateIn - 1) / rateIn;
        bytes memory data = abi.encodeCall(
            IUniswapV2Swap.swapExactTokensForTokens, (amountIn, floor_, path, ACCOUNT, _random(1e12))
        );
        assertEq(_ask(address(svm), DEX, rule, data, 0), rateIn != 0 && rateOut != 0, "twin");
        data = _damage(data);
        if (!_ask(address(svm), DEX, rule, data, 0)) return;
        address to;
        uint256 minimum;
        uint256 deadline;
        assertEq(bytes4(data), IUniswapV2Swap.swapExactTokensForTokens.selector);
        (amountIn, minimum, path, to, deadline) = this.decode(_tail(data));
        assertEq(
            abi.encodeCall(IUniswapV2Swap.swapExactTokensForTokens, (amountIn, minimum, path, to, deadline)),
            data
        );
        assertEq(to, ACCOUNT);
        assertTrue(amountIn != 0 && amountIn < 2 ** 128);
        assertTrue(minimum >= 2 ** 128 || minimum * rateIn >= amountIn * rateOut, "floor");
        assertTrue(path.length >= 2 && path.length <= 2 + hops);
        assertEq(path[0], address(1));
        assertEq(path[path.length - 1], address(2));
        for (uint256 i = 1; i + 1 < path.length; ++i) {
            assertTrue(uint160(path[i]) >= 3 && uint160(path[i]) < 3 + hops, "hop");
        }
        assertFalse(_ask(address(svm), DEX, rule, data, 1), "value");
        assertFalse(_ask(address(svm), address(0xdd), rule, data, 0), "target");
    }

    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_review_stake_whatPassesObeysTheRule(uint256 seed, uint256 amount) public {
        _seed = seed;
        bytes memory rule = abi.encodePacked(uint8(0), DEX, uint8(0));
        bytes memory data = abi.encodeWithSignature("deposit(uint256,address)", amount, ACCOUNT);
        assertTrue(_ask(address(stakeSvm), DEX, rule, data, 0), "twin");
        bytes memory damaged = _damage(data);
        if (!_ask(address(stakeSvm), DEX, rule, damaged, 0)) return;
        (uint256 assets, address receiver) = this.decodeStake(_tail(damaged));
        assertEq(abi.encodeWithSignature("deposit(uint256,address)", assets, receiver), damaged);
        assertEq(receiver, ACCOUNT);
    }
}
