// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOriginalSVM} from "./IOriginalSVM.sol";

/// @dev The function of Uniswap V2's Router02 that the seed flow calls.
interface ISwapExactTokens {
    function swapExactTokensForTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256 deadline
    ) external returns (uint256[] memory amounts);
}

/// @title Swapping one token for another at no less than a floor rate, for one account: for the original router
/// @dev Only for the gas bench. Session data: `abi.encode(key, dex, tokenIn, tokenOut, account, rateOut, rateIn)`. The path is direct.
contract OriginalSwapSVM is IOriginalSVM {
    struct Terms {
        address key;
        address dex;
        address tokenIn;
        address tokenOut;
        address account;
        uint128 rateOut;
        uint128 rateIn;
    }

    error CallNotAllowed();
    error MinimumOutTooLow(uint256 found);

    /// @inheritdoc IOriginalSVM
    function validateSessionParams(
        address target,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionData,
        bytes calldata
    ) external pure returns (address) {
        Terms memory terms = abi.decode(sessionData, (Terms));
        if (
            target != terms.dex || value != 0 || data.length != 260
                || bytes4(data[:4]) != ISwapExactTokens.swapExactTokensForTokens.selector
        ) {
            revert CallNotAllowed();
        }
        (uint256 amountIn, uint256 minimumOut, address[] memory path, address to,) =
            abi.decode(data[4:], (uint256, uint256, address[], address, uint256));
        if (
            path.length != 2 || path[0] != terms.tokenIn || path[1] != terms.tokenOut || to != terms.account
                || amountIn == 0
        ) {
            revert CallNotAllowed();
        }
        if (minimumOut * terms.rateIn < amountIn * terms.rateOut) revert MinimumOutTooLow(minimumOut);
        return terms.key;
    }
}
