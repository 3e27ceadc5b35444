// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted module that breaks no rule: the twin of the bad ones
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract HarmlessModule is ISessionValidationModule {
    /// @dev The account stands innermost.
    mapping(SessionId id => mapping(address account => uint256)) private _uses;

    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId id, bytes calldata, Call[] calldata)
        external
        returns (uint256 window)
    {
        ++_uses[id][account];
        return 0;
    }
}
