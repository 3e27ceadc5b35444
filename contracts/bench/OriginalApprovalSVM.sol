// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOriginalSVM} from "./IOriginalSVM.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title `approve(spender, amount)` on one ERC-20 for one spender, up to a total: for the original router
/// @dev Only for the gas bench. Session data: `abi.encode(key, token, spender, account, total)`, total in base units of the token. The
/// account stands there because the interface does not name it, and ERC-4337 wants the counter under it. Whoever calls this moves the counter:
/// to ask who calls would cost gas that the original's own modules do not spend.
contract OriginalApprovalSVM is IOriginalSVM {
    error CallNotAllowed();
    error TotalExceeded(uint256 found, uint256 allowed);

    /// @dev Base units of the token, by session and account.
    mapping(bytes32 session => mapping(address account => uint256)) private _used;

    /// @inheritdoc IOriginalSVM
    function validateSessionParams(
        address target,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionData,
        bytes calldata
    ) external returns (address) {
        (address key, address token, address spender, address account, uint256 total) =
            abi.decode(sessionData, (address, address, address, address, uint256));
        if (target != token || value != 0 || data.length != 68 || bytes4(data[:4]) != IERC20.approve.selector)
        {
            revert CallNotAllowed();
        }
        (address found, uint256 amount) = abi.decode(data[4:], (address, uint256));
        if (found != spender) revert CallNotAllowed();
        mapping(address account => uint256) storage used = _used[keccak256(sessionData)];
        uint256 sum = used[account] + amount;
        if (sum > total) revert TotalExceeded(sum, total);
        used[account] = sum;
        return key;
    }
}
