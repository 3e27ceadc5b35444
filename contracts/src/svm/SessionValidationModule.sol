// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";
import {Call, ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {SessionId} from "../types/Session.sol";
import {CallReader, readerAt} from "./CallReader.sol";
import {
    LIMITS_COUNTED,
    LIMIT_FLAGS,
    LIMIT_PER_PERIOD,
    Limits,
    PERIOD_SHIFT,
    Usage,
    toLimits
} from "./Limits.sol";

/// @title Base of a module: the loop over a session's calls, and its counters
/// @dev Guarantees: every call is checked, in the order of the batch; limits are totals over calls, operations and nonce lanes; a counter
/// moves only in the namespace of the caller, so a stranger who calls a module moves nothing that a router reads.
/// Limits are charged when an operation is validated and stand when its execution reverts: attempts count.
/// Nothing reads the clock. Under a limit per period, each call names its period in four bytes of call-specific data that the session key
/// signs; the module charges that period and returns it as a window, so that the operation is valid in that period alone. Around the edge
/// between two periods twice the amount can go: all of one just before, all of the next just after.
/// Checks in their order: session data; the periods that the calls name; call by call: call-specific data, the module's own, limits; then
/// what must hold at the end.
/// Trusts: the calling router, for the session data. Does not protect: an account whose grant names another router.
abstract contract SessionValidationModule is ISessionValidationModule, ISVMErrors {
    using CalldataReader for bytes;

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
        // Not longer than the data: the limits stand behind it.
        bytes calldata rule = CalldataReader.slice(data.positionOf(0), length);
        uint256 set = limits.flags();
        if (set == 0) {
            _checkFree(account, rule, calls);
            return 0;
        }
        uint256 known = _knownFlags(data);
        // One comparison where there is nothing to find fault with.
        if (set & ~(known & ~uint256(LIMIT_PER_PERIOD)) != 0) limits.requireKnown(known);
        if (set & LIMITS_COUNTED == 0) {
            _checkLimited(account, rule, calls, limits, Usage.wrap(0));
            return 0;
        }
        UsageSlot storage slot = _usage[msg.sender][id][account];
        Usage usage = slot.usage;
        if (set & LIMIT_PER_PERIOD != 0) {
            usage = _enterPeriod(calls, limits, usage);
            window = limits.windowOf(usage);
        }
        slot.usage = _checkLimited(account, rule, calls, limits, usage);
    }

    /// @notice What a session has used so far. Each part is counted only where it is limited.
    /// @return total token base units
    /// @return uses how many calls
    /// @return period the last in which the session was used, counted from the session's anchor, the first being 0
    /// @return usedInPeriod token base units
    function getUsage(address router, SessionId id, address account)
        external
        view
        returns (uint256 total, uint256 uses, uint256 period, uint256 usedInPeriod)
    {
        uint256 usage = Usage.unwrap(_usage[router][id][account].usage);
        return (uint104(usage >> 24), uint24(usage), usage >> PERIOD_SHIFT, uint96(usage >> 128));
    }

    /// @dev Takes the period that the calls name, each in the first four bytes of its call-specific data.
    function _enterPeriod(Call[] calldata calls, Limits limits, Usage usage) private pure returns (Usage) {
        for (uint256 i = 0; i < calls.length; ++i) {
            CallReader call = readerAt(calls, i);
            usage = limits.enterPeriod(usage, call.index(), i == 0, call.readPeriod());
        }
        return usage;
    }

    /// @dev As below, where there are no limits: most sessions of a flow have none.
    function _checkFree(address account, bytes calldata rule, Call[] calldata calls) private view {
        // The index stays below the number of calls.
        unchecked {
            for (uint256 i = 0; i < calls.length; ++i) {
                CallReader call = readerAt(calls, i);
                if (!_takesSpecificData()) call.requireSpecificDataLength(0);
                _checkCall(account, rule, call);
            }
        }
    }

    function _checkLimited(
        address account,
        bytes calldata rule,
        Call[] calldata calls,
        Limits limits,
        Usage usage
    ) private view returns (Usage) {
        // The index stays below the number of calls.
        unchecked {
            uint256 specificLength = limits.isPeriodic() ? 4 : 0;
            for (uint256 i = 0; i < calls.length; ++i) {
                CallReader call = readerAt(calls, i);
                if (!_takesSpecificData()) call.requireSpecificDataLength(specificLength);
                (bool charged, uint256 amount) = _checkCall(account, rule, call);
                if (charged) usage = limits.charge(usage, call.index(), amount);
            }
            _checkEnd(rule, calls);
            return usage;
        }
    }

    /// @dev The module's own flags, of the four that stand before those of the limits.
    /// @param rule behind which the limits stand
    function _ownFlags(bytes calldata rule) internal pure returns (uint256) {
        return rule.wordAt(rule.length) >> 248 & 0xf0;
    }

    /// @dev Whether each call names its period in front of the module's own call-specific data.
    /// @param rule behind which the limits stand
    function _isPeriodic(bytes calldata rule) internal pure returns (bool) {
        return rule.wordAt(rule.length) >> 248 & LIMIT_PER_PERIOD != 0;
    }

    /// @dev How many bytes of the session data are the module's own. May be more than there are.
    function _ruleLength(bytes calldata data) internal pure virtual returns (uint256);

    /// @dev The flags that sessions with such data may set: limits that mean something there, and the module's own. The parameter is the
    /// session's data, of any length: only what `_ruleLength` covers is sure to be there when the answer is used.
    function _knownFlags(bytes calldata) internal pure virtual returns (uint256) {
        return LIMIT_FLAGS;
    }

    /// @dev Whether the module itself reads what the session key signed beside a call, behind the four bytes of the period if there is
    /// a limit per period. Most modules take nothing.
    function _takesSpecificData() internal pure virtual returns (bool) {
        return false;
    }

    /// @dev Checks one call; reverts with a typed error whose first argument is the call's index.
    /// @return charged whether this call counts against the limits
    /// @return amount token base units
    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        view
        virtual
        returns (bool charged, uint256 amount);

    /// @dev Checks what must hold when all calls of the session in this operation have been checked. Asked only where the session sets a
    /// flag.
    function _checkEnd(bytes calldata rule, Call[] calldata calls) internal pure virtual {}
}
