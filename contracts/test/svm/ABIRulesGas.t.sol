// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ABIRulesFixture} from "../helpers/ABIRulesFixture.sol";
import {RulesData} from "../helpers/RulesData.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {ERC20ApprovalSVM} from "src/svm/ERC20ApprovalSVM.sol";
import {EQ, LTE, NEQ} from "src/svm/rules/Operators.sol";
import {SessionId} from "src/types/Session.sol";

interface IWords {
    function words(uint256 a, uint256 b, uint256 c, uint256 d, uint256 e, uint256 f, uint256 g, uint256 h)
        external;
}

/// @dev Gas of the module's frame, as the router asks it: the contract warm, intrinsic gas taken off. Declared in ABIRulesSVM.
contract ABIRulesGasTest is ABIRulesFixture {
    function _usesArtifacts() internal pure override returns (bool) {
        return vm_USES;
    }

    bool internal constant vm_USES = false;

    function _measure(string memory name, bytes memory session, bytes memory data)
        internal
        returns (uint256 used)
    {
        Call[] memory calls = new Call[](1);
        calls = _call(data);
        bytes memory call = abi.encodeCall(
            svm.validateSession, (ACCOUNT, SessionId.wrap(keccak256(session)), session, calls)
        );
        (bool success,) = address(svm).call(call);
        assertTrue(success, name);
        used = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint(name, used);
    }

    function test_gas_rules() public {
        bytes memory transfer = abi.encodeCall(IERC20.transfer, (address(0x1234), 5));
        bytes4 selector = IERC20.transfer.selector;
        {
            Call[] memory calls = new Call[](1);
            calls = _call(abi.encodeCall(IERC20.approve, (address(0x1234), 5)));
            ERC20ApprovalSVM a = new ERC20ApprovalSVM();
            a.validateSession(
                ACCOUNT, SessionId.wrap(0), abi.encodePacked(TARGET, address(0x1234), hex"00"), calls
            );
            emit log_named_uint("approval", vm.lastCallGas().gasTotalUsed);
        }
        _measure("no args", _session(0x12345678, 0x000000, hex"0000", ""), hex"12345678");
        _measure("none", _session(selector, 0x000000, hex"0202611f", ""), transfer);
        _measure(
            "one",
            _session(selector, 0x000101, hex"0202619f", RulesData.rule(LTE, 0, RulesData.operand(100))),
            transfer
        );
        _measure(
            "two",
            _session(
                selector,
                0x000202,
                hex"0202e19f",
                bytes.concat(
                    RulesData.rule(EQ, 0, RulesData.operand(0x1234)),
                    RulesData.rule(LTE, 1, RulesData.operand(100))
                )
            ),
            transfer
        );
        _measure(
            "three",
            _session(
                selector,
                0x000203,
                hex"0202e19f",
                bytes.concat(
                    RulesData.rule(EQ, 0, RulesData.operand(0x1234)),
                    RulesData.rule(LTE, 1, RulesData.operand(100)),
                    RulesData.rule(NEQ, 1, RulesData.operand(100))
                )
            ),
            transfer
        );
        _measure(
            "eight words",
            _session(IWords.words.selector, 0x000000, hex"08081f1f1f1f1f1f1f1f", ""),
            abi.encodeCall(IWords.words, (1, 2, 3, 4, 5, 6, 7, 8))
        );
    }
}
