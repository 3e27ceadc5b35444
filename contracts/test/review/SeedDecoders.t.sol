// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {Random} from "../helpers/Random.sol";
import {Test} from "forge-std/Test.sol";
import {SeedSignature} from "src/core/SeedSignature.sol";
import {SingleCall} from "src/core/SingleCall.sol";
import {SeedSession} from "src/interfaces/ISeedFramework.sol";

/// @dev The decoders of the seed format, and beside each what Solidity's own decoder and encoder make of the same bytes. `behind` follows
/// them in calldata, where a decoder that reads too far finds something.
contract SeedDecodersHarness {
    function batch(bytes calldata signature, uint256 calls, bytes calldata)
        external
        pure
        returns (bytes memory)
    {
        (address manager, SeedSession[] calldata sessions, bytes calldata keySignature) =
            SeedSignature.decodeBatch(signature, calls);
        return abi.encode(manager, sessions, keySignature);
    }

    function plainBatch(bytes calldata signature)
        external
        pure
        returns (bytes memory again, SeedSession[] memory sessions, bytes memory keySignature)
    {
        address manager;
        (manager, sessions, keySignature) = abi.decode(signature, (address, SeedSession[], bytes));
        again = abi.encode(manager, sessions, keySignature);
    }

    function single(bytes calldata signature, bytes calldata) external pure returns (bytes memory) {
        SeedSession calldata s = SeedSignature.decodeSingle(signature);
        return abi.encode(
            s.validUntil,
            s.validAfter,
            s.sessionValidationModule,
            s.sessionKeyData,
            s.merkleProof,
            s.callSpecificData
        );
    }

    function plainSingle(bytes calldata signature)
        external
        pure
        returns (bytes memory again, uint256 dataLength)
    {
        (
            uint48 validUntil,
            uint48 validAfter,
            address module,
            bytes memory data,
            bytes32[] memory proof,
            bytes memory keySignature
        ) = abi.decode(signature, (uint48, uint48, address, bytes, bytes32[], bytes));
        return (abi.encode(validUntil, validAfter, module, data, proof, keySignature), data.length);
    }

    function targetOf(bytes calldata callData, bytes calldata) external pure returns (address) {
        return SingleCall.targetOf(callData);
    }

    function plainCall(bytes calldata callData) external pure returns (bytes memory again, address target) {
        uint256 value;
        bytes memory data;
        (target, value, data) = abi.decode(callData[4:], (address, uint256, bytes));
        again = abi.encodeWithSelector(bytes4(callData), target, value, data);
    }
}

