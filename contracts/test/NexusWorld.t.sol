// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DevnetOwnerValidator} from "../devnet/DevnetOwnerValidator.sol";
import {IEntryPoint07} from "./helpers/IEntryPoint07.sol";
import {Execution, INexus} from "./helpers/INexus.sol";
import {NexusWorld} from "./helpers/NexusWorld.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";

/// @dev What holds for Nexus on every EntryPoint that it can be deployed for.
abstract contract NexusBehavior is NexusWorld {
    uint256 internal nexusOwnerKey = uint256(keccak256("nexus owner"));
    uint256 internal strangerKey = uint256(keccak256("stranger"));
    address internal nexusOwner = vm.addr(nexusOwnerKey);
    address internal friend = makeAddr("friend");
    address internal nexus;
    Execution[] internal executions;

    function setUp() public {
        _deployNexusWorld(_deployEntryPoint());
        nexus = _deployNexus(nexusOwner, 0);
    }

    function _deployEntryPoint() internal virtual returns (IEntryPoint07);

    function test_ownerOperation_runsTheBatch() public {
        executions.push(Execution(friend, 1 ether, ""));
        executions.push(
            Execution(
                address(ownerValidator),
                0,
                abi.encodeCall(DevnetOwnerValidator.transferOwnership, (vm.addr(strangerKey)))
            )
        );
        _sendNexusAccepted(_ownerNexusOperation(nexus, nexusOwnerKey, _executeBatch(executions)));
        assertEq(friend.balance, 1 ether);
        assertEq(ownerValidator.ownerOf(nexus), vm.addr(strangerKey));
        _sendNexusAccepted(_ownerNexusOperation(nexus, strangerKey, _executeBatch(executions)));
        assertEq(friend.balance, 2 ether);
    }

    function test_failingCall_undoesTheBatch() public {
        executions.push(Execution(friend, 1 ether, ""));
        executions.push(Execution(friend, 1_000_000 ether, ""));
        _sendNexus(_ownerNexusOperation(nexus, nexusOwnerKey, _executeBatch(executions)));
        assertEq(friend.balance, 0);
    }

    function test_strangersOperation_fails() public {
        executions.push(Execution(friend, 1 ether, ""));
        _sendNexusFailed(_ownerNexusOperation(nexus, strangerKey, _executeBatch(executions)));
        assertEq(friend.balance, 0);
    }

    function test_validatorThatIsNotInstalled_isRefused() public {
        PackedUserOperation memory op = _unsignedNexus(nexus, friend, _executeBatch(executions));
        _sendNexusRefused(op, abi.encodeWithSignature("ValidatorNotInstalled(address)", friend));
    }

    function test_secondValidator_comesAndGoes() public {
        address second = address(new DevnetOwnerValidator());
        executions.push(
            Execution(
                nexus,
                0,
                abi.encodeCall(
                    INexus.installModule, (MODULE_TYPE_VALIDATOR, second, abi.encodePacked(friend))
                )
            )
        );
        _sendNexusAccepted(_ownerNexusOperation(nexus, nexusOwnerKey, _executeBatch(executions)));
        assertTrue(INexus(nexus).isModuleInstalled(MODULE_TYPE_VALIDATOR, second, ""));
        assertTrue(DevnetOwnerValidator(second).isInitialized(nexus));

        // The newest stands first: before it, only the list's end.
        executions[0].callData = abi.encodeCall(
            INexus.uninstallModule, (MODULE_TYPE_VALIDATOR, second, abi.encode(address(1), bytes("")))
        );
        _sendNexusAccepted(_ownerNexusOperation(nexus, nexusOwnerKey, _executeBatch(executions)));
        assertFalse(INexus(nexus).isModuleInstalled(MODULE_TYPE_VALIDATOR, second, ""));
        assertFalse(DevnetOwnerValidator(second).isInitialized(nexus));
    }

    function test_erc1271_asksTheValidatorThatTheSignatureNames() public view {
        bytes32 hash = keccak256("anything");
        assertEq(_ask(hash, _signNexus(nexusOwnerKey, hash)), bytes4(0x1626ba7e));
        assertEq(_ask(hash, _signNexus(strangerKey, hash)), bytes4(0xffffffff));
        assertEq(_ask(hash, hex"1234"), bytes4(0xffffffff));
    }

    function test_erc1271_refusesHighS() public view {
        bytes32 hash = keccak256("anything");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(nexusOwnerKey, hash);
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory other = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? 28 : 27);
        assertEq(_ask(hash, other), bytes4(0xffffffff));
    }

    function _ask(bytes32 hash, bytes memory signature) private view returns (bytes4) {
        return INexus(nexus).isValidSignature(hash, abi.encodePacked(ownerValidator, signature));
    }
}

contract NexusOnEntryPoint07Test is NexusBehavior {
    function _deployEntryPoint() internal override returns (IEntryPoint07) {
        return _deployEntryPoint07();
    }
}

contract NexusOnEntryPoint08Test is NexusBehavior {
    function _deployEntryPoint() internal override returns (IEntryPoint07) {
        return _deployEntryPoint08();
    }
}
