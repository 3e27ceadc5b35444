// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: lets a call of its own run out of gas, and catches it [OP-020]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract RunsOutOfGas is ISessionValidationModule {
    /// @inheritdoc ISessionValidationModule
    function validateSession(address, SessionId, bytes calldata, Call[] calldata)
        external
        view
        returns (uint256 window)
    {
        try this.burn{gas: 1000}() {} catch {}
        return 0;
    }

    /// @notice Never ends.
    function burn() external pure {
        while (true) {}
    }
}
