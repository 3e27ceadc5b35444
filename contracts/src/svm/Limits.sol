// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";
import {WINDOW_BOUND} from "../types/Window.sol";

/// @dev The limits of a session, as the position in calldata at which they stand, last in the session's data:
/// `flags (1) ‖ perUse (16) ‖ total (13) ‖ uses (3) ‖ perPeriod (12) ‖ length (4) ‖ anchor (4)`. A flag that is not set means unlimited, and
/// its field is left out; the last three fields share one flag. The upper four flags are the module's own, announce no field, and are
/// refused by modules that have none.
/// perUse: token base units that one call may move. total: token base units that all calls together may move, over the grant's life. uses:
/// how many calls there may be, over the grant's life. perPeriod: token base units that all calls of one period may move. length: seconds of
/// a period, at least an hour. anchor: the second, since 1970, at which period 0 begins: 0 for days and hours in UTC, 345,600 for weeks that
/// begin on Monday.
type Limits is uint256;

/// @dev What a session has used, in one slot, from the lowest bit: `uses (24) | total (104) | used in the period (96) | period (32)`. Without a
/// limit per period the upper half stays zero.
type Usage is uint256;

uint8 constant LIMIT_PER_USE = 1;
uint8 constant LIMIT_TOTAL = 2;
uint8 constant LIMIT_USES = 4;
uint8 constant LIMIT_PER_PERIOD = 8;
/// @dev What every module knows that charges amounts.
uint8 constant LIMIT_FLAGS = LIMIT_PER_USE | LIMIT_TOTAL | LIMIT_USES | LIMIT_PER_PERIOD;

/// @dev What leaves a trace: a limit on each use alone needs no storage.
uint8 constant LIMITS_COUNTED = LIMIT_TOTAL | LIMIT_USES | LIMIT_PER_PERIOD;

/// @dev Seconds. A shorter period would leave no time to get an operation included.
uint256 constant SHORTEST_PERIOD = 1 hours;

/// @dev Bits of a usage below the period.
uint256 constant PERIOD_SHIFT = 224;

using {
    flags,
    perUse,
    total,
    uses,
    period,
    isPeriodic,
    requireKnown,
    charge,
    enterPeriod,
    windowOf
} for Limits global;
using CalldataReader for bytes;
using CalldataReader for uint256;

/// @dev Refuses data that do not end exactly where the limits end.
/// @param offset where the limits start in `data`; may lie behind its end
function toLimits(bytes calldata data, uint256 offset) pure returns (Limits limits) {
    if (data.length <= offset) revert ISVMErrors.SessionDataMalformed(data.length, offset + 1);
    limits = Limits.wrap(data.positionOf(offset));
    uint256 set = limits.flags();
    // At most 53 bytes.
    unchecked {
        uint256 end = offset + 1;
        if (set != 0) end += 16 * (set & 1) + 13 * (set >> 1 & 1) + 3 * (set >> 2 & 1) + 20 * (set >> 3 & 1);
        if (data.length != end) revert ISVMErrors.SessionDataMalformed(data.length, end);
    }
}

/// @dev Refuses flags that the module does not know, and periods that are too short.
function requireKnown(Limits limits, uint256 known) pure {
    uint256 set = limits.flags();
    // Flags are bytes.
    if (set & ~known != 0) revert ISVMErrors.LimitFlagsUnknown(uint8(set), uint8(known));
    if (set & LIMIT_PER_PERIOD == 0) return;
    (, uint256 length,) = limits.period();
    if (length < SHORTEST_PERIOD) revert ISVMErrors.PeriodTooShort(length, SHORTEST_PERIOD);
}

function flags(Limits limits) pure returns (uint256) {
    return Limits.unwrap(limits).load() >> 248;
}

/// @dev Here and below: only where the flag is set.
function perUse(Limits limits) pure returns (uint256) {
    unchecked {
        return (Limits.unwrap(limits) + 1).load() >> 128;
    }
}

function total(Limits limits) pure returns (uint256) {
    unchecked {
        return (Limits.unwrap(limits) + 1 + 16 * (flags(limits) & 1)).load() >> 152;
    }
}

