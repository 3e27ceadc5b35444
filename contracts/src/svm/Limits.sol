// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {ISVMErrors} from "../interfaces/ISVMErrors.sol";

/// @dev The limits of a session. A flag that is not set means unlimited.
/// @param perUse token base units that one call may move
/// @param total token base units that all calls together may move, over the grant's life
/// @param uses how many calls there may be, over the grant's life
struct Limits {
    uint8 flags;
    uint128 perUse;
    uint104 total;
    uint24 uses;
}

/// @dev What a session has used, in one slot, from the lowest bit: `uses (24) | total (104)`.
type Usage is uint256;

uint8 constant LIMIT_PER_USE = 1;
uint8 constant LIMIT_TOTAL = 2;
uint8 constant LIMIT_USES = 4;
uint8 constant LIMIT_FLAGS = LIMIT_PER_USE | LIMIT_TOTAL | LIMIT_USES;

using {isCounted, charge} for Limits global;
using CalldataReader for bytes;

/// @dev Reads limits, which end the session data: `flags (1) ‖ perUse (16) ‖ total (13) ‖ uses (3)`, unset ones left out.
function toLimits(bytes calldata data) pure returns (Limits memory limits) {
    if (data.length == 0) revert ISVMErrors.SessionDataMalformed(0, 1);
    limits.flags = uint8(data[0]);
    if (limits.flags & ~LIMIT_FLAGS != 0) revert ISVMErrors.LimitFlagsUnknown(limits.flags, LIMIT_FLAGS);
    // Offsets are at most 33; each narrowing cast keeps the field's own bits.
    unchecked {
        uint256 offset = 1;
        if (limits.flags & LIMIT_PER_USE != 0) {
            limits.perUse = uint128(data.wordAt(offset) >> 128);
            offset += 16;
        }
        if (limits.flags & LIMIT_TOTAL != 0) {
            limits.total = uint104(data.wordAt(offset) >> 152);
            offset += 13;
        }
        if (limits.flags & LIMIT_USES != 0) {
            limits.uses = uint24(data.wordAt(offset) >> 232);
            offset += 3;
        }
        if (data.length != offset) revert ISVMErrors.SessionDataMalformed(data.length, offset);
    }
}

/// @dev Whether uses leave a trace: a limit on each use alone needs no storage.
function isCounted(Limits memory limits) pure returns (bool) {
    return limits.flags & (LIMIT_TOTAL | LIMIT_USES) != 0;
}

/// @dev Charges one call, in the order per use, total, uses. Counts only what is limited.
/// @param call index of the call in the batch
/// @param amount token base units
function charge(Limits memory limits, Usage usage, uint256 call, uint256 amount) pure returns (Usage) {
    uint256 usesSoFar = uint24(Usage.unwrap(usage));
    uint256 totalSoFar = Usage.unwrap(usage) >> 24;
    if (limits.flags & LIMIT_PER_USE != 0 && amount > limits.perUse) {
        revert ISVMErrors.PerUseLimitExceeded(call, amount, limits.perUse);
    }
    // A counter never passes its limit, so the differences do not underflow, and each sum fits its limit's type.
    if (limits.flags & LIMIT_TOTAL != 0) {
        uint256 left = limits.total - totalSoFar;
        if (amount > left) revert ISVMErrors.TotalLimitExceeded(call, amount, left);
        totalSoFar += amount;
    }
    if (limits.flags & LIMIT_USES != 0) {
        if (usesSoFar == limits.uses) revert ISVMErrors.UsesLimitExceeded(call, usesSoFar + 1, limits.uses);
        ++usesSoFar;
    }
    return Usage.wrap(totalSoFar << 24 | usesSoFar);
}
