// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {Execution} from "../helpers/INexus.sol";
import {Test} from "forge-std/Test.sol";
import {Batch} from "src/core/Batch.sol";
import {BatchDecoder} from "src/core/BatchDecoder.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";

/// @dev What a decoder has read, with everything copied out of calldata.
struct Seen {
    address[] targets;
    uint256[] values;
    bytes[] datas;
    uint256 bits;
}

contract DecoderHarness {
    /// @param junk stands in calldata right behind `callData`, as the other fields of an operation do
    function modular(bytes calldata callData, bytes calldata junk) external pure returns (Seen memory) {
        junk;
        return _copy(BatchDecoder.decodeExecuteBatch(callData));
    }

    function erc7579(bytes calldata callData, bytes calldata junk) external pure returns (Seen memory) {
        junk;
        return _copy(BatchDecoder.decodeExecute(callData));
    }

    function _copy(Batch batch) private pure returns (Seen memory seen) {
        uint256 count = batch.length();
        seen.targets = new address[](count);
        seen.values = new uint256[](count);
        seen.datas = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            seen.targets[i] = batch.callAt(i).target();
            seen.values[i] = batch.callAt(i).value();
            seen.datas[i] = CalldataReader.slice(batch.callAt(i).data(), batch.callAt(i).dataLength());
        }
        seen.bits = batch.targetBits();
    }

    function decodeModular(bytes calldata arguments)
        external
        pure
        returns (address[] memory, uint256[] memory, bytes[] memory)
    {
        return abi.decode(arguments, (address[], uint256[], bytes[]));
    }
}

