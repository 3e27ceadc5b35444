// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";

/// @dev The limits of a session, as the position in calldata at which they stand, last in the session's data:
/// `flags (1) ‖ perUse (16) ‖ total (13) ‖ uses (3)`. A flag that is not set means unlimited, and its field is left out.
/// perUse: token base units that one call may move. total: token base units that all calls together may move, over the grant's life. uses:
/// how many calls there may be, over the grant's life.
type Limits is uint256;

/// @dev What a session has used, in one slot, from the lowest bit: `uses (24) | total (104)`.
type Usage is uint256;

uint8 constant LIMIT_PER_USE = 1;
uint8 constant LIMIT_TOTAL = 2;
uint8 constant LIMIT_USES = 4;
uint8 constant LIMIT_FLAGS = LIMIT_PER_USE | LIMIT_TOTAL | LIMIT_USES;

using {flags, perUse, total, uses, isCounted, charge} for Limits global;
using CalldataReader for bytes;
using CalldataReader for uint256;

/// @dev Refuses unknown flags, and data that do not end exactly where the limits end.
/// @param offset where the limits start in `data`; may lie behind its end
function toLimits(bytes calldata data, uint256 offset) pure returns (Limits limits) {
    if (data.length <= offset) revert ISVMErrors.SessionDataMalformed(data.length, offset + 1);
    limits = Limits.wrap(data.positionOf(offset));
    uint256 set = limits.flags();
    // At most 33 bytes.
    unchecked {
        uint256 end = offset + 1;
        if (set != 0) {
            if (set > LIMIT_FLAGS) revert ISVMErrors.LimitFlagsUnknown(uint8(set), LIMIT_FLAGS);
            end += 16 * (set & 1) + 13 * (set >> 1 & 1) + 3 * (set >> 2);
        }
        if (data.length != end) revert ISVMErrors.SessionDataMalformed(data.length, end);
    }
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

/// @dev Whether uses leave a trace: a limit on each use alone needs no storage.
function isCounted(Limits limits) pure returns (bool) {
    return limits.flags() & (LIMIT_TOTAL | LIMIT_USES) != 0;
}

/// @dev Charges one call, in the order per use, total, uses. Counts only what is limited.
/// @param call index of the call in the batch
/// @param amount token base units
function charge(Limits limits, Usage usage, uint256 call, uint256 amount) pure returns (Usage) {
    uint256 set = limits.flags();
    if (set == 0) return usage;
    uint256 usesSoFar = uint24(Usage.unwrap(usage));
    uint256 totalSoFar = Usage.unwrap(usage) >> 24;
    // A counter never passes its limit, so the differences do not underflow, and each sum fits its limit's type.
    unchecked {
        if (set & LIMIT_PER_USE != 0) {
            uint256 allowed = limits.perUse();
            if (amount > allowed) revert ISVMErrors.PerUseLimitExceeded(call, amount, allowed);
        }
        if (set & LIMIT_TOTAL != 0) {
            uint256 left = limits.total() - totalSoFar;
            if (amount > left) revert ISVMErrors.TotalLimitExceeded(call, amount, left);
            totalSoFar += amount;
        }
        if (set & LIMIT_USES != 0) {
            uint256 allowed = limits.uses();
            if (usesSoFar == allowed) revert ISVMErrors.UsesLimitExceeded(call, usesSoFar + 1, allowed);
            ++usesSoFar;
        }
    }
    return Usage.wrap(totalSoFar << 24 | usesSoFar);
}
