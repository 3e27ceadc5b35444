// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: keeps a transient counter for everybody [STO-021, by OP-070]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract CountsTransiently is ISessionValidationModule {
    uint256 private transient _calls;

    /// @inheritdoc ISessionValidationModule
    function validateSession(address, SessionId, bytes calldata, Call[] calldata)
        external
        returns (uint256 window)
    {
        ++_calls;
        return 0;
    }
}
