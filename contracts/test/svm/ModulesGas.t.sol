// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../helpers/Artifacts.sol";
import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev Gas of the modules' own frames, of the committed artifacts, for every allowed call of test/vectors/modules.json; that of ABIRulesSVM
/// is in ABIRulesGas.t.sol. What storage costs is left out: each session is used for the first time, less the price of its one slot.
contract ModulesGasTest is Artifacts {
    /// @dev A cold slot that is read, and written with what it holds.
    uint256 internal constant SLOT_READ = 2_200;
    /// @dev A cold slot that is read, and written for the first time.
    uint256 internal constant SLOT_WRITTEN = 22_100;

    mapping(string name => ISessionValidationModule) internal modules;
    mapping(string name => uint256) internal used;
    address internal account;
    /// @dev How many sessions were asked for.
    uint256 internal asked;

    function setUp() public {
        string memory list = vm.readFile("artifacts/contracts/modules.json");
        string[] memory names = vm.parseJsonKeys(list, "$");
        for (uint256 i = 0; i < names.length; ++i) {
            string memory name = vm.parseJsonString(list, string.concat(".", names[i]));
            modules[names[i]] = ISessionValidationModule(_deploy(name, ""));
        }
        delete modules["rules"];
    }

    function test_gas_allowedCalls() public {
        string memory json = vm.readFile("test/vectors/modules.json");
        uint256 count = 0;
        for (uint256 i = 0; vm.keyExistsJson(json, _key(i, "name")); ++i) {
            ISessionValidationModule module = modules[vm.parseJsonString(json, _key(i, "module"))];
            if (address(module) == address(0)) continue;
            if (vm.parseJsonBytes(json, _key(i, "revertData")).length != 0) continue;
            _measure(json, i, module);
            ++count;
        }
        assertGe(count, 30);
        assertLe(used["approve: allowed"], 2500);
        assertLe(used["stake: allowed"], 2500);
        assertLe(used["swap: allowed"], 5000);
    }

    function _measure(string memory json, uint256 i, ISessionValidationModule module) private {
        account = vm.parseJsonAddress(json, _key(i, "account"));
        string memory name = vm.parseJsonString(json, _key(i, "name"));
        bytes memory data = vm.parseJsonBytes(json, _key(i, "sessionData"));
        Call memory call = Call({
            index: 0,
            target: vm.parseJsonAddress(json, _key(i, "target")),
            value: vm.parseJsonUint(json, _key(i, "value")),
            data: vm.parseJsonBytes(json, _key(i, "callData")),
            callSpecificData: vm.parseJsonBytes(json, _key(i, "callSpecificData"))
        });
        uint256 one = _ask(module, data, _calls(call, 1));
        used[name] = one;
        vm.snapshotValue("modules", name, one);
        uint256 two = _ask(module, data, _calls(call, 2));
        if (two != 0) vm.snapshotValue("modules", string.concat(name, ", each further call"), two - one);
    }

    /// @dev As a session that nobody has used.
    /// @return gas zero if the limits do not allow so much
    function _ask(ISessionValidationModule module, bytes memory data, Call[] memory calls)
        private
        returns (uint256 gas)
    {
        vm.record();
        try module.validateSession(account, SessionId.wrap(bytes32(++asked)), data, calls) {
            gas = vm.lastCallGas().gasTotalUsed;
        } catch {
            return 0;
        }
        (bytes32[] memory reads,) = vm.accesses(address(module));
        if (reads.length == 0) return gas;
        gas -= vm.load(address(module), reads[0]) == 0 ? SLOT_READ : SLOT_WRITTEN;
        for (uint256 i = 1; i < reads.length; ++i) {
            assertEq(reads[i], reads[0], "one slot");
        }
    }

    function _calls(Call memory call, uint256 count) private pure returns (Call[] memory calls) {
        calls = new Call[](count);
        for (uint256 i = 0; i < count; ++i) {
            calls[i] = call;
        }
    }

    function _key(uint256 i, string memory field) private pure returns (string memory) {
        return string.concat("[", vm.toString(i), "].", field);
    }
}
