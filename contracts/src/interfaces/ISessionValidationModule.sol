// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SessionId} from "../types/Session.sol";

/// @dev One call of the batch, as the account will execute it.
/// @param index its place in the batch, from 0; every error about a call carries it first
/// @param target the contract that is called
/// @param value wei
/// @param data calldata
/// @param callSpecificData what the session key signed for this call beside the call itself
struct Call {
    uint256 index;
    address target;
    uint256 value;
    bytes data;
    bytes callSpecificData;
}

/// @title Session Validation Module: checks the calls that one session covers
/// @dev A module must have code, must not be upgradeable, reads no clock, gas, balance or price, keeps storage only under
/// (router, session, account) with the account innermost (ERC-7562), and meets its rule in any state.
interface ISessionValidationModule {
    /// @notice Checks every call and charges the session's limits. Reverts with a typed error if one breaks its rule.
    /// @param account the account that will execute the calls
    /// @param id the session, under which the module keeps its counters for `msg.sender`, the router
    /// @param data what the session allows, proven against the account's grant
    /// @param calls the calls of the batch that are routed to this session, in the order of the batch
    /// @return window `validUntil << 48 | validAfter` (seconds, 0: no bound): when the calls are allowed
    function validateSession(address account, SessionId id, bytes calldata data, Call[] calldata calls)
        external
        returns (uint256 window);
}
