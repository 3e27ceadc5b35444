// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "../../src/types/Session.sol";

interface IDeposits {
    function balanceOf(address account) external view returns (uint256);
}

/// @title A planted bad module: asks the EntryPoint [OP-054]
/// @dev Planted for tests of the ERC-7562 check, never to be deployed for use: it allows every call.
contract CallsEntryPoint is ISessionValidationModule {
    IDeposits private constant ENTRY_POINT = IDeposits(0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789);

    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId, bytes calldata, Call[] calldata)
        external
        view
        returns (uint256 window)
    {
        return ENTRY_POINT.balanceOf(account) == type(uint256).max ? 1 : 0;
    }
}
