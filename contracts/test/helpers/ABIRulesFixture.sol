// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "./Artifacts.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {ABIRulesSVM} from "src/svm/ABIRulesSVM.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev Asks ABIRulesSVM about one call, under session data that are put together by hand.
abstract contract ABIRulesFixture is Artifacts {
    address internal constant ACCOUNT = address(0xacac);
    address internal constant TARGET = address(0x7a47);
    /// @dev The call's place in its batch, to be seen in every error.
    uint256 internal constant CALL = 7;
    bytes internal constant NO_LIMITS = hex"00";

    ABIRulesSVM internal svm;

    function setUp() public virtual {
        svm = ABIRulesSVM(_create("ABIRulesSVM", type(ABIRulesSVM).creationCode, ""));
    }

    /// @param head `charged (1) ‖ marks (1) ‖ rules (1)`
    function _session(bytes4 selector, bytes3 head, bytes memory layout, bytes memory tree)
        internal
        pure
        returns (bytes memory)
    {
        return _sessionWith(0, selector, head, bytes.concat(layout, tree), NO_LIMITS);
    }

    function _sessionWith(uint96 cap, bytes4 selector, bytes3 head, bytes memory body, bytes memory limits)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(TARGET, cap, selector, uint16(body.length), head, body, limits);
    }

    function _call(bytes memory data) internal pure returns (Call memory) {
        return Call(CALL, TARGET, 0, data, "");
    }

    function _ask(bytes memory session, Call memory call) internal {
        Call[] memory calls = new Call[](1);
        calls[0] = call;
        svm.validateSession(ACCOUNT, SessionId.wrap(keccak256(session)), session, calls);
    }

    function _accepted(bytes memory session, bytes memory data) internal {
        _ask(session, _call(data));
    }

    function _refused(bytes memory session, bytes memory data, bytes memory reason) internal {
        vm.expectRevert(reason);
        _ask(session, _call(data));
    }

    /// @return answer whether the module accepts, and if not, why
    function _try(bytes memory session, bytes memory data) internal returns (bool, bytes memory answer) {
        Call[] memory calls = new Call[](1);
        calls[0] = _call(data);
        try svm.validateSession(ACCOUNT, SessionId.wrap(keccak256(session)), session, calls) {
            return (true, "");
        } catch (bytes memory reason) {
            return (false, reason);
        }
    }

    /// @dev An operand as narrow as it can be.
    function _operand(uint256 value) internal pure returns (bytes memory) {
        uint256 width = 0;
        while (width < 32 && value >> (8 * width) != 0) ++width;
        bytes memory bytes_ = new bytes(width);
        for (uint256 i = 0; i < width; ++i) {
            bytes_[i] = bytes1(uint8(value >> (8 * (width - 1 - i))));
        }
        return abi.encodePacked(uint8(width), bytes_);
    }

    function _rule(uint256 operator, uint8 mark, bytes memory operands) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(operator), mark, operands);
    }

    function _allOf(uint8 count, bytes memory rules) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), count, rules);
    }
}