/// @dev What the decoders let pass is exactly what one canonical encoder writes, and they read from it what every decoder reads.
contract SeedDecodersReviewTest is Test, Random {
    using Bytes for bytes;

    SeedDecodersHarness internal harness = new SeedDecodersHarness();

    function _randomBytes(uint256 most) private returns (bytes memory out) {
        out = new bytes(_random(most + 1));
        for (uint256 i = 0; i < out.length; ++i) {
            // Below 256.
            out[i] = bytes1(uint8(_random(256)));
        }
    }

    function _randomSession() private returns (SeedSession memory s) {
        // The casts cut random numbers to size.
        s.validUntil = uint48(_random(2 ** 48));
        s.validAfter = uint48(_random(2 ** 48));
        s.sessionValidationModule = address(uint160(_random(2 ** 160)));
        s.sessionKeyData = _random(9) == 0 ? new bytes(32) : _randomBytes(70);
        s.merkleProof = new bytes32[](_random(4));
        s.callSpecificData = _randomBytes(70);
    }

    function _damage(bytes memory data, uint256 head) private returns (bytes memory) {
        uint256 kind = _random(9);
        if (data.length < head + 32) return data;
        uint256 place = head + 32 * _random((data.length - head) / 32);
        if (kind == 0) return data.withWord(place, data.wordAt(place) ^ (1 << _random(256)));
        if (kind == 1) return data.withWord(place, 32 * _random(24));
        if (kind == 2) return bytes.concat(data, new bytes(1 + _random(64)));
        if (kind == 3) return data.cut(data.length - 1 - _random(32));
        if (kind == 4) return data.withWord(place, _random(70));
        if (kind == 5) return data.withWord(place, type(uint256).max - 31 - 32 * _random(40));
        if (kind == 6) return data.withByte(_random(data.length), uint8(_random(256)));
        if (kind == 7) return data.withWord(place, 2 ** (32 * (1 + _random(7))) + 32 * _random(20));
        return data;
    }

    function _same(bytes memory a, bytes memory b) private pure returns (bool) {
        return keccak256(a) == keccak256(b);
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_batchSignature(uint256 seed) public {
        _seed = seed;
        SeedSession[] memory sessions = new SeedSession[](1 + _random(3));
        bool nodeLike = false;
        for (uint256 i = 0; i < sessions.length; ++i) {
            sessions[i] = _randomSession();
            if (sessions[i].sessionKeyData.length == 32) nodeLike = true;
        }
        bytes memory honest =
            abi.encode(address(uint160(_random(2 ** 160))), sessions, _randomSignatureBytes());
        uint256 calls = _random(9) == 0 ? _random(5) : sessions.length;
        bytes memory signature = _damage(honest, 0);
        if (_random(4) == 0) signature = _damage(signature, 0);

        (bool taken, bytes memory read) = _try(
            abi.encodeCall(harness.batch, (signature, calls, abi.encode(_random(64), _random(2 ** 255))))
        );
        (bool decoded, bytes memory plain) = _try(abi.encodeCall(harness.plainBatch, (signature)));
        bool good = false;
        if (decoded) {
            (bytes memory again, SeedSession[] memory found, bytes memory keySignature) =
                abi.decode(plain, (bytes, SeedSession[], bytes));
            good = _same(again, signature) && found.length == calls && keySignature.length == 65;
            for (uint256 i = 0; i < found.length; ++i) {
                if (found[i].sessionKeyData.length == 32) good = false;
            }
            if (good) assertEq(abi.decode(read, (bytes)), again, "read otherwise");
        }
        assertEq(taken, good, "taken");
        if (!nodeLike && calls == sessions.length && _same(signature, honest)) {
            assertEq(taken, _hasKeySignature(honest));
        }
    }

    function _randomSignatureBytes() private returns (bytes memory) {
        return _random(9) == 0 ? _randomBytes(70) : new bytes(65);
    }

    function _hasKeySignature(bytes memory honest) private pure returns (bool) {
        return honest.wordAt(honest.wordAt(0x40)) == 65;
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_singleSignature(uint256 seed) public {
        _seed = seed;
        SeedSession memory s = _randomSession();
        bytes memory signature = abi.encode(
            s.validUntil,
            s.validAfter,
            s.sessionValidationModule,
            s.sessionKeyData,
            s.merkleProof,
            s.callSpecificData
        );
        signature = _damage(signature, 0);
        if (_random(3) == 0) signature = _damage(signature, 0);

        (bool taken, bytes memory read) =
            _try(abi.encodeCall(harness.single, (signature, abi.encode(_random(64), _random(2 ** 255)))));
        (bool decoded, bytes memory plain) = _try(abi.encodeCall(harness.plainSingle, (signature)));
        bool good = false;
        if (decoded) {
            (bytes memory again, uint256 dataLength) = abi.decode(plain, (bytes, uint256));
            // What follows the encoding is free.
            good = dataLength != 32 && signature.length >= again.length
                && _same(signature.cut(again.length), again);
            if (good) assertEq(abi.decode(read, (bytes)), again, "read otherwise");
        }
        assertEq(taken, good, "taken");
    }

    /// forge-config: default.fuzz.runs = 4000
    function testFuzz_review_singleCall(uint256 seed) public {
        _seed = seed;
        bytes4 selector = _random(9) == 0
            ? bytes4(bytes32(_random(2 ** 255)))
            : _random(2) == 0 ? bytes4(0xb61d27f6) : bytes4(0x0000189a);
        bytes memory callData = abi.encodeWithSelector(
            selector, address(uint160(_random(2 ** 160))), _random(2 ** 255), _randomBytes(100)
        );
        callData = _damage(callData, 4);
        if (_random(3) == 0) callData = _damage(callData, 4);

        (bool taken, bytes memory read) =
            _try(abi.encodeCall(harness.targetOf, (callData, abi.encode(_random(64), _random(2 ** 255)))));
        (bool decoded, bytes memory plain) = _try(abi.encodeCall(harness.plainCall, (callData)));
        bool good = false;
        if (decoded) {
            (bytes memory again, address target) = abi.decode(plain, (bytes, address));
            selector = bytes4(callData);
            good =
                _same(again, callData) && (selector == bytes4(0xb61d27f6) || selector == bytes4(0x0000189a));
            if (good) assertEq(abi.decode(read, (address)), target, "read otherwise");
        }
        assertEq(taken, good, "taken");
    }

    function _try(bytes memory call_) private view returns (bool success, bytes memory answer) {
        (success, answer) = address(harness).staticcall(call_);
    }
}
