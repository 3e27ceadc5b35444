// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A time window in one word: `validUntil << 48 | validAfter`, both uint48 seconds, 0 meaning no bound.
/// Higher bits are zero. ERC-4337 accounts return the same two bounds in `validationData`.
type Window is uint256;

/// @dev A bound this large would be read as a block number by EntryPoint v0.9.
uint48 constant WINDOW_BOUND = 1 << 47;

/// @dev A bound of a window lies at or above 2^47, or a module's word carries more than two bounds.
error WindowOutOfRange(uint256 found, uint256 allowed);

/// @dev No moment lies in all windows that an operation or a grant must keep.
error WindowEmpty(uint48 validAfter, uint48 validUntil);

using {validAfter, validUntil, intersect, toValidationData} for Window global;

/// @dev Packs two bounds that are below 2^47.
function toWindow(uint48 from, uint48 to) pure returns (Window) {
    if (from >= WINDOW_BOUND) revert WindowOutOfRange(from, WINDOW_BOUND - 1);
    if (to >= WINDOW_BOUND) revert WindowOutOfRange(to, WINDOW_BOUND - 1);
    return Window.wrap(uint256(to) << 48 | from);
}

/// @dev Takes apart a word that somebody else packed, and refuses it unless it is a window. Most have no bound.
function toWindow(uint256 word) pure returns (Window) {
    if (word == 0) return Window.wrap(0);
    if (word >> 96 != 0) revert WindowOutOfRange(word, type(uint96).max);
    // Both casts keep exactly the 48 bits of their field: the line above shows that nothing lies beyond.
    return toWindow(uint48(word), uint48(word >> 48));
}

function validAfter(Window window) pure returns (uint48) {
    return uint48(Window.unwrap(window));
}

/// @dev 0: no bound.
function validUntil(Window window) pure returns (uint48) {
    return uint48(Window.unwrap(window) >> 48);
}

/// @dev The moments that lie in both windows. Windows only narrow; an empty result is refused.
/// @param a not empty: the whole of time, the window of a grant that the ledger enabled, or a result of this function
function intersect(Window a, Window b) pure returns (Window) {
    if (Window.unwrap(b) == 0) return a;
    uint256 afterA = uint48(Window.unwrap(a));
    uint256 afterB = uint48(Window.unwrap(b));
    uint256 untilA = Window.unwrap(a) >> 48;
    uint256 untilB = Window.unwrap(b) >> 48;
    uint256 from = afterA > afterB ? afterA : afterB;
    uint256 to = untilA == 0 || (untilB != 0 && untilB < untilA) ? untilB : untilA;
    // Bounds of a Window fit 48 bits.
    if (to != 0 && from > to) revert WindowEmpty(uint48(from), uint48(to));
    return Window.wrap(to << 48 | from);
}

/// @dev ERC-4337 `validationData`: `validAfter (6 bytes) ‖ validUntil (6) ‖ 0 or 1 for a failed signature (20)`.
function toValidationData(Window window, bool failed) pure returns (uint256) {
    uint256 word = Window.unwrap(window);
    return uint256(uint48(word)) << 208 | (word >> 48) << 160 | (failed ? 1 : 0);
}
