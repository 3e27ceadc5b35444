// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev One byte of a layout: `mark (1 bit) ‖ family (2) ‖ detail (5)`. A marked parameter can be named by rules.
/// Families 0 to 2 are words of `detail + 1` bytes: `uintN`, `intN`, `bytesN`. The last family is listed below.
uint256 constant MARK = 0x80;
uint256 constant FAMILY = 0x60;
uint256 constant UINT = 0x00;
uint256 constant INT = 0x20;
uint256 constant FIXED_BYTES = 0x40;

uint256 constant BOOL = 0x60;
uint256 constant ADDRESS = 0x61;
uint256 constant BYTES = 0x62;
uint256 constant STRING = 0x63;
/// @dev `T[]`: followed by T.
uint256 constant LIST = 0x64;
/// @dev `T[k]`: followed by `words (1) ‖ k (1) ‖ T`; words: of 32 bytes, that it takes where its parameters or pointers stand.
uint256 constant STATIC_ARRAY = 0x65;
/// @dev As before, of a T with pointers.
uint256 constant DYNAMIC_ARRAY = 0x66;
/// @dev A struct: followed by `words (1) ‖ members (1)`, then its members.
uint256 constant STATIC_TUPLE = 0x67;
/// @dev As before, with pointers in it.
uint256 constant DYNAMIC_TUPLE = 0x68;
uint256 constant LAST_TYPE = DYNAMIC_TUPLE;

/// @dev Deepest nesting of arrays and structs, and of rules.
uint256 constant MAX_DEPTH = 8;

/// @dev Whether a parameter of this type is one word, standing in its place.
function isWord(uint256 parameter) pure returns (bool) {
    return parameter <= ADDRESS;
}

/// @dev The types in whose place a pointer stands, as a set of bits.
uint256 constant DYNAMIC_TYPES =
    1 << BYTES | 1 << STRING | 1 << LIST | 1 << DYNAMIC_ARRAY | 1 << DYNAMIC_TUPLE;

/// @dev Whether a pointer stands in the place of a parameter of this type.
function isDynamic(uint256 parameter) pure returns (bool) {
    return DYNAMIC_TYPES >> parameter & 1 != 0;
}

/// @dev The word that an encoder writes for the same value.
/// @param parameter the type of a word
function cleaned(uint256 parameter, uint256 word) pure returns (uint256) {
    // At most 248 bits are spare.
    unchecked {
        if (parameter < INT) {
            uint256 spare = 248 - 8 * parameter;
            return word << spare >> spare;
        }
        if (parameter == ADDRESS) return uint160(word);
        if (parameter == BOOL) return word == 0 ? 0 : 1;
        uint256 spare_ = 248 - 8 * (parameter & 0x1f);
        if (parameter >= FIXED_BYTES) return word >> spare_ << spare_;
        // The casts keep all bits; the shift to the right copies the sign.
        return uint256(int256(word << spare_) >> spare_);
    }
}