/// @dev Whatever a decoder accepts must be exactly what every ABI encoder would write for what it read, and nothing else.
contract DecodersReviewTest is Test {
    using Bytes for bytes;

    DecoderHarness internal harness = new DecoderHarness();
    uint256 private _seed;

    function _random(uint256 bound_) private returns (uint256) {
        _seed = uint256(keccak256(abi.encode(_seed)));
        return _seed % bound_;
    }

    function _make(uint256 seed) private returns (Seen memory made) {
        _seed = seed;
        uint256 count = 1 + _random(4);
        made.targets = new address[](count);
        made.values = new uint256[](count);
        made.datas = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            made.targets[i] = address(uint160(_random(2) == 0 ? _random(300) : _random(type(uint256).max)));
            made.values[i] = _random(3) == 0 ? _random(type(uint256).max) : 32 * _random(10);
            made.datas[i] = new bytes(_random(2) == 0 ? 32 * _random(4) : _random(70));
            for (uint256 j = 0; j < made.datas[i].length; ++j) {
                made.datas[i][j] = bytes1(uint8(_random(3) == 0 ? _random(256) : 0));
            }
        }
    }

    function _encodeModular(Seen memory seen, uint256 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(bytes4(uint32(selector)), seen.targets, seen.values, seen.datas);
    }

    function _encode7579(Seen memory seen) private pure returns (bytes memory) {
        Execution[] memory executions = new Execution[](seen.targets.length);
        for (uint256 i = 0; i < executions.length; ++i) {
            executions[i] = Execution(seen.targets[i], seen.values[i], seen.datas[i]);
        }
        return abi.encodeWithSelector(
            bytes4(uint32(BatchDecoder.EXECUTE)), bytes32(uint256(1) << 248), abi.encode(executions)
        );
    }

    /// @dev One to three changes of the kind an attacker would make: pointers and lengths moved by a word, cut, longer, words doubled.
    function _damage(bytes memory data) private returns (bytes memory) {
        uint256 rounds = 1 + _random(3);
        for (uint256 i = 0; i < rounds; ++i) {
            uint256 kind = _random(8);
            uint256 words = data.length < 36 ? 0 : (data.length - 4) / 32;
            if (words == 0) return data;
            uint256 place = 4 + 32 * _random(words);
            if (kind == 0) data = data.withWord(place, 32 * _random(24));
            if (kind == 1) data = data.withWord(place, _random(type(uint256).max));
            if (kind == 2) data = data.withWord(place, type(uint256).max - 32 * _random(12) - 31);
            if (kind == 3) data = data.withWord(place, data.wordAt(place) ^ (1 << _random(256)));
            if (kind == 4) data = data.cut(data.length - 1 - _random(data.length > 70 ? 64 : 1));
            if (kind == 5) data = bytes.concat(data, new bytes(1 + _random(64)));
            if (kind == 6) data = data.withWord(place, data.wordAt(4 + 32 * _random(words)));
            if (kind == 7) {
                // A word more in the middle: gaps.
                bytes memory head = data.cut(place);
                bytes memory tail = new bytes(data.length - place);
                for (uint256 j = 0; j < tail.length; ++j) {
                    tail[j] = data[place + j];
                }
                data = bytes.concat(head, bytes32(_random(2) == 0 ? 0 : 32 * _random(8)), tail);
            }
        }
        return data;
    }

    function _junk() private returns (bytes memory) {
        bytes memory junk = new bytes(32 * _random(6));
        for (uint256 i = 0; i + 32 <= junk.length; i += 32) {
            junk = junk.withWord(i, 32 * _random(9));
        }
        return junk;
    }

    function _assertRead(Seen memory seen, Seen memory made) private pure {
        assertEq(abi.encode(seen.targets), abi.encode(made.targets));
        assertEq(abi.encode(seen.values), abi.encode(made.values));
        assertEq(abi.encode(seen.datas), abi.encode(made.datas));
        uint256 bits = 0;
        for (uint256 i = 0; i < made.targets.length; ++i) {
            bits |= 1 << uint8(uint160(made.targets[i]));
        }
        assertEq(seen.bits, bits, "bits of the targets");
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_modularDecoder_acceptsOnlyTheCanonicalEncoding(uint256 seed) public {
        Seen memory made = _make(seed);
        uint256 selector = _random(2) == 0 ? BatchDecoder.EXECUTE_BATCH : BatchDecoder.EXECUTE_BATCH_Y6U;
        bytes memory honest = _encodeModular(made, selector);
        _assertRead(harness.modular(honest, _junk()), made);
        bytes memory damaged = _damage(honest);
        try harness.modular(damaged, _junk()) returns (Seen memory seen) {
            assertEq(_encodeModular(seen, uint32(bytes4(damaged))), damaged, "accepted and not canonical");
            bytes memory arguments = new bytes(damaged.length - 4);
            for (uint256 i = 0; i < arguments.length; ++i) {
                arguments[i] = damaged[4 + i];
            }
            (made.targets, made.values, made.datas) = harness.decodeModular(arguments);
            _assertRead(seen, made);
        } catch {}
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_erc7579Decoder_acceptsOnlyTheCanonicalEncoding(uint256 seed) public {
        Seen memory made = _make(seed);
        bytes memory honest = _encode7579(made);
        _assertRead(harness.erc7579(honest, _junk()), made);
        bytes memory damaged = _damage(honest);
        try harness.erc7579(damaged, _junk()) returns (Seen memory seen) {
            assertEq(_encode7579(seen), damaged, "accepted and not canonical");
        } catch {}
    }

    /// @dev Every 7579 mode but one is refused: single, try, static, delegatecall, a mode selector, a payload.
    function testFuzz_review_otherModes_areRefused(uint256 bit, uint256 mode) public {
        bytes memory honest = _encode7579(_make(bit));
        harness.erc7579(honest, "");
        uint256 batch = uint256(1) << 248;
        mode = bit % 2 == 0 ? batch ^ (1 << (mode % 256)) : mode;
        if (mode == batch) return;
        vm.expectRevert();
        harness.erc7579(honest.withWord(4, mode), "");
    }

    /// @dev The last call's data may end exactly at the end of callData, and not one byte behind it, whatever follows there.
    function test_review_lastCall_cannotReachIntoTheNextField() public {
        Seen memory made = _make(77);
        uint256 last = made.datas.length - 1;
        made.datas[last] = new bytes(32);
        bytes memory honest = _encodeModular(made, BatchDecoder.EXECUTE_BATCH);
        harness.modular(honest, _junk());
        uint256 lengthAt = honest.length - 64;
        assertEq(honest.wordAt(lengthAt), 32);
        for (uint256 extra = 1; extra < 100; ++extra) {
            vm.expectRevert();
            harness.modular(honest.withWord(lengthAt, 32 + extra), hex"0000");
        }
        // 255 calls are read, 256 are not.
        made.targets = new address[](255);
        made.values = new uint256[](255);
        made.datas = new bytes[](255);
        harness.modular(_encodeModular(made, BatchDecoder.EXECUTE_BATCH), "");
        harness.erc7579(_encode7579(made), "");
        made.targets = new address[](256);
        made.values = new uint256[](256);
        made.datas = new bytes[](256);
        bytes memory long_ = _encodeModular(made, BatchDecoder.EXECUTE_BATCH);
        vm.expectRevert();
        harness.modular(long_, "");
        long_ = _encode7579(made);
        vm.expectRevert();
        harness.erc7579(long_, "");
    }
}
