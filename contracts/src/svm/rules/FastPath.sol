// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cursor, Reading} from "./Reading.sol";

/// @title What most of a session is made of, in few opcodes: parameters that are one word, and comparisons that hold
/// @dev Both loops stop in front of whatever is not exactly that, faults included; the plain form, `ArgumentWalk` and `ArgumentRule`, goes on
/// from there and says what is wrong. With them a call of Seaport costs 99,000 gas instead of 153,000 (`test/svm/ABIRulesGas.t.sol`);
/// `test/svm/ABIRulesFastPath.t.sol` compares the two forms.
library FastPath {
    /// @dev Reads clean words and notes where the marked ones stand.
    /// @param cursor at the first type
    /// @param left how many types there are
    /// @param head where in calldata the first word stands
    /// @param headEnd where the last one must end
    /// @param note 0 within arrays, where marked words are out of reach; 1 elsewhere; 2 where the words are known to be clean
    /// @return cursor and left of the first that is left to the plain form
    function words(Reading memory r, Cursor cursor, uint256 left, uint256 head, uint256 headEnd, uint256 note)
        internal
        pure
        returns (Cursor, uint256)
    {
        uint256 table = r.marks;
        uint256 marks = r.markCount;
        uint256 ruleEnd = r.ruleEnd;
        assembly ("memory-safe") {
            let place := and(cursor, 0xffffffff)
            let from := place
            let mark := add(table, shl(5, shr(32, cursor)))
            let marksEnd := add(table, shl(5, marks))
            // No further than the heads and the rule go.
            let end := shr(5, sub(headEnd, head))
            if gt(end, left) { end := left }
            end := add(place, end)
            if gt(end, ruleEnd) { end := ruleEnd }
            for {} lt(place, end) {} {
                let type_ := byte(0, calldataload(place))
                let bare := and(type_, 0x7f)
                // A uint256 is never dirty.
                if xor(bare, 0x1f) {
                    let dirt := gt(bare, 0x61)
                    if lt(note, 2) {
                        let word := calldataload(head)
                        switch shr(5, bare)
                        case 3 { dirt := or(dirt, shr(add(1, mul(159, and(bare, 1))), word)) }
                        case 0 { dirt := shr(add(shl(3, bare), 8), word) }
                        case 2 { dirt := shl(sub(add(shl(3, bare), 8), 0x200), word) }
                        default { dirt := xor(signextend(sub(bare, 0x20), word), word) }
                    }
                    if dirt { break }
                }
                if gt(type_, 0x7f) {
                    if eq(mark, marksEnd) { break }
                    mstore(mark, mul(gt(note, 0), or(or(shl(160, bare), shl(128, place)), head)))
                    mark := add(mark, 0x20)
                }
                place := add(place, 1)
                head := add(head, 0x20)
            }
            left := sub(left, sub(place, from))
            cursor := or(shl(27, sub(mark, table)), place)
        }
        return (cursor, left);
    }

    /// @dev Steps over comparisons that hold.
    /// @param cursor at the first rule
    /// @param left how many rules there are
    /// @return cursor and left of the first rule that is left to the plain form
    function comparisons(Reading memory r, Cursor cursor, uint256 left)
        internal
        pure
        returns (Cursor, uint256)
    {
        uint256 table = r.marks;
        uint256 marks = r.markCount;
        uint256 ruleEnd = r.ruleEnd;
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
