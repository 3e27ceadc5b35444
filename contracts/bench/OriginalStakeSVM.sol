// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOriginalSVM} from "./IOriginalSVM.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title `deposit(assets, receiver)` into one ERC-4626 vault for one account: for the original router
/// @dev Only for the gas bench. Session data: `abi.encode(key, vault, account)`.
contract OriginalStakeSVM is IOriginalSVM {
    error CallNotAllowed();

    /// @inheritdoc IOriginalSVM
    function validateSessionParams(
        address target,
        uint256 value,
        bytes calldata data,
        bytes calldata sessionData,
        bytes calldata
    ) external pure returns (address) {
        (address key, address vault, address account) = abi.decode(sessionData, (address, address, address));
        if (
            target != vault || value != 0 || data.length != 68
                || bytes4(data[:4]) != IERC4626.deposit.selector
        ) {
            revert CallNotAllowed();
        }
        (, address receiver) = abi.decode(data[4:], (uint256, address));
        if (receiver != account) revert CallNotAllowed();
        return key;
    }
}
