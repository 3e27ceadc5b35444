// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Batch, CallView, newBatch} from "src/core/Batch.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {ModuleCall} from "src/core/ModuleCall.sol";
import {SessionView} from "src/core/SessionView.sol";
import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "src/types/Session.sol";

contract ModuleCallHarness {
    using CalldataReader for bytes;

    /// @dev What the engine writes, from calls and entries that stand in calldata as they do in an operation.
    function written(address account, SessionId id, bytes calldata session, Call[] calldata calls)
        external
        pure
        returns (bytes memory payload)
    {
        Batch batch = newBatch(calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes calldata callData = calls[i].data;
            (address target, uint256 value) = (calls[i].target, calls[i].value);
            CallView view_ = batch.callAt(i);
            assembly ("memory-safe") {
                mstore(view_, target)
                mstore(add(view_, 0x20), value)
                mstore(add(view_, 0x40), callData.offset)
                mstore(add(view_, 0x60), callData.length)
            }
        }
        _dirtyMemory();
        (uint256 start, uint256 size) =
            ModuleCall.encode(account, id, SessionView.wrap(session.positionOf(0)), batch);
        assembly ("memory-safe") {
            payload := mload(0x40)
            // Forward copy that overlaps: mcopy moves as if through a buffer.
            mcopy(add(payload, 0x20), start, size)
            mstore(payload, size)
            mstore(0x40, add(payload, and(add(size, 0x3f), not(0x1f))))
        }
    }

    /// @dev Memory behind the free pointer is not always zero: padding must not rely on it.
    function _dirtyMemory() private pure {
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let i := 0 } lt(i, 0x2000) { i := add(i, 0x20) } { mstore(add(free, i), not(0)) }
        }
    }

    function wordAt(bytes calldata data, uint256 offset) external pure returns (uint256) {
        return data.wordAt(offset);
    }

    function packedAddressAt(bytes calldata data, uint256 offset) external pure returns (address) {
        return data.packedAddressAt(offset);
    }

    function hashAt(bytes calldata data) external pure returns (bytes32) {
        return CalldataReader.hashAt(data.positionOf(0), data.length);
    }

    function plainWordAt(bytes calldata data, uint256 offset) external pure returns (uint256) {
        return uint256(bytes32(data[offset:offset + 32]));
    }
}

contract ModuleCallTest is Test {
    ModuleCallHarness internal harness = new ModuleCallHarness();

    function testFuzz_encode_isWhatTheCompilerEncodes(
        address account,
        SessionId id,
        bytes calldata data,
        address[5] calldata targets,
        uint256[5] calldata values,
        bytes[5] calldata datas,
        bytes[5] calldata specifics,
        uint8 count
    ) public view {
        Call[] memory calls = new Call[](count % 5 + 1);
        bytes memory entries;
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = Call(i, targets[i], values[i], datas[i], specifics[i]);
            entries = abi.encodePacked(entries, uint8(i), uint16(specifics[i].length), specifics[i]);
        }
        assertEq(
            harness.written(account, id, _session(data, calls.length, entries), calls),
            abi.encodeCall(ISessionValidationModule.validateSession, (account, id, data, calls))
        );
    }

    /// @dev A session as the routing carries it.
    function _session(bytes memory data, uint256 count, bytes memory entries)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(uint96(0), address(0x5e55), uint16(data.length), data, uint8(count), entries);
    }

    function test_encode_withoutAnyBytes() public view {
        Call[] memory calls = new Call[](1);
        assertEq(
            harness.written(address(1), SessionId.wrap(0), _session("", 1, hex"000000"), calls),
            abi.encodeCall(
                ISessionValidationModule.validateSession, (address(1), SessionId.wrap(0), "", calls)
            )
        );
    }

    function testFuzz_calldataReader_readsWhatThePlainFormReads(bytes calldata data, uint256 offset)
        public
        view
    {
        bytes memory long = bytes.concat(data, bytes32(0));
        offset %= data.length + 1;
        uint256 plain = harness.plainWordAt(long, offset);
        assertEq(harness.wordAt(long, offset), plain);
        assertEq(harness.packedAddressAt(long, offset), address(bytes20(bytes32(plain))));
        assertEq(harness.hashAt(data), keccak256(data));
    }
}
