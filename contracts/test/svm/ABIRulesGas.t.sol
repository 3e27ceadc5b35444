// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ABIRulesFixture} from "../helpers/ABIRulesFixture.sol";
import {RulesData} from "../helpers/RulesData.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {AND, EQ, GT, LTE, NEQ, OR} from "src/svm/rules/Operators.sol";
import {SessionId} from "src/types/Session.sol";

interface IWords {
    function words(uint256 a, uint256 b, uint256 c, uint256 d, uint256 e, uint256 f, uint256 g, uint256 h)
        external;
}

/// @dev Gas of the module's own frame, of the committed artifact, without limits that are stored.
contract ABIRulesGasTest is ABIRulesFixture {
    /// @param allowed what the module declares
    function _measure(
        string memory name,
        bytes memory session,
        Call memory one,
        address account,
        uint256 allowed
    ) internal {
        Call[] memory calls = new Call[](1);
        calls[0] = one;
        svm.validateSession(account, SessionId.wrap(0), session, calls);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertLe(used, allowed, name);
        vm.snapshotValue("rules", name, used);
    }

    /// @param free how many words no rule is about
    function _measureSimple(
        string memory name,
        bytes memory session,
        bytes memory data,
        uint256 rules,
        uint256 free
    ) internal {
        _measure(name, session, _call(data)[0], ACCOUNT, 2000 + 600 * rules + 250 * free);
    }

    function _transferSession(bytes3 head, bytes memory tree) internal pure returns (bytes memory) {
        return _session(IERC20.transfer.selector, head, hex"0202e19f", tree);
    }

    function test_gas_transfer() public {
        bytes memory transfer = abi.encodeCall(IERC20.transfer, (address(0x1234), 5));
        bytes4 selector = IERC20.transfer.selector;
        bytes memory to = RulesData.rule(EQ, 0, RulesData.operand(0x1234));
        bytes memory most = RulesData.rule(LTE, 1, RulesData.operand(100));
        bytes memory third = bytes.concat(to, most, RulesData.rule(NEQ, 1, RulesData.operand(100)));
        bytes memory fifth = bytes.concat(third, most, RulesData.rule(GT, 1, RulesData.operand(1)));
        _measureSimple("transfer, no rule", _session(selector, 0, hex"0202611f", ""), transfer, 0, 2);
        _measureSimple(
            "transfer, 1 rule", _session(selector, 0x000101, hex"0202619f", hex"13000164"), transfer, 1, 1
        );
        _measureSimple(
            "transfer, 2 rules", _transferSession(0x000202, bytes.concat(to, most)), transfer, 2, 0
        );
        _measureSimple("transfer, 3 rules", _transferSession(0x000203, third), transfer, 3, 0);
        _measureSimple("transfer, 5 rules", _transferSession(0x000205, fifth), transfer, 5, 0);
        bytes memory either = RulesData.group(OR, 2, bytes.concat(most, to));
        bytes memory session = _transferSession(0x000201, either);
        _measure("transfer, OR of 2 rules", session, _call(transfer)[0], ACCOUNT, _declared(2, 2));
        bytes memory plain = bytes.concat(RulesData.group(AND, 1, to), RulesData.group(AND, 1, most));
        session = _transferSession(0x000202, plain);
        _measure("transfer, 2 rules, plain", session, _call(transfer)[0], ACCOUNT, _declared(2, 4));
    }

    /// @param words of the arguments, those of pointers and lengths included
    /// @param rules that are looked at, those on elements once for each
    function _declared(uint256 words, uint256 rules) internal pure returns (uint256) {
        return 5000 + 1500 * (words + rules);
    }

    function test_gas_words() public {
        _measureSimple(
            "8 words, no rule",
            _session(IWords.words.selector, 0, hex"08081f1f1f1f1f1f1f1f", ""),
            abi.encodeCall(IWords.words, (1, 2, 3, 4, 5, 6, 7, 8)),
            0,
            8
        );
    }

    /// @dev The calls of test/vectors/modules.json that are allowed.
    function test_gas_realFunctions() public {
        string memory json = vm.readFile("test/vectors/modules.json");
        for (uint256 i = 0;; ++i) {
            string memory key = string.concat("[", vm.toString(i), "].");
            if (!vm.keyExistsJson(json, string.concat(key, "name"))) break;
            string memory name = vm.parseJsonString(json, string.concat(key, "name"));
            if (keccak256(bytes(name)) != keccak256("rules: allowed")) continue;
            Call memory one = Call({
                index: 0,
                target: vm.parseJsonAddress(json, string.concat(key, "target")),
                value: 0,
                data: vm.parseJsonBytes(json, string.concat(key, "callData")),
                callSpecificData: vm.parseJsonBytes(json, string.concat(key, "callSpecificData"))
            });
            _measure(
                _nameOf(bytes4(one.data)),
                vm.parseJsonBytes(json, string.concat(key, "sessionData")),
                one,
                vm.parseJsonAddress(json, string.concat(key, "account")),
                _declaredFor(bytes4(one.data), one.data.length / 32)
            );
        }
    }

    function _nameOf(bytes4 selector) private pure returns (string memory) {
        if (selector == 0xb3a34c4c) return "Seaport fulfillOrder, 31 rules";
        if (selector == 0x5a6bcfda) return "Uniswap v4 modifyLiquidity, 10 rules and a proof";
        return "Universal Router execute, 12 rules, first use of its limits";
    }

    /// @dev Rules on elements count for each element that is there: two of what Seaport's order asks for, two inputs of the router.
    function _declaredFor(bytes4 selector, uint256 words) private pure returns (uint256) {
        if (selector == 0xb3a34c4c) return _declared(words, 31 + 6);
        if (selector == 0x5a6bcfda) return _declared(words, 10);
        return _declared(words, 12 + 1) + 22_100;
    }
}
