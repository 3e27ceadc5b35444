// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: reads what it keeps for another account [STO-033]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract ReadsOtherAccount is ISessionValidationModule {
    mapping(address account => uint256) private _windows;

    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId, bytes calldata, Call[] calldata)
        external
        view
        returns (uint256 window)
    {
        return _windows[address(uint160(account) ^ 1)];
    }
}
