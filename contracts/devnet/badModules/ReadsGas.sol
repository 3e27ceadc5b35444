// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: computes with the gas that is left [OP-012]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract ReadsGas is ISessionValidationModule {
    /// @inheritdoc ISessionValidationModule
    function validateSession(address, SessionId, bytes calldata, Call[] calldata)
        external
        view
        returns (uint256 window)
    {
        return gasleft() == 0 ? 1 : 0;
    }
}
