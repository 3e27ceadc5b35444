// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ABIRulesFixture} from "../helpers/ABIRulesFixture.sol";
import {RulesData} from "../helpers/RulesData.sol";
import {cleaned} from "src/svm/rules/ArgumentType.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev The same session twice: as it is, and with each rule in an AND of one, which only the plain form reads. Both must decide alike,
/// and count the same.
contract ABIRulesSimpleTest is ABIRulesFixture {
    bytes4 internal constant SELECTOR = 0x12345678;
    SessionId internal constant SIMPLE = SessionId.wrap(bytes32(uint256(1)));
    SessionId internal constant PLAIN = SessionId.wrap(bytes32(uint256(2)));

    uint256 internal entropy;

    function _below(uint256 end) internal returns (uint256) {
        entropy = uint256(keccak256(abi.encode(entropy)));
        return entropy % end;
    }

    /// @dev One in so many.
    function _rarely(uint256 one) internal returns (bool) {
        return _below(one) == 0;
    }

    function _type() internal returns (uint8) {
        uint8[7] memory usual = [0x1f, 0x61, 0x0f, 0x3f, 0x21, 0x43, 0x60];
        uint256 type_ = _rarely(4) ? _below(_rarely(8) ? 128 : 0x62) : usual[_below(7)];
        return uint8(type_ | (_below(2) == 0 ? 0x80 : 0));
    }

    function _word(uint8 type_) internal returns (uint256 word) {
        uint256 small = _below(4);
        word = uint256(keccak256(abi.encode(entropy)));
        if (_below(3) != 0) word = _below(2) == 0 ? small : ~small;
        if (!_rarely(24)) word = cleaned(type_ & 0x7f, word);
    }

    function _rule(uint256[] memory marked, uint8[] memory types) internal returns (bytes memory) {
        uint8[6] memory operators = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16];
        uint8 operator = _rarely(24) ? uint8(_below(40)) : operators[_below(6)];
        uint256 mark = marked.length == 0 || _rarely(24) ? _below(8) : _below(marked.length);
        uint256 word = _below(5);
        uint8 width = uint8(_rarely(24) ? _below(40) : 32);
        if (mark < marked.length && _below(2) == 0) {
            word = marked[mark];
            // What stands on the left of its word is written so that it fits the width.
            if (types[mark] & 0x60 == 0x40 && width < 32) word >>= 256 - 8 * uint256(width);
        }
        bytes memory operand = new bytes(width);
        for (uint256 i = 0; i < width; ++i) {
            operand[i] = bytes1(uint8(i < 32 ? word >> (8 * (width - 1 - i)) : 0));
        }
        return abi.encodePacked(operator, uint8(mark), width, operand);
    }

    function testFuzz_simple_decidesAsThePlainForm(uint256 seed) public {
        entropy = seed;
        uint256 count = _below(6);
        bytes memory layout = abi.encodePacked(uint8(_rarely(24) ? _below(8) : count), uint8(count));
        bytes memory data = abi.encodePacked(SELECTOR);
        uint256[] memory marked = new uint256[](count);
        uint8[] memory types = new uint8[](count);
        uint256 marks;
        for (uint256 i = 0; i < count; ++i) {
            uint8 type_ = _type();
            uint256 word = _word(type_);
            if (type_ & 0x80 != 0) (types[marks], marked[marks++]) = (type_, word);
            layout = abi.encodePacked(layout, type_);
            data = abi.encodePacked(data, word);
        }
        assembly {
            mstore(marked, marks)
        }
        if (_rarely(24)) data = bytes.concat(data, new bytes(_below(34)));
        uint256 rules = _below(4);
        bytes memory simple;
        bytes memory plain;
        for (uint256 i = 0; i < rules; ++i) {
            bytes memory rule = _rule(marked, types);
            simple = bytes.concat(simple, rule);
            plain = bytes.concat(plain, hex"0101", rule);
        }
        uint256 charged = _below(3) == 0 ? _below(marks + 2) : 0;
        uint256 declared = _rarely(24) ? _below(4) : marks;
        bytes3 head = bytes3(uint24(charged << 16 | declared << 8 | (_rarely(24) ? _below(5) : rules)));
        _compare(head, bytes.concat(layout, simple), bytes.concat(layout, plain), data);
    }

    function _compare(bytes3 head, bytes memory simple, bytes memory plain, bytes memory data) internal {
        bytes memory limits = abi.encodePacked(uint8(2), type(uint104).max);
        (bool left, bool sameAsLeft) = (
            _try(SIMPLE, RulesData.session(TARGET, 0, SELECTOR, head, simple, limits), data),
            _try(PLAIN, RulesData.session(TARGET, 0, SELECTOR, head, plain, limits), data)
        );
        assertEq(left, sameAsLeft);
        (uint256 total,,,) = svm.getUsage(address(this), SIMPLE, ACCOUNT);
        (uint256 plainTotal,,,) = svm.getUsage(address(this), PLAIN, ACCOUNT);
        assertEq(total, plainTotal);
        if (left) ++accepted;
    }

    uint256 internal accepted;

    function _try(SessionId id, bytes memory session, bytes memory data) internal returns (bool success) {
        try svm.validateSession(ACCOUNT, id, session, _call(data)) {
            return true;
        } catch (bytes memory reason) {
            assertTrue(bytes4(reason) != bytes4(0x4e487b71), "no panic");
        }
    }

    /// @dev A generator that is hardly ever accepted would compare nothing.
    function test_simple_isAcceptedOften() public {
        for (uint256 i = 0; i < 300; ++i) {
            testFuzz_simple_decidesAsThePlainForm(i);
        }
        assertGt(accepted, 50);
    }
}