function uses(Limits limits) pure returns (uint256) {
    unchecked {
        uint256 set = flags(limits);
        return (Limits.unwrap(limits) + 1 + 16 * (set & 1) + 13 * (set >> 1 & 1)).load() >> 232;
    }
}

function period(Limits limits) pure returns (uint256 perPeriod, uint256 length, uint256 anchor) {
    unchecked {
        uint256 set = flags(limits);
        uint256 word =
            (Limits.unwrap(limits) + 1 + 16 * (set & 1) + 13 * (set >> 1 & 1) + 3 * (set >> 2 & 1)).load();
        // The casts keep 32 bits each.
        return (word >> 160, uint32(word >> 128), uint32(word >> 96));
    }
}

function isPeriodic(Limits limits) pure returns (bool) {
    return limits.flags() & LIMIT_PER_PERIOD != 0;
}

/// @dev Takes the period that a call names. Periods only go forward: naming one below the last that was used would give its amount a second
/// time. Calls of one operation name the same one, else no moment would suit them all.
/// @param call index of the call in the batch
/// @param isFirst whether it is the session's first call in the operation
/// @param found the period that the call names, 32 bits
function enterPeriod(Limits limits, Usage usage, uint256 call, bool isFirst, uint256 found)
    pure
    returns (Usage)
{
    uint256 last = Usage.unwrap(usage) >> PERIOD_SHIFT;
    if (found == last && !isFirst) return usage;
    if (!isFirst) revert ISVMErrors.PeriodDiffers(call, found, last);
    if (found < last) revert ISVMErrors.PeriodPast(call, found, last);
    // All of 32 bits but the bound of 47; a period is no longer than 2^32 seconds, so that the bound holds one.
    unchecked {
        (, uint256 length, uint256 anchor) = limits.period();
        uint256 latest = (WINDOW_BOUND - anchor) / length - 1;
        if (found > latest) revert ISVMErrors.PeriodOutOfRange(call, found, latest);
    }
    if (found == last) return usage;
    // Totals are the lower half.
    return Usage.wrap(found << PERIOD_SHIFT | uint128(Usage.unwrap(usage)));
}

/// @dev When the period that was entered last is on, as a module returns it.
function windowOf(Limits limits, Usage usage) pure returns (uint256) {
    // `enterPeriod` has seen to it that both bounds are below 2^47.
    unchecked {
        (, uint256 length, uint256 anchor) = limits.period();
        uint256 start = anchor + length * (Usage.unwrap(usage) >> PERIOD_SHIFT);
        return (start + length - 1) << 48 | start;
    }
}

/// @dev Charges one call, in the order per use, total, uses, per period. Counts only what is limited.
/// @param call index of the call in the batch
/// @param amount token base units
function charge(Limits limits, Usage usage, uint256 call, uint256 amount) pure returns (Usage) {
    uint256 set = limits.flags();
    if (set == 0) return usage;
    uint256 used = Usage.unwrap(usage);
    // A counter never passes its limit, so the differences do not underflow, each sum fits its limit's type, and none reaches the next field.
    unchecked {
        if (set & LIMIT_PER_USE != 0) {
            uint256 allowed = limits.perUse();
            if (amount > allowed) revert ISVMErrors.PerUseLimitExceeded(call, amount, allowed);
        }
        if (set & LIMIT_TOTAL != 0) {
            uint256 left = limits.total() - uint104(used >> 24);
            if (amount > left) revert ISVMErrors.TotalLimitExceeded(call, amount, left);
            used += amount << 24;
        }
        if (set & LIMIT_USES != 0) {
            uint256 allowed = limits.uses();
            uint256 usesSoFar = uint24(used);
            if (usesSoFar == allowed) revert ISVMErrors.UsesLimitExceeded(call, usesSoFar + 1, allowed);
            ++used;
        }
        if (set & LIMIT_PER_PERIOD != 0) {
            (uint256 allowed,,) = limits.period();
            uint256 left = allowed - uint96(used >> 128);
            if (amount > left) revert ISVMErrors.PeriodLimitExceeded(call, amount, left);
            used += amount << 128;
        }
    }
    return Usage.wrap(used);
}
