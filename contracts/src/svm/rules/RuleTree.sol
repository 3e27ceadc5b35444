// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../core/CalldataReader.sol";
import {IABIRulesErrors} from "../../interfaces/IABIRulesErrors.sol";
import {ArgumentRule, NEGATED, REPORT, SKIP, TEST} from "./ArgumentRule.sol";
import {DYNAMIC_ARRAY, LIST, MAX_DEPTH, STATIC_ARRAY} from "./ArgumentType.sol";
import {ArgumentWalk} from "./ArgumentWalk.sol";
import {FastPath} from "./FastPath.sol";
import {LayoutSkip} from "./LayoutSkip.sol";
import {AT, BETWEEN, EVERY, LT, NOT, OR, SOME} from "./Operators.sol";
import {Cursor, Mark, Reading} from "./Reading.sol";

/// @dev The elements of an array that a rule is about.
/// @param typeAt the type of one
/// @param frame where in calldata they, or pointers to them, begin
/// @param size bytes that one takes there
/// @param length how many the array has
/// @param from the first that the rule is about
/// @param to behind the last
struct Elements {
    Cursor typeAt;
    uint256 frame;
    uint256 size;
    uint256 length;
    uint256 from;
    uint256 to;
}

/// @title Rules that join other rules
/// @dev Rules are looked at in the order in which they stand, until the outcome is certain; the rest is stepped over. Where nothing but
/// ANDs and EVERYs stand above a rule, the rule itself says what is wrong; below OR, NOT and SOME it only answers, and those report.
library RuleTree {
    using CalldataReader for uint256;

    /// @dev Checks rules that all must hold.
    /// @param left how many
    function checkAll(Reading memory r, Cursor cursor, uint256 left) internal pure returns (Cursor next) {
        next = cursor;
        unchecked {
            while (true) {
                (next, left) = FastPath.comparisons(r, next, left);
                if (left == 0) return next;
                (next,) = check(r, next, REPORT, 0);
                --left;
            }
        }
    }

    /// @return next behind the rule
    function check(Reading memory r, Cursor cursor, uint256 mode, uint256 depth)
        internal
        pure
        returns (Cursor next, bool holds)
    {
        uint256 operator = r.byteAt(cursor.position());
        if (operator >= LT) {
            if (mode != SKIP && operator < BETWEEN) {
                uint256 left;
                (next, left) = FastPath.comparisons(r, cursor, 1);
                if (left == 0) return (next, true);
            }
            return ArgumentRule.check(r, cursor, operator, mode);
        }
        if (operator == 0 || operator > AT) {
            revert IABIRulesErrors.OperatorUnknown(r.inSession(cursor.position()), operator);
        }
        if (depth == MAX_DEPTH) {
            revert IABIRulesErrors.RuleMalformed(r.inSession(cursor.position()), operator);
        }
        unchecked {
            if (operator == NOT) return _not(r, cursor, mode, depth + 1);
            if (operator >= EVERY) return _elements(r, cursor, operator, mode, depth + 1);
            return _group(r, cursor, operator == OR, mode, depth + 1);
        }
    }

    function _not(Reading memory r, Cursor cursor, uint256 mode, uint256 depth)
        private
        pure
        returns (Cursor next, bool holds)
    {
        (next, holds) = check(r, cursor.plus(1).counted(), mode == SKIP ? SKIP : NEGATED, depth);
        if (mode == REPORT && holds) revert IABIRulesErrors.RuleMustNotHold(r.call, cursor.count());
        return (next, !holds);
    }

    /// @param any OR; else AND
    function _group(Reading memory r, Cursor cursor, bool any, uint256 mode, uint256 depth)
        private
        pure
        returns (Cursor next, bool holds)
    {
        unchecked {
            uint256 left = r.byteAt(cursor.position() + 1);
            if (left == 0) revert IABIRulesErrors.RuleMalformed(r.inSession(cursor.position() + 1), 0);
            next = cursor.plus(2).counted();
            uint256 inner = any && mode == REPORT ? TEST : mode;
            for (; left != 0; --left) {
                if (!any && inner != SKIP) {
                    (next, left) = FastPath.comparisons(r, next, left);
                    if (left == 0) break;
                }
                (next, holds) = check(r, next, inner, depth);
                // The outcome is certain, and stays as it is.
                if (holds == any && inner != SKIP) {
                    for (; left != 1; --left) {
                        (next,) = check(r, next, SKIP, depth);
                    }
                    return (next, any);
                }
            }
            if (any && mode == REPORT) revert IABIRulesErrors.NoRuleHolds(r.call, cursor.count());
            return (next, !any);
        }
    }

    function _elements(Reading memory r, Cursor cursor, uint256 operator, uint256 mode, uint256 depth)
        private
        pure
        returns (Cursor next, bool holds)
    {
        Cursor rule = cursor.plus(operator == AT ? 4 : 2).counted();
        if (mode == SKIP) return check(r, rule, SKIP, depth);
        Elements memory elements = _elementsOf(r, cursor, operator);
        if (operator == AT) {
            if (!_select(r, cursor, elements) && mode == REPORT) {
                revert IABIRulesErrors.ElementMissing(
                    r.call, cursor.count(), elements.length, elements.from + 1
                );
            }
        }
        (next, holds) = _checkElements(
            r, rule, elements, operator, operator == SOME && mode == REPORT ? TEST : mode, depth
        );
        if (!holds && mode == REPORT) revert IABIRulesErrors.NoElementHolds(r.call, cursor.count());
    }

    /// @dev Narrows an array to the one element that a rule is about; to none if there is no such element.
    function _select(Reading memory r, Cursor cursor, Elements memory elements) private pure returns (bool) {
        unchecked {
            r.requireBytes(cursor.position(), 4);
            elements.from = uint16((cursor.position() + 2).load() >> 240);
            if (elements.from >= elements.length) {
                elements.to = elements.from;
                return false;
            }
            elements.to = elements.from + 1;
            return true;
        }
    }

    /// @dev Whether every element from `from` to `to` obeys a rule, or some does; where there are none: every, and none.
    function _checkElements(
        Reading memory r,
        Cursor rule,
        Elements memory elements,
        uint256 operator,
        uint256 mode,
        uint256 depth
    ) private pure returns (Cursor next, bool holds) {
        unchecked {
            if (elements.from == elements.to) {
                (next,) = check(r, rule, SKIP, depth);
                return (next, operator == EVERY);
            }
            uint256 behind;
            for (uint256 i = elements.from; i < elements.to; ++i) {
                behind = ArgumentWalk.walkElement(
                        r, elements.typeAt, elements.frame, elements.frame + i * elements.size
                    ).count();
                (next, holds) = check(r, rule, mode, depth);
                if (holds == (operator == SOME)) break;
            }
            // What stands in an element is out of reach for the rules that follow.
            for (uint256 i = elements.typeAt.count(); i < behind; ++i) {
                r.writeMark(i, 0);
            }
        }
    }

    function _elementsOf(Reading memory r, Cursor cursor, uint256 operator)
        private
        pure
        returns (Elements memory elements)
    {
        unchecked {
            uint256 number = r.byteAt(cursor.position() + 1);
            Mark mark = r.markAt(cursor.position() + 1, number);
            uint256 parameter = mark.parameter();
            bool isList = parameter == LIST;
            if (!isList && parameter != STATIC_ARRAY && parameter != DYNAMIC_ARRAY) {
                revert IABIRulesErrors.OperatorMisplaced(r.inSession(cursor.position()), operator, parameter);
            }
            uint256 typeAt = mark.typeAt() + (isList ? 1 : 3);
            elements.typeAt = Cursor.wrap((number + 1) << 32 | typeAt);
            elements.size = 32 * LayoutSkip.wordsAt(r, typeAt);
            elements.length = isList ? mark.value().load() : r.byteAt(typeAt - 1);
            elements.frame = mark.value() + (isList ? 32 : 0);
            elements.to = elements.length;
        }
    }
}
