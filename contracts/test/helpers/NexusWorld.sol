// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DevnetOwnerValidator} from "../../devnet/DevnetOwnerValidator.sol";
import {Artifacts} from "./Artifacts.sol";
import {IEntryPoint07} from "./IEntryPoint07.sol";
import {Execution, INexus, INexusBootstrap, INexusFactory} from "./INexus.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";

/// @dev Nexus accounts (ERC-7579) on a real EntryPoint v0.7 or v0.8, and operations of their owners. Stands beside `World`: a test
/// may inherit both.
abstract contract NexusWorld is Artifacts {
    uint256 internal constant MODULE_TYPE_VALIDATOR = 1;
    /// @dev Batch, and one failing call undoes all.
    bytes32 internal constant BATCH_MODE = bytes32(uint256(1) << 248);
    address internal constant BUNDLER = address(0xbe4ef1c1a);

    IEntryPoint07 internal nexusEntryPoint;
    INexusFactory internal nexusFactory;
    INexusBootstrap internal nexusBootstrap;
    DevnetOwnerValidator internal ownerValidator;

    // contracts

    /// @param entryPoint The one that all accounts of this world trust.
    function _deployNexusWorld(IEntryPoint07 entryPoint) internal {
        nexusEntryPoint = entryPoint;
        address implementation = _deployArtifact("artifacts/nexus/Nexus.json", abi.encode(entryPoint));
        nexusFactory = INexusFactory(
            _deployArtifact(
                "artifacts/nexus/NexusAccountFactory.json", abi.encode(implementation, address(this))
            )
        );
        nexusBootstrap = INexusBootstrap(_deployArtifact("artifacts/nexus/NexusBootstrap.json", ""));
        ownerValidator = new DevnetOwnerValidator();
    }

    function _deployEntryPoint07() internal returns (IEntryPoint07) {
        return IEntryPoint07(
            _deployEntryPoint(
                "account-abstraction-0.7",
                0x90d8084deab30c2a37c45e8d47f49f2f7965183cb6990a98943ef94940681de3,
                0x0000000071727De22E5E9d8BAf0edAc6f37da032
            )
        );
    }

    function _deployEntryPoint08() internal returns (IEntryPoint07) {
        return IEntryPoint07(
            _deployEntryPoint(
                "account-abstraction-0.8",
                0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9,
                0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108
            )
        );
    }

    // accounts

    /// @dev Deploys an account with the owner validator installed, and gives it 10 ether and a deposit of as much.
    function _deployNexus(address accountOwner, uint256 index) internal returns (address account) {
        account = nexusFactory.createAccount(_nexusInitData(accountOwner), bytes32(index));
        vm.deal(account, 10 ether);
        vm.deal(address(this), address(this).balance + 10 ether);
        nexusEntryPoint.depositTo{value: 10 ether}(account);
    }

    /// @dev What the factory takes: which contract the new account runs to set itself up, with which call.
    function _nexusInitData(address accountOwner) internal view returns (bytes memory) {
        bytes memory setup = abi.encodeCall(
            INexusBootstrap.initNexusWithSingleValidator,
            (address(ownerValidator), abi.encodePacked(accountOwner), address(0), new address[](0), 0)
        );
        return abi.encode(nexusBootstrap, setup);
    }

    /// @dev Three bytes to choose freely, the mode of validation (0: nothing but validate), the validator.
    function _nexusNonceKey(address validator, uint24 key) internal pure returns (uint192) {
        return uint192(key) << 168 | uint160(validator);
    }

    // operations

    function _executeBatch(Execution[] memory executions) internal pure returns (bytes memory) {
        return abi.encodeCall(INexus.execute, (BATCH_MODE, abi.encode(executions)));
    }

    /// @param validator The validator that is to judge the operation.
    function _unsignedNexus(address account, address validator, bytes memory callData)
        internal
        view
        returns (PackedUserOperation memory op)
    {
        op.sender = account;
        op.nonce = nexusEntryPoint.getNonce(account, _nexusNonceKey(validator, 0));
        op.callData = callData;
        op.accountGasLimits = _pack(1_000_000, 1_000_000);
        op.preVerificationGas = 50_000;
        op.gasFees = _pack(1 gwei, 1 gwei);
    }

    /// @dev An operation that the owner signs as wallets do: its hash as a message (EIP-191).
    function _ownerNexusOperation(address account, uint256 key, bytes memory callData)
        internal
        view
        returns (PackedUserOperation memory op)
    {
        op = _unsignedNexus(account, address(ownerValidator), callData);
        bytes32 userOpHash = nexusEntryPoint.getUserOpHash(op);
        op.signature = _signNexus(key, MessageHashUtils.toEthSignedMessageHash(userOpHash));
    }

    function _signNexus(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev As a bundler does: EntryPoint v0.8 takes operations from EOAs only.
    function _sendNexus(PackedUserOperation memory op) internal {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        vm.prank(BUNDLER, BUNDLER);
        nexusEntryPoint.handleOps(ops, payable(BUNDLER));
    }

    /// @dev Sends an operation that must be included and must succeed.
    function _sendNexusAccepted(PackedUserOperation memory op) internal {
        bytes32 userOpHash = nexusEntryPoint.getUserOpHash(op);
        vm.expectEmit(true, true, true, false, address(nexusEntryPoint));
        emit IEntryPoint07.UserOperationEvent(userOpHash, op.sender, address(0), 0, true, 0, 0);
        _sendNexus(op);
    }

    /// @dev Sends an operation that validation must refuse, with this reason.
    function _sendNexusRefused(PackedUserOperation memory op, bytes memory reason) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IEntryPoint07.FailedOpWithRevert.selector, 0, "AA23 reverted", reason)
        );
        _sendNexus(op);
    }

    /// @dev Sends an operation whose signature must fail.
    function _sendNexusFailed(PackedUserOperation memory op) internal {
        uint256 balance = nexusEntryPoint.balanceOf(op.sender) + op.sender.balance;
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint07.FailedOp.selector, 0, "AA24 signature error"));
        _sendNexus(op);
        assertEq(nexusEntryPoint.balanceOf(op.sender) + op.sender.balance, balance, "balance moved");
    }

    function _pack(uint128 high, uint128 low) internal pure returns (bytes32) {
        return bytes32(uint256(high) << 128 | low);
    }
}
