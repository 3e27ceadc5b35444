// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "./Artifacts.sol";
import {RulesData} from "./RulesData.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {ABIRulesSVM} from "src/svm/ABIRulesSVM.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev Asks ABIRulesSVM about one call.
abstract contract ABIRulesFixture is Artifacts {
    address internal constant ACCOUNT = address(0xacac);
    address internal constant TARGET = address(0x7a47);
    /// @dev The call's place in its batch, to be seen in every error.
    uint256 internal constant CALL = 7;

    ABIRulesSVM internal svm;

    function setUp() public virtual {
        svm = ABIRulesSVM(_deploy("ABIRulesSVM", ""));
    }

    /// @param head `charged (1) ‖ marks (1) ‖ rules (1)`
    function _session(bytes4 selector, bytes3 head, bytes memory types, bytes memory tree)
        internal
        pure
        returns (bytes memory)
    {
        return RulesData.session(TARGET, 0, selector, head, bytes.concat(types, tree), hex"00");
    }

    function _call(bytes memory data) internal pure returns (Call[] memory calls) {
        calls = new Call[](1);
        calls[0] = Call(CALL, TARGET, 0, data, "");
    }

    function _accepted(bytes memory session, bytes memory data) internal {
        svm.validateSession(ACCOUNT, SessionId.wrap(0), session, _call(data));
    }

    function _refused(bytes memory session, bytes memory data, bytes memory reason) internal {
        Call[] memory calls = _call(data);
        vm.expectRevert(reason);
        svm.validateSession(ACCOUNT, SessionId.wrap(0), session, calls);
    }

    function _isAccepted(bytes memory session, bytes memory data) internal returns (bool) {
        try svm.validateSession(ACCOUNT, SessionId.wrap(0), session, _call(data)) {
            return true;
        } catch (bytes memory reason) {
            assertGe(reason.length, 4, "a typed error");
            // Neither a panic nor a text.
            assertTrue(bytes4(reason) != bytes4(0x4e487b71) && bytes4(reason) != bytes4(0x08c379a0));
            return false;
        }
    }
}
