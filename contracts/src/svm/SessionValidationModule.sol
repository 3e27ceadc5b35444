// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISVMErrors} from "../interfaces/ISVMErrors.sol";
import {Call, ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {SessionId} from "../types/Session.sol";
import {CallReader, readerAt} from "./CallReader.sol";
import {Limits, Usage, toLimits} from "./Limits.sol";

/// @title Base of a module: the loop over a session's calls, and its counters
/// @dev Guarantees: every call is checked, in the order of the batch; limits are totals over calls, operations and nonce lanes; a counter
/// moves only in the namespace of the caller, so a stranger who calls a module moves nothing that a router reads.
/// Limits are charged when an operation is validated and stand when its execution reverts.
/// Trusts: the calling router, for the session data. Does not protect: an account whose grant names another router.
abstract contract SessionValidationModule is ISessionValidationModule, ISVMErrors {
    /// @dev A struct, so that its place is hashed once to be read and written.
    struct UsageSlot {
        Usage usage;
    }

    /// @dev The account stands innermost: ERC-7562 then counts the slot as the account's own.
    mapping(address router => mapping(SessionId id => mapping(address account => UsageSlot))) private _usage;

    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId id, bytes calldata data, Call[] calldata calls)
        external
        returns (uint256 window)
    {
        uint256 length = _ruleLength(data);
        Limits limits = toLimits(data, length);
        bytes calldata rule = data[:length];
        if (limits.isCounted()) {
            UsageSlot storage slot = _usage[msg.sender][id][account];
            slot.usage = _checkCalls(account, rule, calls, limits, slot.usage);
        } else {
            _checkCalls(account, rule, calls, limits, Usage.wrap(0));
        }
        return 0;
    }

    /// @notice What a session has used so far.
    /// @return total token base units; counted only where a total is limited
    /// @return uses counted only where uses are limited
    function getUsage(address router, SessionId id, address account)
        external
        view
        returns (uint256 total, uint256 uses)
    {
        uint256 usage = Usage.unwrap(_usage[router][id][account].usage);
        return (usage >> 24, uint24(usage));
    }

    function _checkCalls(
        address account,
        bytes calldata rule,
        Call[] calldata calls,
        Limits limits,
        Usage usage
    ) private view returns (Usage) {
        // The index stays below the number of calls.
        unchecked {
            for (uint256 i = 0; i < calls.length; ++i) {
                CallReader call = readerAt(calls, i);
                (bool charged, uint256 amount) = _checkCall(account, rule, call);
                if (charged) usage = limits.charge(usage, call.index(), amount);
            }
            return usage;
        }
    }

    /// @dev How many bytes of the session data are the module's own. May be more than there are.
    function _ruleLength(bytes calldata data) internal pure virtual returns (uint256);

    /// @dev Checks one call; reverts with a typed error whose first argument is the call's index.
    /// @return charged whether this call counts against the limits
    /// @return amount token base units
    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        view
        virtual
        returns (bool charged, uint256 amount);
}
