// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: calls an address without code [OP-041]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract CallsNobody is ISessionValidationModule {
    /// @inheritdoc ISessionValidationModule
    function validateSession(address, SessionId, bytes calldata, Call[] calldata)
        external
        returns (uint256 window)
    {
        (bool success,) = address(0xdEaD).call("");
        return success ? 0 : 1;
    }
}
