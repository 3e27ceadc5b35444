// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {IABIRulesErrors} from "../interfaces/IABIRulesErrors.sol";
import {CallReader, DATA} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {INT} from "./rules/ArgumentType.sol";
import {ArgumentWalk} from "./rules/ArgumentWalk.sol";
import {Cursor, Mark, Reading, newMarks, readMark} from "./rules/Reading.sol";
import {RuleTree} from "./rules/RuleTree.sol";
import {SimpleRules} from "./rules/SimpleRules.sol";

/// @title One function of one contract, its arguments bound by rules that are compiled from its ABI
/// @dev Rule: `target (20) ‖ valueCap (12) ‖ selector (4) ‖ length (2) ‖ charged (1) ‖ marks (1) ‖ rules (1) ‖ layout ‖ tree`.
/// valueCap: wei. length: bytes of layout and tree. charged: what counts against the limits; 0: nothing but the number of uses, 255: the call's
/// value, else the marked parameter `charged - 1`, a `uintN` outside arrays. marks: how many parameters the layout marks.
/// rules: how many nodes the tree has; 0: no tree. The layout describes every parameter (`rules/ArgumentType.sol`), so the whole
/// calldata is known to be what Solidity encodes, also where no rule looks. Operators: `rules/Operators.sol`.
///
/// Guarantees: what passes decodes, and encodes to the same bytes; no byte is read outside the call's data, the rule and the
/// call-specific data. Trusts: the layout to be that of the function. Does not protect: an account whose grant allows too much.
/// Gas, declared and measured in `test/svm/ABIRulesGas.t.sol`, storage aside: a function whose parameters are words, under comparisons alone,
/// takes at most 2,000, 600 for each rule, and 250 for each word that no rule is about. Any other takes at most 5,000, and 1,500 for
/// each word of arguments and each rule that is looked at, elements counting one by one. Nesting is bounded by `MAX_DEPTH`, everything else by
/// the lengths of calldata and session data.
contract ABIRulesSVM is SessionValidationModule, IABIRulesErrors {
    using CalldataReader for bytes;
    using CalldataReader for uint256;

    uint256 private constant HEADER = 41;
    uint256 private constant CHARGED = 38;
    uint256 private constant CHARGED_NOTHING = 0;
    uint256 private constant CHARGED_VALUE = 255;

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        unchecked {
            return data.length < HEADER ? HEADER : HEADER + uint16(data.wordAt(0x20) >> 208);
        }
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        uint256 word = rule.wordAt(0);
        // The shift leaves 160 bits.
        call.requireTarget(address(uint160(word >> 96)));
        uint256 sent = call.value();
        if (sent > uint96(word)) revert ValueNotAllowed(call.index(), sent, uint96(word));
        word = rule.wordAt(32);
        // The first four bytes.
        call.requireSelector(bytes4(bytes32(word)));
        // Positions in calldata, and a length that is at least 4.
        unchecked {
            uint256 data = CallReader.unwrap(call) + DATA;
            uint256 length = call.dataLength();
            uint256 start = rule.positionOf(0);
            uint256 specific = CallReader.unwrap(call) + (CallReader.unwrap(call) + 0x80).load() + 32;
            uint256 specificLength = (specific - 32).load();
            // The base has taken the period.
            uint256 periodLength = _isPeriodic(rule) ? 4 : 0;
            if (specificLength == periodLength) {
                (charged, amount) = SimpleRules.check(start, start + rule.length, data + 4, length - 4);
                if (charged) return (true, amount);
            }
            // Not in a function of its own, which would fill the struct with zeros first.
            Reading memory r = Reading({
                call: call.index(),
                account: account,
                data: data,
                end: data + length,
                rule: start,
                ruleEnd: start + rule.length,
                proofsStart: specific,
                proofs: specific + periodLength,
                proofsEnd: specific + specificLength,
                marks: newMarks(uint8(word >> 192)),
                markCount: uint8(word >> 192)
            });
            _checkRules(r, uint8(word >> 184));
            return (true, _amountOf(r, uint8(word >> 200), sent));
        }
    }

    /// @dev Proofs of sets stand there.
    function _takesSpecificData() internal pure override returns (bool) {
        return true;
    }

    /// @param rules how many stand in the list
    function _checkRules(Reading memory r, uint256 rules) private pure {
        unchecked {
            Cursor cursor = ArgumentWalk.walk(r, Cursor.wrap(r.rule + HEADER));
            if (cursor.count() != r.markCount) revert MarkCountWrong(cursor.count(), r.markCount);
            cursor = RuleTree.checkAll(r, Cursor.wrap(cursor.position()), rules);
            if (cursor.position() != r.ruleEnd) {
                revert SessionDataMalformed(r.ruleEnd - r.rule, cursor.position() - r.rule);
            }
            if (r.proofs != r.proofsEnd) {
                revert CallSpecificDataNotAllowed(
                    r.call, r.proofsEnd - r.proofsStart, r.proofs - r.proofsStart
                );
            }
        }
    }

    /// @dev What the call counts for.
    function _amountOf(Reading memory r, uint256 charged, uint256 sent) private pure returns (uint256) {
        if (charged == CHARGED_NOTHING) return 0;
        if (charged == CHARGED_VALUE) return sent;
        unchecked {
            if (charged > r.markCount) revert RuleMalformed(CHARGED, charged);
            Mark mark = readMark(r.marks, charged - 1);
            if (Mark.unwrap(mark) == 0 || mark.parameter() >= INT) {
                revert RuleMalformed(CHARGED, charged);
            }
            return mark.value().load();
        }
    }
}
