// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {ArgumentRule, TEST} from "src/svm/rules/ArgumentRule.sol";
import {MARK, cleaned, isWord} from "src/svm/rules/ArgumentType.sol";
import {FastPath} from "src/svm/rules/FastPath.sol";
import {LT} from "src/svm/rules/Operators.sol";
import {Cursor, Mark, Reading, newMarks, readMark} from "src/svm/rules/Reading.sol";

/// @dev Runs the fast path and the plain form over the same bytes.
contract FastPathHarness {
    using CalldataReader for bytes;
    using CalldataReader for uint256;

    function _reading(bytes calldata rule, bytes calldata data, uint256 marks)
        private
        pure
        returns (Reading memory r)
    {
        r.data = data.positionOf(0);
        r.end = data.positionOf(data.length);
        r.rule = rule.positionOf(0);
        r.ruleEnd = rule.positionOf(rule.length);
        r.marks = newMarks(marks);
        r.markCount = marks;
    }

    /// @return fast how many words were read, the cursor behind them, and the marks
    /// @return plain the same
    function words(bytes calldata types, bytes calldata data, uint256 marks)
        external
        pure
        returns (bytes memory fast, bytes memory plain)
    {
        uint256 headEnd = data.positionOf(data.length / 32 * 32);
        Reading memory r = _reading(types, data, marks);
        (Cursor next, uint256 left) = FastPath.words(r, Cursor.wrap(r.rule), types.length, r.data, headEnd, 1);
        uint256 head = r.data + 32 * (types.length - left);
        fast = abi.encode(next, left, head, _marksOf(r));
        r = _reading(types, data, marks);
        next = Cursor.wrap(r.rule);
        (left, head) = (types.length, r.data);
        while (left != 0) {
            uint256 type_ = r.byteAt(next.position());
            uint256 bare = type_ & ~MARK;
            if (!isWord(bare) || head >= headEnd || cleaned(bare, head.load()) != head.load()) break;
            if (type_ != bare) {
                if (next.count() == marks) break;
                next = r.setMark(next, bare, head);
            }
            next = next.plus(1);
            --left;
            head += 32;
        }
        plain = abi.encode(next, left, head, _marksOf(r));
    }

    function _marksOf(Reading memory r) private pure returns (bytes memory out) {
        for (uint256 i = 0; i < r.markCount; ++i) {
            out = abi.encodePacked(out, Mark.unwrap(readMark(r.marks, i)));
        }
    }

    /// @param type_ of the one parameter, which stands first in `data`
    /// @return holds whether the fast path steps over the rule
    /// @return next where it then stands
    function fastComparison(bytes calldata rule, bytes calldata data, uint256 type_, bool inReach)
        external
        pure
        returns (bool holds, Cursor next)
    {
        Reading memory r = _marked(rule, data, type_, inReach);
        uint256 left;
        (next, left) = FastPath.comparisons(r, Cursor.wrap(r.rule), 1);
        holds = left == 0;
    }

    function plainComparison(bytes calldata rule, bytes calldata data, uint256 type_, bool inReach)
        external
        pure
        returns (bool holds, Cursor next)
    {
        Reading memory r = _marked(rule, data, type_, inReach);
        uint256 operator = r.byteAt(r.rule);
        require(operator >= LT, "another operator");
        (next, holds) = ArgumentRule.check(r, Cursor.wrap(r.rule), operator, TEST);
    }

    function _marked(bytes calldata rule, bytes calldata data, uint256 type_, bool inReach)
        private
        pure
        returns (Reading memory r)
    {
        r = _reading(rule, data, 1);
        if (inReach) r.writeMark(0, type_ << 160 | r.rule << 128 | r.data);
    }
}

contract ABIRulesFastPathTest is Test {
    FastPathHarness internal harness = new FastPathHarness();

    function testFuzz_words_asThePlainFormReadsThem(
        bytes calldata types,
        bytes32[] calldata data,
        uint8 marks,
        uint256 clean
    ) public view {
        bytes memory words;
        for (uint256 i = 0; i < data.length; ++i) {
            uint256 word = uint256(data[i]);
            // Most words fit their types, or none would be read.
            if (i < types.length && (clean >> i) % 8 != 0) word = cleaned(uint8(types[i]) % 98, word);
            words = abi.encodePacked(words, word);
        }
        bytes memory kinds = types;
        for (uint256 i = 0; i < kinds.length; ++i) {
            if ((clean >> (i + 8)) % 16 != 0) {
                kinds[i] = bytes1(uint8(uint8(kinds[i]) % 98 | (uint8(kinds[i]) & 0x80)));
            }
        }
        (bytes memory fast, bytes memory plain) = harness.words(kinds, words, marks % 8);
        assertEq(fast, plain);
    }

    function _compare(bytes memory rule, bytes memory data, uint256 type_, bool inReach) internal view {
        (bool fast, Cursor next) = harness.fastComparison(rule, data, type_, inReach);
        try harness.plainComparison(rule, data, type_, inReach) returns (bool plain, Cursor plainNext) {
            if (fast) {
                assertTrue(plain);
                assertEq(Cursor.unwrap(next), Cursor.unwrap(plainNext));
            } else if (uint8(rule[0]) < 0x18) {
                assertFalse(plain, "the fast path knows all comparisons that hold");
            }
        } catch {
            assertFalse(fast);
        }
    }

    function testFuzz_comparisons_asThePlainFormDecides(
        uint8 operator,
        uint8 mark,
        uint8 width,
        bytes32 operand,
        uint256 found,
        uint8 type_,
        bool equal,
        bool inReach
    ) public view {
        width = width % 8 == 0 ? width : width % 33;
        bytes memory bytes_ = new bytes(width < 32 ? width : 32);
        for (uint256 i = 0; i < bytes_.length; ++i) {
            bytes_[i] = operand[i];
        }
        bytes memory rule =
            abi.encodePacked(uint8(0x11 + operator % 7), mark % 8 == 0 ? mark : 0, width, bytes_);
        uint256 bare = type_ % 0x69;
        if (equal) {
            uint256 spare = 256 - 8 * bytes_.length;
            uint256 value = bytes_.length == 0 ? 0 : uint256(operand) >> spare;
            if (bare >= 0x20 && bare < 0x40 && bytes_.length != 0) {
                value = uint256(int256(value << spare) >> spare);
            }
            found = bare >= 0x40 && bare < 0x60 && bytes_.length != 0 ? value << spare : value;
        }
        _compare(rule, abi.encode(found), bare, inReach || mark % 2 == 0);
    }

    function testFuzz_comparisons_ofDamagedRules(bytes calldata rule, uint256 found, uint8 type_)
        public
        view
    {
        if (rule.length == 0 || uint8(rule[0]) < LT) return;
        _compare(rule, abi.encode(found), type_ % 0x69, true);
    }
}
