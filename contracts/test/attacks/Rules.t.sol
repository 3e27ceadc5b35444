// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {RulesData} from "../helpers/RulesData.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IABIRulesErrors} from "src/interfaces/IABIRulesErrors.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {ABIRulesSVM} from "src/svm/ABIRulesSVM.sol";
import {IN, LTE, SELF} from "src/svm/rules/Operators.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev A session that lets tokenA be transferred to the vault or the dex, at most 10 a call and 100 in total, in real operations.
contract RulesAttacksTest is SeedFixture {
    using Bytes for bytes;

    /// @dev Where the list of rules begins: behind the head and a layout of two marked words.
    uint256 internal constant TREE = 41 + 4;

    ABIRulesSVM internal rulesSvm;

    function setUp() public override {
        super.setUp();
        rulesSvm = ABIRulesSVM(_deploy("ABIRulesSVM", ""));
        _useSession(_transferData(_tree()));
    }

    function _useSession(bytes memory data) internal {
        _useSingle(address(rulesSvm), data, address(tokenA), _transfer(10e18));
    }

    function _tree() internal view returns (bytes memory) {
        return bytes.concat(
            RulesData.rule(IN, 0, abi.encodePacked(hex"0214", vault, dex)),
            RulesData.rule(LTE, 1, RulesData.operand(10e18))
        );
    }

    function _transferData(bytes memory tree) internal view returns (bytes memory) {
        bytes memory body = bytes.concat(hex"0202e19f", tree);
        return
            RulesData.session(
                address(tokenA), 0, IERC20.transfer.selector, 0x020202, body, _limitTotal(100e18)
            );
    }

    function _transfer(uint256 amount) internal view returns (bytes memory) {
        return abi.encodeCall(IERC20.transfer, (address(vault), amount));
    }

    function _refused(address target, bytes memory data, bytes memory reason) internal {
        _useCall(target, data);
        _sendRefused(_operation(), _refusal(address(rulesSvm), reason));
        _useCall(address(tokenA), _transfer(10e18));
        _sendAccepted(_operation());
    }

    function _refusedSession(bytes memory data, bytes memory reason) internal {
        _useSession(data);
        _sendRefused(_operation(), _refusal(address(rulesSvm), reason));
        _useSession(_transferData(_tree()));
        _sendAccepted(_operation());
    }

    function test_attack_34_35_36_otherFunctions() public {
        bytes4[3] memory others = [
            IERC20.approve.selector,
            bytes4(keccak256("increaseAllowance(address,uint256)")),
            bytes4(0xdeadbeef)
        ];
        for (uint256 i = 0; i < 3; ++i) {
            _refused(
                address(tokenA),
                abi.encodeWithSelector(others[i], address(vault), 1),
                abi.encodeWithSelector(
                    ISVMErrors.SelectorNotAllowed.selector, 0, others[i], IERC20.transfer.selector
                )
            );
        }
    }

    function test_attack_37_anotherTarget() public {
        _refused(
            address(tokenB),
            _transfer(10e18),
            abi.encodeWithSelector(ISVMErrors.TargetNotAllowed.selector, 0, address(tokenB), address(tokenA))
        );
        _useCall(address(rulesSvm), _transfer(10e18));
        _sendRefused(
            _operation(),
            abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, address(rulesSvm))
        );
        _useCall(address(tokenA), _transfer(10e18));
        _sendAccepted(_operation());
    }

    function test_attack_38_sumOverTheTotal_acrossCallsAndOperations() public {
        _clearCalls();
        routes.push();
        for (uint8 i = 0; i < 9; ++i) {
            _addCall(address(tokenA), _transfer(10e18));
            routes[0].calls.push(i);
        }
        _sendAccepted(_operation());
        _clearCalls();
        routes.push();
        _addCall(address(tokenA), _transfer(10e18));
        _addCall(address(tokenA), _transfer(1));
        routes[0].calls = [0, 1];
        _sendRefused(
            _operation(),
            _refusal(
                address(rulesSvm), abi.encodeWithSelector(ISVMErrors.TotalLimitExceeded.selector, 1, 1, 0)
            )
        );
        _useCall(address(tokenA), _transfer(10e18));
        _sendAccepted(_operation());
    }

    function test_attack_39_value() public {
        values[0] = 1;
        _sendRefused(
            _operation(),
            _refusal(address(rulesSvm), abi.encodeWithSelector(ISVMErrors.ValueNotAllowed.selector, 0, 1, 0))
        );
        values[0] = 0;
        _sendAccepted(_operation());
    }

    function test_brokenRule_saysWhatWasFoundAndAllowed() public {
        _refused(
            address(tokenA),
            _transfer(10e18 + 1),
            abi.encodeWithSelector(
                IABIRulesErrors.RuleBroken.selector, 0, 1, uint8(LTE), 36, 10e18 + 1, 10e18
            )
        );
        _refused(
            address(tokenA),
            abi.encodeCall(IERC20.transfer, (address(this), 1)),
            abi.encodeWithSelector(
                IABIRulesErrors.NotInSet.selector, 0, 0, 4, uint256(uint160(address(this)))
            )
        );
    }

    function test_self_isTheAccountOfTheOperation() public {
        _useSession(
            _transferData(bytes.concat(RulesData.rule(SELF, 0, ""), RulesData.rule(LTE, 1, hex"0105")))
        );
        _useCall(address(tokenA), abi.encodeCall(IERC20.transfer, (account, 5)));
        _sendAccepted(_operation());
        _useCall(address(tokenA), abi.encodeCall(IERC20.transfer, (owner, 5)));
        _sendRefused(
            _operation(),
            _refusal(
                address(rulesSvm),
                abi.encodeWithSelector(
                    IABIRulesErrors.RuleBroken.selector,
                    0,
                    0,
                    uint8(SELF),
                    4,
                    uint256(uint160(owner)),
                    uint256(uint160(account))
                )
            )
        );
    }

    function test_attack_51_rulesBeyondOrShortOfTheirCount() public {
        bytes memory good = _transferData(_tree());
        uint256 length = good.length - 14;
        _refusedSession(
            good.withByte(40, 1),
            abi.encodeWithSelector(ISVMErrors.SessionDataMalformed.selector, length, TREE + 44)
        );
        _refusedSession(
            good.withByte(40, 3),
            abi.encodeWithSelector(ISVMErrors.SessionDataMalformed.selector, length, length + 1)
        );
        _refusedSession(
            good.withByte(39, 1), abi.encodeWithSelector(IABIRulesErrors.MarkCountWrong.selector, 2, 1)
        );
        _refusedSession(
            good.withByte(39, 3), abi.encodeWithSelector(IABIRulesErrors.MarkCountWrong.selector, 2, 3)
        );
    }

    function test_attack_52_unknownOperator() public {
        bytes memory good = _transferData(_tree());
        uint8[4] memory unknown = [0x00, 0x07, 0x17, 0xff];
        for (uint256 i = 0; i < 4; ++i) {
            _refusedSession(
                good.withByte(TREE, unknown[i]),
                abi.encodeWithSelector(IABIRulesErrors.OperatorUnknown.selector, TREE, unknown[i])
            );
        }
    }

    function test_attack_52_operatorThatTheTypeHasNot() public {
        _refusedSession(
            _transferData(_tree()).withByte(TREE, uint8(LTE)).withByte(TREE + 2, 20),
            abi.encodeWithSelector(IABIRulesErrors.OperatorMisplaced.selector, TREE, LTE, 0x61)
        );
    }

    function test_attack_53_54_shortOrUncleanCalldata() public {
        bytes memory good = _transfer(10e18);
        _refused(
            address(tokenA),
            good.cut(67),
            abi.encodeWithSelector(IABIRulesErrors.CalldataTooShort.selector, 0, 67, 68)
        );
        uint256 dirty = 1 << 160 | uint160(address(vault));
        _refused(
            address(tokenA),
            good.withWord(4, dirty),
            abi.encodeWithSelector(
                IABIRulesErrors.ArgumentNotCanonical.selector, 0, 4, dirty, uint160(address(vault))
            )
        );
    }

    function test_attack_55_strangerCallsTheModule() public {
        Call[] memory calls = new Call[](1);
        calls[0] = Call(0, address(tokenA), 0, _transfer(10e18), "");
        SessionId id = _sessionId(0);
        rulesSvm.validateSession(account, id, sessions[0].data, calls);
        (uint256 total,,,) = rulesSvm.getUsage(router, id, account);
        assertEq(total, 0, "the router's counter did not move");
        _sendAccepted(_operation());
        (total,,,) = rulesSvm.getUsage(router, id, account);
        assertEq(total, 10e18);
    }

    function test_attack_57_revertedExecutionKeepsItsCharge() public {
        vm.mockCallRevert(address(tokenA), _transfer(10e18), "no");
        _send(_operation());
        vm.clearMockedCalls();
        (uint256 total,,,) = rulesSvm.getUsage(router, _sessionId(0), account);
        assertEq(total, 10e18);
    }
}
