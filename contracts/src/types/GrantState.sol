// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @dev What the ledger keeps of one grant of one account, in one slot, from the lowest bit:
/// `mark (8) | epoch (64) | operations (32) | feeSpent (96)`. The mark is a stored GrantStatus: 0 never seen, 1 enabled, 2 revoked.
type GrantState is uint256;

/// @dev What the ledger keeps of one account, in one slot, from the lowest bit: `epoch (64) | sequence (64) | installed (1)`.
/// The last is a validator's own: whether the account has installed it.
type AccountState is uint256;

uint256 constant ENABLED = 1;
uint256 constant REVOKED = 2;

using {mark, enabledEpoch, isEnabledIn, operations, feeSpent, charged} for GrantState global;
using {epoch, sequence, nextEvent, nextEpoch, isInstalled, withInstalled} for AccountState global;

function enabledState(uint64 inEpoch) pure returns (GrantState) {
    return GrantState.wrap(uint256(inEpoch) << 8 | ENABLED);
}

/// @dev Ends a grant and keeps what it had spent, for the record.
function revokedState(GrantState state) pure returns (GrantState) {
    return GrantState.wrap(GrantState.unwrap(state) >> 8 << 8 | REVOKED);
}

function mark(GrantState state) pure returns (uint256) {
    return uint8(GrantState.unwrap(state));
}

function enabledEpoch(GrantState state) pure returns (uint64) {
    return uint64(GrantState.unwrap(state) >> 8);
}

function isEnabledIn(GrantState state, uint64 inEpoch) pure returns (bool) {
    return uint72(GrantState.unwrap(state)) == (uint256(inEpoch) << 8 | ENABLED);
}

function operations(GrantState state) pure returns (uint32) {
    return uint32(GrantState.unwrap(state) >> 72);
}

function feeSpent(GrantState state) pure returns (uint96) {
    return uint96(GrantState.unwrap(state) >> 104);
}

/// @dev Adds one operation of at most `cost` wei. Both counts stop at their largest value. The number of operations makes every charge change
/// the slot, so that an operation estimated with fees of zero costs the same gas as the one that is sent.
/// @return next to be stored
/// @return sum wei that are spent then, even where `next` cannot hold it; costs above every budget count as 2^96
function charged(GrantState state, uint256 cost) pure returns (GrantState next, uint256 sum) {
    uint256 count = operations(state);
    // Two numbers of at most 2^96, and one that is below its field's limit.
    unchecked {
        sum = uint256(feeSpent(state)) + FixedPointMathLib.min(cost, 1 << 96);
        if (count < type(uint32).max) ++count;
    }
    uint256 spent = FixedPointMathLib.min(sum, type(uint96).max);
    uint256 kept = uint72(GrantState.unwrap(state));
    next = GrantState.wrap(spent << 104 | count << 72 | kept);
}

function epoch(AccountState state) pure returns (uint64) {
    return uint64(AccountState.unwrap(state));
}

function sequence(AccountState state) pure returns (uint64) {
    return uint64(AccountState.unwrap(state) >> 64);
}

/// @dev Counts one ledger event. 2^64 events are out of reach.
function nextEvent(AccountState state) pure returns (AccountState) {
    return AccountState.wrap(AccountState.unwrap(state) + (1 << 64));
}

/// @dev Leaves every grant enabled so far behind. 2^64 epochs are out of reach.
function nextEpoch(AccountState state) pure returns (AccountState) {
    return AccountState.wrap(AccountState.unwrap(state) + 1);
}

function isInstalled(AccountState state) pure returns (bool) {
    return AccountState.unwrap(state) >> 128 != 0;
}

function withInstalled(AccountState state, bool installed) pure returns (AccountState) {
    uint256 kept = uint128(AccountState.unwrap(state));
    return AccountState.wrap(installed ? 1 << 128 | kept : kept);
}
