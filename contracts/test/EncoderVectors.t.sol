// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Execution} from "./helpers/INexus.sol";
import {Test} from "forge-std/Test.sol";
import {Batch, CallView} from "src/core/Batch.sol";
import {BatchDecoder} from "src/core/BatchDecoder.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";

/// @dev Calls, as the decoders read them.
struct DecodedCalls {
    address[] targets;
    uint256[] values;
    bytes[] datas;
}

contract BatchDecoderHarness {
    function modular(bytes calldata callData) external pure returns (DecodedCalls memory) {
        return _copy(BatchDecoder.decodeExecuteBatch(callData));
    }

    function erc7579(bytes calldata callData) external pure returns (DecodedCalls memory) {
        return _copy(BatchDecoder.decodeExecute(callData));
    }

    function _copy(Batch batch) private pure returns (DecodedCalls memory calls) {
        uint256 count = batch.length();
        calls = DecodedCalls(new address[](count), new uint256[](count), new bytes[](count));
        for (uint256 i = 0; i < count; ++i) {
            CallView call_ = batch.callAt(i);
            (calls.targets[i], calls.values[i]) = (call_.target(), call_.value());
            calls.datas[i] = CalldataReader.slice(call_.data(), call_.dataLength());
        }
    }
}

/// @dev The routers take one encoding of a batch: the one that viem, ethers and Solidity write. test/vectors/encoders.json holds the first two.
contract EncoderVectorsTest is Test {
    BatchDecoderHarness internal harness = new BatchDecoderHarness();
    string private _json = vm.readFile("test/vectors/encoders.json");

    function _field(uint256 i, string memory name) private pure returns (string memory) {
        return string.concat("[", vm.toString(i), "].", name);
    }

    function _bytes(uint256 i, string memory name) private view returns (bytes memory) {
        return vm.parseJsonBytes(_json, _field(i, name));
    }

    function _calls(uint256 i) private view returns (DecodedCalls memory) {
        return DecodedCalls(
            vm.parseJsonAddressArray(_json, _field(i, "targets")),
            vm.parseJsonUintArray(_json, _field(i, "values")),
            vm.parseJsonBytesArray(_json, _field(i, "datas"))
        );
    }

    function test_vectors_modularBatch_ofThreeEncoders() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(_json, _field(i, "targets")); ++i) {
            DecodedCalls memory calls = _calls(i);
            bytes memory bySolidity = abi.encodeWithSignature(
                "executeBatch_y6U(address[],uint256[],bytes[])", calls.targets, calls.values, calls.datas
            );
            assertEq(_bytes(i, "modularByViem"), bySolidity, "viem");
            assertEq(_bytes(i, "modularByEthers"), bySolidity, "ethers");
            assertEq(abi.encode(harness.modular(bySolidity)), abi.encode(calls), "decoded");
        }
        assertGe(i, 5);
    }

    function test_vectors_erc7579Batch_ofThreeEncoders() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(_json, _field(i, "targets")); ++i) {
            DecodedCalls memory calls = _calls(i);
            Execution[] memory executions = new Execution[](calls.targets.length);
            for (uint256 j = 0; j < executions.length; ++j) {
                executions[j] = Execution(calls.targets[j], calls.values[j], calls.datas[j]);
            }
            bytes memory bySolidity = abi.encodeWithSignature(
                "execute(bytes32,bytes)", bytes32(uint256(1) << 248), abi.encode(executions)
            );
            assertEq(_bytes(i, "executeByViem"), bySolidity, "viem");
            assertEq(_bytes(i, "executeByEthers"), bySolidity, "ethers");
            assertEq(abi.encode(harness.erc7579(bySolidity)), abi.encode(calls), "decoded");
        }
        assertGe(i, 5);
    }

    /// @dev What an ABI decoder may take, and the router does not: test/vectors/execute.json.
    function test_vectors_damagedErc7579Batches_areRefused() public {
        string memory json = vm.readFile("test/vectors/execute.json");
        uint256 i = 0;
        for (; vm.keyExistsJson(json, string.concat(".damaged", _field(i, "name"))); ++i) {
            bytes memory callData = vm.parseJsonBytes(json, string.concat(".damaged", _field(i, "callData")));
            vm.expectRevert();
            harness.erc7579(callData);
        }
        assertGe(i, 16);
    }
}
