// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Operators of the rule tree. Those that join other rules:
/// AND, OR: `count (1)`, then so many rules. NOT: a rule. EVERY, SOME: `mark (1)` of an array, then a rule for its elements.
/// AT: `mark (1) ‖ index (2)`, then a rule for that element.
uint256 constant AND = 1;
uint256 constant OR = 2;
uint256 constant NOT = 3;
uint256 constant EVERY = 4;
uint256 constant SOME = 5;
uint256 constant AT = 6;

/// @dev Those that look at one parameter: `mark (1)`, then operands. An operand is `width (1) ‖ bytes (width)`, at most 32 bytes; it takes the
/// parameter's type: extended with its sign for `intN`, left-aligned for `bytesN`. `intN` compares as signed.
/// The low bits of a comparison are the outcomes with which it holds: less (1), equal (2), greater (4).
uint256 constant LT = 0x11;
uint256 constant EQ = 0x12;
uint256 constant LTE = 0x13;
uint256 constant GT = 0x14;
uint256 constant NEQ = 0x15;
uint256 constant GTE = 0x16;
/// @dev Two operands, both allowed.
uint256 constant BETWEEN = 0x18;
/// @dev `count (1) ‖ width (1)`, then so many items of that width.
uint256 constant IN = 0x19;
/// @dev The root (32) of a tree with sorted pairs over `keccak256(word)`. Each use reads `count (1) ‖ nodes (32 each)` of the
/// call-specific data, in the order in which the rules are looked at. Not below a NOT, where a false proof would do.
uint256 constant IN_TREE = 0x1a;
/// @dev Operands mask and value: `parameter & mask == value`.
uint256 constant MASKED = 0x1b;
/// @dev No operand: the account.
uint256 constant SELF = 0x1c;
/// @dev Two operands, both allowed: bytes of bytes and strings, elements of lists.
uint256 constant LENGTH = 0x1d;
/// @dev `width (1) ‖ bytes`: what bytes or a string begin with; up to 255.
uint256 constant PREFIX = 0x1e;

/// @dev Added to the operator that an error names where it compared as signed.
uint256 constant SIGNED = 0x80;

uint256 constant UINTS = 0xffffffff;
uint256 constant INTS = UINTS << 32;
uint256 constant FIXED = UINTS << 64;
uint256 constant BOOLS = 1 << 0x60;
uint256 constant ADDRESSES = 1 << 0x61;
uint256 constant ANY_BYTES = 3 << 0x62;
uint256 constant LISTS = 1 << 0x64;

/// @dev The types that an operator on one parameter goes with, as a set of bits by type byte; none for an unknown operator.
function typesOf(uint256 operator) pure returns (uint256) {
    if (operator >= LT && operator <= BETWEEN) {
        if (operator == EQ || operator == NEQ) return UINTS | INTS | FIXED | BOOLS | ADDRESSES;
        return operator == 0x17 ? 0 : UINTS | INTS;
    }
    if (operator == SELF) return ADDRESSES;
    if (operator == IN || operator == IN_TREE) return UINTS | INTS | FIXED | ADDRESSES;
    if (operator == MASKED) return UINTS | FIXED;
    if (operator == LENGTH) return ANY_BYTES | LISTS;
    return operator == PREFIX ? ANY_BYTES : 0;
}
