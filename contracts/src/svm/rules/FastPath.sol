// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cursor} from "./Reading.sol";

/// @title What most sessions are made of, in few opcodes: parameters that are one word, and comparisons that hold
/// @dev Both loops stop in front of whatever is not exactly that, faults included; the plain form, `ArgumentWalk` and `ArgumentRule`, goes on
/// from there and says what is wrong. Plain, a word costs 380 gas and a comparison 900; here 150 and 230
/// (`test/svm/ABIRulesGas.t.sol`). `test/svm/ABIRulesFastPath.t.sol` compares the two.
library FastPath {
    /// @dev Reads clean words and notes where the marked ones stand.
    /// @param cursor at the first type
    /// @param left how many types there are
    /// @param head where in calldata the first word stands
    /// @param headEnd where the last one must end
    /// @param ruleEnd behind the session's rule
    /// @param table of the marks, of `marks` entries
    /// @param note 1; 0 within arrays, where marked words are out of reach
    /// @return cursor, left and head of the first that is left to the plain form
    function words(
        Cursor cursor,
        uint256 left,
        uint256 head,
        uint256 headEnd,
        uint256 ruleEnd,
        uint256 table,
        uint256 marks,
        uint256 note
    ) internal pure returns (Cursor, uint256, uint256) {
        assembly ("memory-safe") {
            let place := and(cursor, 0xffffffff)
            let mark := add(table, shl(5, shr(32, cursor)))
            let marksEnd := add(table, shl(5, marks))
            for {} left {} {
                let type_ := byte(0, calldataload(place))
                let bare := and(type_, 0x7f)
                // Words only, and neither the rule nor the heads at their end.
                if or(gt(bare, 0x61), iszero(and(lt(place, ruleEnd), lt(head, headEnd)))) { break }
                let word := calldataload(head)
                let dirt
                switch shr(5, bare)
                case 0 { dirt := shr(add(shl(3, bare), 8), word) }
                case 3 { dirt := shr(add(1, mul(159, and(bare, 1))), word) }
                case 2 { dirt := shl(add(shl(3, and(bare, 0x1f)), 8), word) }
                default { dirt := xor(signextend(and(bare, 0x1f), word), word) }
                if dirt { break }
                if gt(type_, 0x7f) {
                    if eq(mark, marksEnd) { break }
                    mstore(mark, mul(note, or(or(shl(160, bare), shl(128, place)), head)))
                    mark := add(mark, 0x20)
                }
                place := add(place, 1)
                head := add(head, 0x20)
                left := sub(left, 1)
            }
            cursor := or(shl(27, sub(mark, table)), place)
        }
        return (cursor, left, head);
    }

    /// @dev Steps over comparisons that hold.
    /// @param cursor at the first rule
    /// @param left how many rules there are
    /// @return cursor and left of the first rule that is left to the plain form
    function comparisons(Cursor cursor, uint256 left, uint256 ruleEnd, uint256 table, uint256 marks)
        internal
        pure
        returns (Cursor, uint256)
    {
        assembly ("memory-safe") {
            let place := and(cursor, 0xffffffff)
            let from := left
            for {} left {} {
                let word := calldataload(place)
                let operator := byte(0, word)
                let width := byte(2, word)
                let end := add(place, add(width, 3))
                // Comparisons alone, with an operand that is no longer than a word and ends within the rule.
                if or(or(gt(sub(operator, 0x11), 5), gt(width, 32)), gt(end, ruleEnd)) { break }
                let index := byte(1, word)
                if iszero(lt(index, marks)) { break }
                let mark := mload(add(table, shl(5, index)))
                let type_ := shr(160, mark)
                let spare := sub(256, shl(3, width))
                let allowed := shr(spare, calldataload(add(place, 3)))
                let found := calldataload(and(mark, 0xffffffffffffffffffffffffffffffff))
                if gt(type_, 0x1f) {
                    switch shr(5, type_)
                    case 1 {
                        // Negative numbers come before the others.
                        found := xor(found, shl(255, 1))
                        allowed := xor(sar(spare, shl(spare, allowed)), shl(255, 1))
                    }
                    default {
                        // Nothing but equality, and of nothing but words.
                        if or(gt(type_, 0x61), iszero(or(eq(operator, 0x12), eq(operator, 0x15)))) { break }
                        if lt(type_, 0x60) { allowed := shl(spare, allowed) }
                    }
                }
                let outcome :=
                    or(or(lt(found, allowed), shl(1, eq(found, allowed))), shl(2, gt(found, allowed)))
                // A mark that is not in reach is zero.
                if iszero(mul(mark, and(operator, outcome))) { break }
                place := end
                left := sub(left, 1)
            }
            cursor := or(shl(32, add(shr(32, cursor), sub(from, left))), place)
        }
        return (cursor, left);
    }
}
