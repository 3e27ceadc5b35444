// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: reads the clock [OP-011]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract ReadsClock is ISessionValidationModule {
    /// @inheritdoc ISessionValidationModule
    function validateSession(address, SessionId, bytes calldata, Call[] calldata)
        external
        view
        returns (uint256 window)
    {
        return block.timestamp == 0 ? 1 : 0;
    }
}
