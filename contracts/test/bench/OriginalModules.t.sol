// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOriginalSVM} from "../../bench/IOriginalSVM.sol";
import {OriginalApprovalSVM} from "../../bench/OriginalApprovalSVM.sol";
import {OriginalStakeSVM} from "../../bench/OriginalStakeSVM.sol";
import {ISwapExactTokens, OriginalSwapSVM} from "../../bench/OriginalSwapSVM.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "forge-std/Test.sol";

/// @dev The modules that stand in for the original's in the gas bench check what docs/gas.md says they check: a comparison with modules that
/// check less would flatter nobody. Every refusal differs from an accepted call in one thing.
contract OriginalModulesTest is Test {
    address private constant KEY = address(0xa1);
    address private constant TOKEN_A = address(0xa2);
    address private constant TOKEN_B = address(0xa3);
    address private constant DEX = address(0xa4);
    address private constant VAULT = address(0xa5);
    address private constant ACCOUNT = address(0xa6);
    address private constant OTHER = address(0xa7);

    IOriginalSVM private approval = new OriginalApprovalSVM();
    IOriginalSVM private swap = new OriginalSwapSVM();
    IOriginalSVM private stake = new OriginalStakeSVM();
    bytes private approvalTerms = abi.encode(KEY, TOKEN_A, DEX, ACCOUNT, 100);
    bytes private swapTerms = abi.encode(KEY, DEX, TOKEN_A, TOKEN_B, ACCOUNT, 9, 10);
    bytes private stakeTerms = abi.encode(KEY, VAULT, ACCOUNT);

    function _allows(
        IOriginalSVM module,
        bytes memory terms,
        address target,
        uint256 value,
        bytes memory data
    ) private returns (bool) {
        try module.validateSessionParams(target, value, data, terms, "") returns (address key) {
            assertEq(key, KEY);
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Target, value, selector and length, of a call that is allowed otherwise.
    function _checkFrame(IOriginalSVM module, bytes memory terms, address target, bytes memory data) private {
        bytes memory otherSelector = bytes.concat(data);
        otherSelector[0] ^= 0x01;
        assertFalse(_allows(module, terms, OTHER, 0, data), "target");
        assertFalse(_allows(module, terms, target, 1, data), "value");
        assertFalse(_allows(module, terms, target, 0, otherSelector), "selector");
        assertFalse(_allows(module, terms, target, 0, bytes.concat(data, hex"00")), "length");
        assertTrue(_allows(module, terms, target, 0, data), "accepted");
    }

    function _approve(address spender, uint256 amount) private pure returns (bytes memory) {
        return abi.encodeCall(IERC20.approve, (spender, amount));
    }

    function test_approval_countsUpToItsTotal() public {
        _checkFrame(approval, approvalTerms, TOKEN_A, _approve(DEX, 60));
        assertFalse(_allows(approval, approvalTerms, TOKEN_A, 0, _approve(OTHER, 1)), "spender");
        assertFalse(_allows(approval, approvalTerms, TOKEN_A, 0, _approve(DEX, 41)), "total");
        assertTrue(_allows(approval, approvalTerms, TOKEN_A, 0, _approve(DEX, 40)), "the rest");
        assertFalse(_allows(approval, approvalTerms, TOKEN_A, 0, _approve(DEX, 1)), "used up");
    }

    function _swap(uint256 amountIn, uint256 minimumOut, address tokenIn, address tokenOut, address to)
        private
        pure
        returns (bytes memory)
    {
        address[] memory path = new address[](2);
        (path[0], path[1]) = (tokenIn, tokenOut);
        return abi.encodeCall(
            ISwapExactTokens.swapExactTokensForTokens, (amountIn, minimumOut, path, to, type(uint256).max)
        );
    }

    function _allowsSwap(uint256 amountIn, uint256 minimumOut, address tokenIn, address tokenOut, address to)
        private
        returns (bool)
    {
        return _allows(swap, swapTerms, DEX, 0, _swap(amountIn, minimumOut, tokenIn, tokenOut, to));
    }

    function test_swap_keepsToPathRecipientAndFloor() public {
        _checkFrame(swap, swapTerms, DEX, _swap(100, 90, TOKEN_A, TOKEN_B, ACCOUNT));
        assertFalse(_allowsSwap(100, 89, TOKEN_A, TOKEN_B, ACCOUNT), "floor");
        assertFalse(_allowsSwap(0, 90, TOKEN_A, TOKEN_B, ACCOUNT), "nothing in");
        assertFalse(_allowsSwap(100, 90, OTHER, TOKEN_B, ACCOUNT), "token in");
        assertFalse(_allowsSwap(100, 90, TOKEN_A, OTHER, ACCOUNT), "token out");
        assertFalse(_allowsSwap(100, 90, TOKEN_A, TOKEN_B, OTHER), "recipient");
    }

    function test_stake_isForTheAccount() public {
        _checkFrame(stake, stakeTerms, VAULT, abi.encodeCall(IERC4626.deposit, (1, ACCOUNT)));
        assertFalse(_allows(stake, stakeTerms, VAULT, 0, abi.encodeCall(IERC4626.deposit, (1, OTHER))));
    }
}
