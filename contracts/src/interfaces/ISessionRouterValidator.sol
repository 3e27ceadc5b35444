// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC7579Validator} from "./IERC7579Validator.sol";

/// @title The router for ERC-7579 accounts as a module
/// @dev Installing and uninstalling begin a new epoch: no grant and no approval from before is left.
interface ISessionRouterValidator is IERC7579Validator {
    error AlreadyInstalled(address account);
    error InstallDataNotAllowed(uint256 length);
}
