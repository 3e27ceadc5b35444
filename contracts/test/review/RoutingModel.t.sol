// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {Reading, RoutingModel} from "./RoutingModel.sol";
import {Test} from "forge-std/Test.sol";
import {Batch, newBatch} from "src/core/Batch.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {EnablingPart} from "src/core/EnablingPart.sol";
import {Grants} from "src/core/GrantView.sol";
import {Routing} from "src/core/Routing.sol";
import {SessionView, Sessions} from "src/core/SessionView.sol";
import {GrantId} from "src/types/Grant.sol";
import {hashSession} from "src/types/Session.sol";
import {toSessionKey} from "src/types/SessionKey.sol";

contract RoutingHarness {
    using CalldataReader for uint256;

    /// @param junk stands in calldata right behind the routing, as the signature does
    function read(bytes calldata routing, bytes calldata junk, uint256 calls)
        external
        view
        returns (Reading memory reading)
    {
        junk;
        Batch batch = newBatch(calls);
        // Memory behind the free pointer is not clean in the router either.
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let i := 0 } lt(i, 0x1000) { i := add(i, 0x20) } { mstore(add(free, i), not(0)) }
        }
        (address key, Grants grants, uint256 enabling) = Routing.decode(routing, address(this), batch);
        reading.key = key;
        reading.keyType = uint8(grants.keyType());
        reading.specifics = new bytes[](calls);
        uint256 count = grants.length();
        reading.ids = new bytes32[](count);
        reading.leaves = new bytes32[][](count);
        for (uint256 i = 0; i < count; ++i) {
            reading.ids[i] = GrantId.unwrap(grants.grantAt(i).id());
            Sessions sessions = grants.grantAt(i).sessions();
            reading.leaves[i] = new bytes32[](sessions.length());
            for (uint256 j = 0; j < sessions.length(); ++j) {
                reading.leaves[i][j] = sessions.leafAt(j);
                SessionView session = sessions.sessionAt(j);
                bytes memory data = CalldataReader.slice(session.data(), session.dataLength());
                bytes32 leaf = hashSession(
                    session.window().validAfter(), session.window().validUntil(), session.module(), data
                );
                require(leaf == sessions.leafAt(j), "the view is not the leaf");
                require(grants.moduleBits() >> uint8(uint160(session.module())) & 1 == 1, "module bit");
                _readEntries(session, reading.specifics);
            }
        }
        reading.enabling = enabling != 0;
        if (reading.enabling) {
            reading.tree = EnablingPart.toTree(grants.grantAt(0), toSessionKey(key, reading.keyType));
            reading.approval = EnablingPart.toApproval(enabling);
            require(GrantId.unwrap(reading.tree.grant.toId()) == reading.ids[0], "tree is not the grant");
        }
    }

    /// @dev index (1), length (2), call-specific data, for each call of a session.
    function _readEntries(SessionView session, bytes[] memory specifics) private pure {
        uint256 entry = session.data() + session.dataLength() + 1;
        for (uint256 left = session.callCount(); left != 0; --left) {
            uint256 word = entry.load();
            uint256 size = uint16(word >> 232);
            specifics[word >> 248] = CalldataReader.slice(entry + 3, size);
            entry += 3 + size;
        }
    }
}

