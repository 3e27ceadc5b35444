// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What most sessions are made of, in few opcodes: a function whose parameters are words, under comparisons, that hold
/// @dev Only ever says yes. Whatever is not exactly that, faults included, is left to the plain form, `ArgumentWalk` and `RuleTree`, which says what
/// is wrong. A transfer under two rules costs 3,100 gas so, and 8,600 without (`test/svm/ABIRulesGas.t.sol`);
/// `test/svm/ABIRulesSimple.t.sol` compares the two.
library SimpleRules {
    /// @param rule position in calldata of the session's rule, which has a head
    /// @param ruleEnd behind the rule
    /// @param arguments position in calldata of the arguments
    /// @param length bytes of the arguments
    /// @return passes whether all is simple, clean and obeys
    /// @return amount what counts against the limits
    function check(uint256 rule, uint256 ruleEnd, uint256 arguments, uint256 length)
        internal
        pure
        returns (bool passes, uint256 amount)
    {
        assembly ("memory-safe") {
            // From the lowest bit: … | members | words | rules | marks | charged | …
            let header := calldataload(add(rule, 32))
            let place := add(rule, 43)
            let end := byte(10, header)
            // Every parameter is one word and one byte of the layout. The layout ends within the rule if the rules end where it does.
            if iszero(or(xor(end, byte(9, header)), xor(shl(5, end), length))) {
                let table := mload(0x40)
                let mark := table
                end := add(place, end)
                for {} lt(place, end) {} {
                    let type_ := byte(0, calldataload(place))
                    let bare := and(type_, 0x7f)
                    if xor(bare, 0x1f) {
                        let word := calldataload(arguments)
                        switch shr(5, bare)
                        case 3 { word := or(shr(add(1, mul(159, and(bare, 1))), word), gt(bare, 0x61)) }
                        case 0 { word := shr(add(shl(3, bare), 8), word) }
                        case 2 { word := shl(sub(add(shl(3, bare), 8), 0x200), word) }
                        default { word := xor(signextend(sub(bare, 0x20), word), word) }
                        if word {
                            // Never the end of the rules.
                            place := not(0)
                            break
                        }
                    }
                    if gt(type_, 0x7f) {
                        mstore(mark, or(shl(160, bare), arguments))
                        mark := add(mark, 0x20)
                    }
                    place := add(place, 1)
                    arguments := add(arguments, 0x20)
                }
                let marks := shr(5, sub(mark, table))
                let left := mul(byte(8, header), eq(marks, byte(7, header)))
                for {} left {} {
                    let word := calldataload(place)
                    let operator := byte(0, word)
                    let index := byte(1, word)
                    let width := byte(2, word)
                    // Comparisons alone, of a parameter that there is, with an operand no longer than a word.
                    if or(or(gt(sub(operator, 0x11), 5), gt(width, 32)), iszero(lt(index, marks))) {
                        break
                    }
                    mark := mload(add(table, shl(5, index)))
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
                            // Nothing but equality.
                            if iszero(or(eq(operator, 0x12), eq(operator, 0x15))) { break }
                            if lt(type_, 0x60) { allowed := shl(spare, allowed) }
                        }
                    }
                    if iszero(
                        and(
                            operator,
                            or(or(lt(found, allowed), shl(1, eq(found, allowed))), shl(2, gt(found, allowed)))
                        )
                    ) { break }
                    place := add(place, add(width, 3))
                    left := sub(left, 1)
                }
                passes := iszero(or(left, xor(place, ruleEnd)))
                passes := and(passes, eq(marks, byte(7, header)))
                let which := byte(6, header)
                if which {
                    mark := mload(add(table, shl(5, sub(which, 1))))
                    // A parameter that there is, of unsigned numbers.
                    passes := and(passes, and(iszero(gt(which, marks)), iszero(shr(165, mark))))
                    amount := calldataload(and(mark, 0xffffffffffffffffffffffffffffffff))
                }
            }
        }
    }
}
