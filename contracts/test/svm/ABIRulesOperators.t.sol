// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ABIRulesFixture} from "../helpers/ABIRulesFixture.sol";
import {RulesData} from "../helpers/RulesData.sol";
import {IABIRulesErrors} from "src/interfaces/IABIRulesErrors.sol";
import "src/svm/rules/Operators.sol";

/// @dev Each operator holds, and fails with what was found and allowed, over parameters of every family. A comparison at the top is decided by
/// the fast path, one within an OR by the same, and whatever fails by the plain form.
contract ABIRulesOperatorsTest is ABIRulesFixture {
    bytes4 internal constant SELECTOR = 0x12345678;
    /// @dev uint256, int16, bytes4, address, bool: all marked.
    bytes internal constant WORDS = hex"05059fa1c3e1e0";
    /// @dev bytes, string, uint256[], int8[2], all marked, also the elements: marks 0, 1, 2 and 3, 4 and 5.
    bytes internal constant LONG = hex"0504e2e3e49fe50202a0";

    function _words(uint256 a, int16 b, bytes4 c, address d, bool e) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(SELECTOR, a, b, c, d, e);
    }

    function _good() internal pure returns (bytes memory) {
        return _words(100, -5, 0xaabbccdd, ACCOUNT, true);
    }

    function _one(bytes memory rule) internal pure returns (bytes memory) {
        return _session(SELECTOR, 0x000501, WORDS, rule);
    }

    function _broken(uint256 rule, uint256 operator, uint256 position, uint256 found, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IABIRulesErrors.RuleBroken.selector, CALL, rule, uint8(operator), position, found, allowed
        );
    }

    function _compare(uint256 operator, uint8 mark, bytes memory operand, bool holds, uint256 allowed)
        internal
    {
        bytes memory rule = RulesData.rule(operator, mark, operand);
        bytes memory session = _one(rule);
        bytes memory either = _one(RulesData.group(OR, 1, rule));
        bytes memory neither = _one(abi.encodePacked(uint8(NOT), rule));
        if (holds) {
            _accepted(session, _good());
            _accepted(either, _good());
            _refused(
                neither, _good(), abi.encodeWithSelector(IABIRulesErrors.RuleMustNotHold.selector, CALL, 0)
            );
            return;
        }
        uint256[5] memory found =
            [uint256(100), uint256(int256(-5)), uint256(0xaabbccdd) << 224, uint160(ACCOUNT), 1];
        uint256 shown = mark == 1 ? operator | SIGNED : operator;
        _refused(session, _good(), _broken(0, shown, 4 + 32 * uint256(mark), found[mark], allowed));
        _refused(either, _good(), abi.encodeWithSelector(IABIRulesErrors.NoRuleHolds.selector, CALL, 0));
        _accepted(neither, _good());
    }

    function test_comparisons_unsigned() public {
        uint256[3] memory bounds = [uint256(99), 100, 101];
        uint256[6] memory operators = [EQ, NEQ, LT, LTE, GT, GTE];
        bool[3][6] memory holds = [
            [false, true, false],
            [true, false, true],
            [false, false, true],
            [false, true, true],
            [true, false, false],
            [true, true, false]
        ];
        for (uint256 i = 0; i < 6; ++i) {
            for (uint256 j = 0; j < 3; ++j) {
                _compare(operators[i], 0, RulesData.operand(bounds[j]), holds[i][j], bounds[j]);
                // Wider operands mean the same.
                _compare(operators[i], 0, abi.encodePacked(uint8(32), bounds[j]), holds[i][j], bounds[j]);
            }
        }
    }

    function test_comparisons_signed() public {
        // -6, -5, -4, then 5, as one byte each.
        uint8[4] memory bytes_ = [0xfa, 0xfb, 0xfc, 0x05];
        uint256[6] memory operators = [EQ, NEQ, LT, LTE, GT, GTE];
        bool[4][6] memory holds = [
            [false, true, false, false],
            [true, false, true, true],
            [false, false, true, true],
            [false, true, true, true],
            [true, false, false, false],
            [true, true, false, false]
        ];
        for (uint256 i = 0; i < 6; ++i) {
            for (uint256 j = 0; j < 4; ++j) {
                uint256 allowed = uint256(int256(int8(bytes_[j])));
                _compare(operators[i], 1, abi.encodePacked(uint8(1), bytes_[j]), holds[i][j], allowed);
            }
        }
    }

    function test_equality_ofOtherWords() public {
        _compare(EQ, 2, hex"04aabbccdd", true, 0);
        _compare(EQ, 2, hex"03aabbcc", false, uint256(0xaabbcc) << 232);
        _compare(NEQ, 2, hex"04aabbccdd", false, uint256(0xaabbccdd) << 224);
        _compare(EQ, 3, abi.encodePacked(uint8(20), ACCOUNT), true, 0);
        _compare(NEQ, 3, abi.encodePacked(uint8(20), ACCOUNT), false, uint160(ACCOUNT));
        _compare(EQ, 4, hex"0101", true, 0);
        _compare(EQ, 4, hex"00", false, 0);
    }

    function test_comparisonThatThereIsNot_orThatIsMalformed() public {
        bytes4 unknown = IABIRulesErrors.OperatorUnknown.selector;
        _refused(_one(hex"17000164"), _good(), abi.encodeWithSelector(unknown, 48, 0x17));
        _refused(_one(hex"10000164"), _good(), abi.encodeWithSelector(unknown, 48, 0x10));
        bytes4 malformed = IABIRulesErrors.RuleMalformed.selector;
        _refused(_one(hex"13050164"), _good(), abi.encodeWithSelector(malformed, 49, 5));
        bytes memory wide = abi.encodePacked(hex"130021", new bytes(32), uint8(100));
        _refused(_one(wide), _good(), abi.encodeWithSelector(malformed, 50, 33));
        _accepted(_one(hex"13000164"), _good());
    }

    function test_between() public {
        _accepted(_one(hex"1800" hex"0164" hex"0164"), _good());
        _refused(_one(hex"1800" hex"0165" hex"0166"), _good(), _broken(0, GTE, 4, 100, 101));
        _refused(_one(hex"1800" hex"00" hex"0163"), _good(), _broken(0, LTE, 4, 100, 99));
        // From -6 to -5, and from -4 to 7.
        _accepted(_one(hex"1801" hex"01fa" hex"01fb"), _good());
        _refused(
            _one(hex"1801" hex"01fc" hex"0107"),
            _good(),
            _broken(0, GTE | SIGNED, 36, uint256(int256(-5)), uint256(int256(-4)))
        );
    }

    function test_sets() public {
        _accepted(_one(hex"1900" hex"0201" hex"6364"), _good());
        _refused(
            _one(hex"1900" hex"0201" hex"6365"),
            _good(),
            abi.encodeWithSelector(IABIRulesErrors.NotInSet.selector, CALL, 0, 4, 100)
        );
        _accepted(_one(hex"1901" hex"0201" hex"05fb"), _good());
        _accepted(_one(hex"1902" hex"0104" hex"aabbccdd"), _good());
        _refused(
            _one(hex"1900" hex"0000"),
            _good(),
            abi.encodeWithSelector(IABIRulesErrors.NotInSet.selector, CALL, 0, 4, 100)
        );
    }

    function test_masks() public {
        // 100 is 0x64.
        _accepted(_one(hex"1b00" hex"010f" hex"0104"), _good());
        _refused(_one(hex"1b00" hex"010f" hex"0105"), _good(), _broken(0, MASKED, 4, 4, 5));
        _accepted(_one(hex"1b02" hex"01ff" hex"01aa"), _good());
    }

    function test_self() public {
        _accepted(_one(hex"1c03"), _good());
        _refused(
            _one(hex"1c03"),
            _words(100, -5, 0xaabbccdd, address(5), true),
            _broken(0, SELF, 100, 5, uint160(ACCOUNT))
        );
    }

    // Bytes, lists and arrays.

    function _long(bytes memory a, string memory b, uint256[] memory c, int8[2] memory d)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(SELECTOR, a, b, c, d);
    }

    function _list() internal pure returns (uint256[] memory list) {
        list = new uint256[](3);
        (list[0], list[1], list[2]) = (10, 20, 30);
    }

    function _goodLong() internal pure returns (bytes memory) {
        return _long(hex"0102030405", "a text of more than thirty-two bytes", _list(), [int8(-1), 2]);
    }

    function _oneLong(bytes memory rule) internal pure returns (bytes memory) {
        return _session(SELECTOR, 0x000601, LONG, rule);
    }

    function test_lengths() public {
        _accepted(_oneLong(hex"1d00" hex"0105" hex"0105"), _goodLong());
        _refused(_oneLong(hex"1d00" hex"0106" hex"0107"), _goodLong(), _broken(0, LENGTH, 164, 5, 6));
        _accepted(_oneLong(hex"1d01" hex"0124" hex"0124"), _goodLong());
        _accepted(_oneLong(hex"1d02" hex"00" hex"0103"), _goodLong());
        _refused(_oneLong(hex"1d02" hex"00" hex"0102"), _goodLong(), _broken(0, LENGTH, 324, 3, 2));
    }

    function test_beginnings() public {
        _accepted(_oneLong(hex"1e00" hex"03010203"), _goodLong());
        _accepted(_oneLong(hex"1e00" hex"050102030405"), _goodLong());
        _refused(
            _oneLong(hex"1e00" hex"020103"),
            _goodLong(),
            _broken(0, PREFIX, 164, uint256(0x0102) << 240, uint256(0x0103) << 240)
        );
        // Longer than what there is, and the same with zeros, as which padding reads.
        _refused(
            _oneLong(hex"1e00" hex"06010203040500"),
            _goodLong(),
            _broken(0, PREFIX, 164, uint256(0x0102030405) << 216, uint256(0x0102030405) << 216)
        );
        bytes memory text = "a text of more than thirty-two byte";
        _accepted(_oneLong(abi.encodePacked(hex"1e01", uint8(35), text)), _goodLong());
        text[34] = "E";
        _refused(
            _oneLong(abi.encodePacked(hex"1e01", uint8(35), text)),
            _goodLong(),
            _broken(0, PREFIX, 228, uint256(bytes32(text)), uint256(bytes32(text)))
        );
    }

    function test_everyElement() public {
        _accepted(_oneLong(hex"0402" hex"1303011e"), _goodLong());
        _refused(_oneLong(hex"0402" hex"1303011d"), _goodLong(), _broken(1, LTE, 420, 30, 29));
        _accepted(_oneLong(hex"0404" hex"13050102"), _goodLong());
        _refused(
            _oneLong(hex"0404" hex"130501ff"),
            _goodLong(),
            _broken(1, LTE | SIGNED, 132, 2, type(uint256).max)
        );
        // Of no elements, every one obeys whatever rule.
        _accepted(_oneLong(hex"0402" hex"120300"), _long("", "", new uint256[](0), [int8(0), 0]));
    }

    function test_someElement() public {
        _accepted(_oneLong(hex"0502" hex"12030114"), _goodLong());
        _refused(
            _oneLong(hex"0502" hex"12030115"),
            _goodLong(),
            abi.encodeWithSelector(IABIRulesErrors.NoElementHolds.selector, CALL, 0)
        );
        _refused(
            _oneLong(hex"0502" hex"150300"),
            _long("", "", new uint256[](0), [int8(0), 0]),
            abi.encodeWithSelector(IABIRulesErrors.NoElementHolds.selector, CALL, 0)
        );
    }

    function test_oneElement() public {
        _accepted(_oneLong(hex"06020001" hex"12030114"), _goodLong());
        _refused(_oneLong(hex"06020001" hex"12030115"), _goodLong(), _broken(1, EQ, 388, 20, 21));
        _refused(
            _oneLong(hex"06020003" hex"12030114"),
            _goodLong(),
            abi.encodeWithSelector(IABIRulesErrors.ElementMissing.selector, CALL, 0, 3, 4)
        );
        // Below a NOT, a missing element is one that does not obey.
        _accepted(_oneLong(hex"03" hex"06020003" hex"12030114"), _goodLong());
    }

    function test_elements_areOutOfReachForOtherRules() public {
        _refused(
            _session(SELECTOR, 0x000602, LONG, hex"0402" hex"1303011e" hex"1303011e"),
            _goodLong(),
            abi.encodeWithSelector(IABIRulesErrors.RuleMalformed.selector, 41 + 10 + 6 + 1, 3)
        );
        _accepted(
            _session(SELECTOR, 0x000602, LONG, hex"0402" hex"1303011e" hex"0502" hex"1303011e"), _goodLong()
        );
    }

    function test_group_stopsWhenItIsCertain() public {
        // The second would be out of reach: never looked at, but stepped over.
        bytes memory rules =
            bytes.concat(RulesData.rule(LTE, 0, hex"0164"), RulesData.rule(LTE, 4, hex"0164"));
        _accepted(
            _session(SELECTOR, 0x000502, WORDS, bytes.concat(RulesData.group(OR, 2, rules), hex"1c03")),
            _good()
        );
        _refused(
            _one(RulesData.group(AND, 2, rules)),
            _good(),
            abi.encodeWithSelector(IABIRulesErrors.OperatorMisplaced.selector, 41 + 7 + 2 + 4, LTE, 0x60)
        );
    }
}
