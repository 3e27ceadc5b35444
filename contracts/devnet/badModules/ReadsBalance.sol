// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

/// @title A planted bad module: reads the account's balance of ether [OP-080]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract ReadsBalance is ISessionValidationModule {
    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId, bytes calldata, Call[] calldata)
        external
        view
        returns (uint256 window)
    {
        return account.balance == type(uint256).max ? 1 : 0;
    }
}