contract RoutingModelReviewTest is Test {
    using Bytes for bytes;

    RoutingHarness internal harness = new RoutingHarness();
    RoutingModel internal model = new RoutingModel();
    uint256 private _seed;
    uint256 private _calls;

    function _random(uint256 bound_) private returns (uint256) {
        _seed = uint256(keccak256(abi.encode(_seed)));
        return _seed % bound_;
    }

    function _randomBytes(uint256 count) private returns (bytes memory out) {
        out = new bytes(count);
        for (uint256 i = 0; i < count; ++i) {
            out[i] = bytes1(uint8(_random(256)));
        }
    }

    /// @dev A routing of one to three grants that is right, or nearly: flags of the proof are sometimes at random.
    function _make(uint256 seed) private returns (bytes memory out) {
        _seed = seed;
        _calls = 0;
        uint256 grants = 1 + _random(3);
        uint256 flags = _random(2);
        out = abi.encodePacked(
            uint8(1), uint8(flags), uint8(_random(3)), address(uint160(1 + _random(1e9))), uint8(grants)
        );
        for (uint256 i = 0; i < grants; ++i) {
            out = bytes.concat(out, _makeGrant(flags == 1 && i == 0));
        }
        if (flags == 1) {
            uint256 others = _random(3);
            uint256 length = _random(40);
            out = abi.encodePacked(
                out,
                uint48(_random(2 ** 48)),
                uint8(_random(4)),
                uint8(others),
                _randomBytes(68 * others),
                uint16(length),
                _randomBytes(length)
            );
        }
    }

    function _makeGrant(bool enabling) private returns (bytes memory out) {
        uint256 sessions = 1 + _random(_random(5) == 0 ? 12 : 4);
        out = abi.encodePacked(
            uint48(_random(2 ** 48)),
            uint48(_random(2 ** 48)),
            address(uint160(_random(3))),
            uint96(1 + _random(1e20)),
            uint64(_random(5)),
            uint8(sessions)
        );
        for (uint256 j = 0; j < sessions; ++j) {
            uint256 length = _random(50);
            uint256 calls = j == 0 ? 1 + _random(2) : _random(enabling ? 3 : 2) + (enabling ? 0 : 1);
            out = abi.encodePacked(
                out,
                uint48(_random(2 ** 47)),
                uint48(_random(2 ** 47)),
                address(uint160(_random(1e6))),
                uint16(length),
                _randomBytes(length),
                uint8(calls)
            );
            for (uint256 k = 0; k < calls; ++k) {
                uint256 specific = _random(3) == 0 ? _random(20) : 0;
                out = abi.encodePacked(out, uint8(_calls++), uint16(specific), _randomBytes(specific));
            }
        }
        uint256 nodes = enabling ? 0 : _random(_random(5) == 0 ? 14 : 4);
        out = abi.encodePacked(out, uint8(nodes), _makeFlags(sessions, nodes), _randomBytes(32 * nodes));
    }

    function _makeFlags(uint256 sessions, uint256 nodes) private returns (bytes memory flags) {
        uint256 steps = sessions + nodes - 1;
        flags = new bytes((steps + 7) / 8);
        if (_random(6) == 0) return _randomBytes(flags.length);
        uint256 merges = sessions - 1;
        for (uint256 i = 0; i < steps; ++i) {
            // As many flags as there are leaves to merge, at random places.
            if (_random(steps - i) < merges) {
                flags[i / 8] |= bytes1(uint8(0x80 >> (i % 8)));
                --merges;
            }
        }
    }

    function _damage(bytes memory data) private returns (bytes memory) {
        uint256 kind = _random(6);
        if (kind == 0) return data.withByte(_random(data.length), uint8(_random(256)));
        if (kind == 1) return data.withByte(_random(data.length), uint8(_random(5)));
        if (kind == 2) return data.cut(_random(data.length));
        if (kind == 3) return bytes.concat(data, _randomBytes(1 + _random(40)));
        if (kind == 4) {
            uint256 place = _random(data.length);
            return data.withByte(place, uint8(data[place]) ^ uint8(1 << _random(8)));
        }
        _calls = _random(_calls + 3);
        return data;
    }

    function _compare(bytes memory routing) private returns (bool accepted) {
        try model.read(routing, address(harness), _calls) returns (Reading memory expected) {
            Reading memory found = harness.read(routing, _randomBytes(100), _calls);
            assertEq(found.key, expected.key, "key");
            assertEq(found.keyType, expected.keyType, "key type");
            assertEq(abi.encode(found.ids), abi.encode(expected.ids), "ids");
            assertEq(abi.encode(found.leaves), abi.encode(expected.leaves), "leaves");
            assertEq(abi.encode(found.specifics), abi.encode(expected.specifics), "specifics");
            assertEq(found.enabling, expected.enabling, "enabling");
            return true;
        } catch {
            bytes memory junk = _randomBytes(100);
            vm.expectRevert();
            harness.read(routing, junk, _calls);
        }
    }

    /// forge-config: default.fuzz.runs = 3000
    function testFuzz_review_routing_readsWhatThePlainModelReads(uint256 seed) public {
        bytes memory routing = _make(seed);
        _compare(routing);
        routing = _damage(routing);
        _compare(routing);
    }

    /// @dev The comparison is worth something only if many of the routings are accepted.
    function test_review_routing_theGeneratorIsMostlyRight() public {
        uint256 accepted = 0;
        for (uint256 i = 0; i < 60; ++i) {
            if (_compare(_make(i))) ++accepted;
        }
        assertGt(accepted, 25, "accepted");
    }

    /// @dev The largest counts: 255 sessions, one call each, 255 grants.
    function test_review_routing_theLargestCounts() public {
        bytes memory terms = abi.encodePacked(uint48(0), uint48(0), address(0), uint96(1));
        bytes memory out =
            abi.encodePacked(uint8(1), uint8(0), uint8(0), address(9), uint8(1), terms, uint64(0));
        out = abi.encodePacked(out, uint8(255));
        for (uint256 i = 0; i < 255; ++i) {
            out = abi.encodePacked(
                out, uint48(0), uint48(0), address(7), uint16(1), uint8(i), uint8(1), uint8(i), uint16(0)
            );
        }
        bytes memory flags = new bytes(32);
        for (uint256 i = 0; i < 254; ++i) {
            flags[i / 8] |= bytes1(uint8(0x80 >> (i % 8)));
        }
        _calls = 255;
        assertTrue(_compare(abi.encodePacked(out, uint8(0), flags)), "255 sessions");
        assertTrue(
            _compare(abi.encodePacked(out, uint8(2), flags, bytes32(uint256(1)), bytes32(uint256(2)))),
            "256 steps"
        );
        assertFalse(_compare(abi.encodePacked(out, uint8(3), flags, bytes1(0), new bytes(96))), "257 steps");

        out = abi.encodePacked(uint8(1), uint8(0), uint8(0), address(9), uint8(255));
        for (uint256 i = 0; i < 255; ++i) {
            out = abi.encodePacked(
                out, terms, uint64(i), uint8(1), uint48(0), uint48(0), address(7), uint16(0)
            );
            out = abi.encodePacked(out, uint8(1), uint8(i), uint16(0), uint8(0));
        }
        assertTrue(_compare(out), "255 grants");
        // The last grant's salt as the first one's: one grant twice.
        uint256 saltAt = out.length - 48;
        assertEq(uint8(out[saltAt + 7]), 254, "salt");
        assertFalse(_compare(out.withByte(saltAt + 7, 3)), "a grant twice");
    }
}
