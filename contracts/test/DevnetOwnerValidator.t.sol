// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DevnetOwnerValidator} from "../devnet/DevnetOwnerValidator.sol";
import {Test} from "forge-std/Test.sol";

/// @dev What the account calls, with the test as the account. Signatures: NexusWorld.t.sol.
contract DevnetOwnerValidatorTest is Test {
    DevnetOwnerValidator private validator = new DevnetOwnerValidator();
    address private owner = makeAddr("owner");

    function test_install_transfer_uninstall() public {
        assertTrue(validator.isModuleType(1));
        assertFalse(validator.isModuleType(2));
        assertFalse(validator.isInitialized(address(this)));
        validator.onInstall(abi.encodePacked(owner));
        assertEq(validator.ownerOf(address(this)), owner);
        assertFalse(validator.isInitialized(owner), "an owner is no account");
        validator.transferOwnership(address(7));
        assertEq(validator.ownerOf(address(this)), address(7));
        validator.onUninstall("");
        assertFalse(validator.isInitialized(address(this)));
    }

    function test_install_refusesASecondTime() public {
        validator.onInstall(abi.encodePacked(owner));
        vm.expectRevert(abi.encodeWithSelector(DevnetOwnerValidator.AlreadyInstalled.selector, address(this)));
        validator.onInstall(abi.encodePacked(address(7)));
    }

    function test_install_refusesWhatIsNoOwner() public {
        bytes[3] memory wrong = [bytes(""), abi.encode(owner), abi.encodePacked(address(0))];
        for (uint256 i = 0; i < wrong.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(DevnetOwnerValidator.OwnerExpected.selector, wrong[i]));
            validator.onInstall(wrong[i]);
        }
    }

    function test_transfer_refusesZeroAndStrangers() public {
        vm.expectRevert(abi.encodeWithSelector(DevnetOwnerValidator.NotInstalled.selector, address(this)));
        validator.transferOwnership(owner);
        validator.onInstall(abi.encodePacked(owner));
        vm.expectRevert(
            abi.encodeWithSelector(DevnetOwnerValidator.OwnerExpected.selector, abi.encodePacked(address(0)))
        );
        validator.transferOwnership(address(0));
    }

    function test_withoutOwner_nobodySigns() public view {
        // No address is recovered from this one: the zero address must not pass for an owner that is not there.
        bytes memory nobody = abi.encodePacked(bytes32(0), bytes32(0), uint8(27));
        bytes4 answer = validator.isValidSignatureWithSender(address(0), keccak256("anything"), nobody);
        assertEq(answer, bytes4(0xffffffff));
    }
}
