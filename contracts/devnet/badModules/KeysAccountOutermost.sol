// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: keeps a counter under the account, but not innermost [STO-021]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract KeysAccountOutermost is ISessionValidationModule {
    mapping(address account => mapping(SessionId id => uint256)) private _uses;

    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId id, bytes calldata, Call[] calldata)
        external
        returns (uint256 window)
    {
        ++_uses[account][id];
        return 0;
    }
}
