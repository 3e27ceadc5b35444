// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Execution} from "./INexus.sol";
import {NexusWorld} from "./NexusWorld.sol";
import {SessionRouterValidator} from "src/SessionRouterValidator.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Nexus with SessionRouterValidator. Operations are written in the shape of EntryPoint v0.6, which has a field for each number, and packed
/// here.
abstract contract NexusKind is NexusWorld {
    SessionRouterValidator internal validator;

    /// @param version "0.7" or "0.8" of the EntryPoint
    function _deployNexusKind(string memory version) internal {
        bool is08 = keccak256(bytes(version)) == keccak256("0.8");
        _deployNexusWorld(is08 ? _deployEntryPoint08() : _deployEntryPoint07());
        validator =
            SessionRouterValidator(_deploy("SessionRouterValidator", abi.encode(_deploy("KeyVerifier", ""))));
    }

    function _nexusFactoryCall(address owner, uint256 index) internal view returns (bytes memory) {
        return abi.encodeCall(nexusFactory.createAccount, (_nexusInitData(owner), bytes32(index)));
    }

    function _packed(UserOperation memory op) internal pure returns (PackedUserOperation memory packed) {
        packed.sender = op.sender;
        packed.nonce = op.nonce;
        packed.initCode = op.initCode;
        packed.callData = op.callData;
        packed.accountGasLimits = _pack(uint128(op.verificationGasLimit), uint128(op.callGasLimit));
        packed.preVerificationGas = op.preVerificationGas;
        packed.gasFees = _pack(uint128(op.maxPriorityFeePerGas), uint128(op.maxFeePerGas));
        packed.paymasterAndData = op.paymasterAndData;
        packed.signature = op.signature;
    }

    function _nexusValidateCall(UserOperation memory op, bytes32 userOpHash)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodeCall(validator.validateUserOp, (_packed(op), userOpHash));
    }

    function _nexusBatch(address[] memory targets, uint256[] memory values, bytes[] memory datas)
        internal
        pure
        returns (bytes memory)
    {
        Execution[] memory executions = new Execution[](targets.length);
        for (uint256 i = 0; i < targets.length; ++i) {
            executions[i] = Execution(targets[i], values[i], datas[i]);
        }
        return _executeBatch(executions);
    }

    function _nexusNonce(address account, address judge, uint24 lane) internal view returns (uint256) {
        return nexusEntryPoint.getNonce(account, _nexusNonceKey(judge, lane));
    }
}
