// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../core/CalldataReader.sol";
import {IABIRulesErrors} from "../../interfaces/IABIRulesErrors.sol";
import {FAMILY, FIXED_BYTES, INT} from "./ArgumentType.sol";
import {BETWEEN, GTE, IN, IN_TREE, LTE, MASKED, PREFIX, SELF, SIGNED, typesOf} from "./Operators.sol";
import {Cursor, Mark, Reading} from "./Reading.sol";
import {SetProof} from "./SetProof.sol";

/// @dev Reverts where a rule does not hold.
uint256 constant REPORT = 0;
/// @dev Answers whether it holds.
uint256 constant TEST = 1;
/// @dev As before, somewhere below a NOT.
uint256 constant NEGATED = 2;
/// @dev Only steps over it: it makes no difference any more.
uint256 constant SKIP = 3;

/// @title Rules that look at one parameter
library ArgumentRule {
    using CalldataReader for uint256;

    /// @param operator not below `LT`
    /// @return next behind the rule
    function check(Reading memory r, Cursor cursor, uint256 operator, uint256 mode)
        internal
        pure
        returns (Cursor next, bool holds)
    {
        uint256 place = cursor.position();
        uint256 types = typesOf(operator);
        if (types == 0) revert IABIRulesErrors.OperatorUnknown(r.inSession(place), operator);
        next = cursor.plus(_length(r, place, operator)).counted();
        if (mode == SKIP) return (next, true);
        unchecked {
            Mark mark = r.markAt(place + 1, uint8(place.load() >> 240));
            uint256 parameter = mark.parameter();
            if (types >> parameter & 1 == 0) {
                revert IABIRulesErrors.OperatorMisplaced(r.inSession(place), operator, parameter);
            }
            if (operator < BETWEEN) {
                uint256 allowed = _operand(place + 2, parameter);
                holds = _isOrdered(operator, parameter, mark.value().load(), allowed);
                if (!holds && mode == REPORT) {
                    _report(r, cursor, operator, mark, mark.value().load(), allowed);
                }
            } else if (operator == IN || operator == IN_TREE) {
                holds = _isMember(r, cursor, mark, mode);
                if (!holds && mode == REPORT) {
                    revert IABIRulesErrors.NotInSet(
                        r.call, cursor.count(), r.inCall(mark.value()), mark.value().load()
                    );
                }
            } else {
                holds = _compare(r, cursor, operator, mark, mode == REPORT);
            }
        }
    }

    function _isMember(Reading memory r, Cursor cursor, Mark mark, uint256 mode) private pure returns (bool) {
        unchecked {
            uint256 place = cursor.position();
            uint256 found = mark.value().load();
            if (place.load() >> 248 == IN) return _isListed(place, mark.parameter(), found);
            if (mode == NEGATED) revert IABIRulesErrors.RuleMalformed(r.inSession(place), IN_TREE);
            return SetProof.isMember(r, found, bytes32((place + 2).load()));
        }
    }

    /// @param report whether to revert where it does not hold
    function _compare(Reading memory r, Cursor cursor, uint256 operator, Mark mark, bool report)
        private
        pure
        returns (bool holds)
    {
        uint256 found = mark.value().load();
        uint256 allowed;
        if (operator == SELF) {
            allowed = uint160(r.account);
            holds = found == allowed;
        } else if (operator == PREFIX) {
            (holds, found, allowed) = _beginsWith(mark.value(), found, cursor.position() + 2);
        } else {
            uint256 place = cursor.position() + 2;
            uint256 parameter = mark.parameter();
            allowed = _operand(place, parameter);
            uint256 second = _operand(place + 1 + (place.load() >> 248), parameter);
            if (operator == MASKED) {
                found &= allowed;
                allowed = second;
                holds = found == allowed;
            } else {
                // What is reported is the bound that is broken.
                bool isTooSmall = !_isOrdered(GTE, parameter, found, allowed);
                if (operator == BETWEEN) operator = isTooSmall ? GTE : LTE;
                if (!isTooSmall) allowed = second;
                holds = !isTooSmall && _isOrdered(LTE, parameter, found, allowed);
            }
        }
        if (!holds && report) _report(r, cursor, operator, mark, found, allowed);
    }

    function _report(
        Reading memory r,
        Cursor cursor,
        uint256 operator,
        Mark mark,
        uint256 found,
        uint256 allowed
    ) private pure {
        if (mark.parameter() & FAMILY == INT) operator |= SIGNED;
        // Operators fit a byte.
        revert IABIRulesErrors.RuleBroken(
            r.call, cursor.count(), uint8(operator), r.inCall(mark.value()), found, allowed
        );
    }

    /// @param operator one of the comparisons
    function _isOrdered(uint256 operator, uint256 parameter, uint256 found, uint256 allowed)
        private
        pure
        returns (bool)
    {
        if (parameter & FAMILY == INT) {
            // Negative numbers come before the others.
            found ^= 1 << 255;
            allowed ^= 1 << 255;
        }
        uint256 outcome = found < allowed ? 1 : found == allowed ? 2 : 4;
        return operator & outcome != 0;
    }

    function _isListed(uint256 place, uint256 parameter, uint256 found) private pure returns (bool) {
        unchecked {
            uint256 word = place.load();
            uint256 width = uint8(word >> 224);
            uint256 item = place + 4;
            for (uint256 left = uint8(word >> 232); left != 0; --left) {
                if (_typed(item, width, parameter) == found) return true;
                item += width;
            }
            return false;
        }
    }

    /// @return holds whether the bytes begin so
    /// @return found at most the first 32 of those that are compared, the same of what is allowed
    function _beginsWith(uint256 start, uint256 length, uint256 place)
        private
        pure
        returns (bool holds, uint256 found, uint256 allowed)
    {
        unchecked {
            uint256 width = place.load() >> 248;
            uint256 shown = width < 32 ? 256 - 8 * width : 0;
            found = (start + 32).load() >> shown << shown;
            allowed = (place + 1).load() >> shown << shown;
            if (length < width) {
                uint256 missing = length < 32 ? 256 - 8 * length : 0;
                return (false, found >> missing << missing, allowed);
            }
            holds =
                found == allowed && (width <= 32 || (start + 32).hashAt(width) == (place + 1).hashAt(width));
        }
    }

    /// @dev The operand at `at` as a value of the parameter's type. Lengths are unsigned, like the types that have one.
    function _operand(uint256 place, uint256 parameter) private pure returns (uint256) {
        unchecked {
            return _typed(place + 1, place.load() >> 248, parameter);
        }
    }

    /// @param width at most 32
    function _typed(uint256 place, uint256 width, uint256 parameter) private pure returns (uint256) {
        unchecked {
            // Nothing is left of a word that is shifted by 256 bits.
            uint256 spare = 256 - 8 * width;
            uint256 word = place.load() >> spare;
            uint256 family = parameter & FAMILY;
            // The casts keep all bits; the shift to the right copies the sign.
            if (family == INT) return uint256(int256(word << spare) >> spare);
            return family == FIXED_BYTES ? word << spare : word;
        }
    }

    /// @dev Bytes that a rule takes, all of them within the session's rule.
    function _length(Reading memory r, uint256 place, uint256 operator)
        private
        pure
        returns (uint256 length)
    {
        unchecked {
            if (operator < BETWEEN) {
                length = 3 + _width(r, place + 2);
            } else if (operator == IN_TREE) {
                length = 34;
            } else if (operator == IN) {
                length = 4 + r.byteAt(place + 2) * _width(r, place + 3);
            } else if (operator == PREFIX) {
                length = 3 + r.byteAt(place + 2);
            } else if (operator == SELF) {
                length = 2;
            } else {
                length = 3 + _width(r, place + 2);
                length += 1 + _width(r, place + length);
            }
            r.requireBytes(place, length);
        }
    }

    function _width(Reading memory r, uint256 place) private pure returns (uint256 width) {
        width = r.byteAt(place);
        if (width > 32) revert IABIRulesErrors.RuleMalformed(r.inSession(place), width);
    }
}
