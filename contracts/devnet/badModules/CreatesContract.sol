// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: creates a contract that is not the sender [OP-031]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract CreatesContract is ISessionValidationModule {
    /// @inheritdoc ISessionValidationModule
    function validateSession(address, SessionId id, bytes calldata, Call[] calldata)
        external
        returns (uint256 window)
    {
        assembly ("memory-safe") {
            pop(create2(0, 0, 0, id))
        }
        return 0;
    }
}
