// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantTree, OwnerApproval} from "src/types/Approval.sol";
import {Grant} from "src/types/Grant.sol";

/// @dev What a routing says, in plain memory.
struct Reading {
    address key;
    uint8 keyType;
    bytes32[] ids;
    bytes32[][] leaves;
    bytes[] specifics;
    bool enabling;
    GrantTree tree;
    OwnerApproval approval;
}

/// @dev The format of docs/format.md once more, in plain checked Solidity over memory: no assembly, no shared code but the two hashes.
contract RoutingModel {
    bytes private _routing;
    uint256 private _cursor;
    bool[] private _covered;
    uint256[] private _specificAt;
    uint256[] private _specificLength;

    function _take(uint256 count) private returns (uint256 number) {
        require(_cursor + count <= _routing.length, "truncated");
        for (uint256 i = 0; i < count; ++i) {
            number = number << 8 | uint8(_routing[_cursor + i]);
        }
        _cursor += count;
    }

    function _bytes(uint256 count) private returns (bytes memory out) {
        require(_cursor + count <= _routing.length, "truncated");
        out = new bytes(count);
        for (uint256 i = 0; i < count; ++i) {
            out[i] = _routing[_cursor + i];
        }
        _cursor += count;
    }

    function read(bytes memory routing, address router, uint256 calls)
        external
        returns (Reading memory reading)
    {
        _routing = routing;
        _cursor = 0;
        _covered = new bool[](calls);
        reading.specifics = new bytes[](calls);
        require(_take(1) == 1, "version");
        uint256 flags = _take(1);
        require(flags <= 1, "flags");
        reading.keyType = uint8(_take(1));
        require(reading.keyType <= 2, "key type");
        reading.key = address(uint160(_take(20)));
        require(reading.key != address(0), "key");
        uint256 count = _take(1);
        require(count != 0, "no grants");
        reading.ids = new bytes32[](count);
        reading.leaves = new bytes32[][](count);
        for (uint256 i = 0; i < count; ++i) {
            _grant(reading, i, router, i == 0 && flags == 1);
        }
        if (flags == 1) _approval(reading);
        require(_cursor == routing.length, "trailing");
        for (uint256 i = 0; i < calls; ++i) {
            require(_covered[i], "not covered");
        }
    }

    function _grant(Reading memory reading, uint256 i, address router, bool enabling) private {
        Grant memory grant;
        grant.router = router;
        grant.key = reading.key;
        grant.keyType = reading.keyType;
        grant.validAfter = uint48(_take(6));
        grant.validUntil = uint48(_take(6));
        grant.paymaster = address(uint160(_take(20)));
        grant.feeBudget = uint96(_take(12));
        grant.salt = uint64(_take(8));
        require(grant.paymaster != address(0) || grant.feeBudget != 0, "fee terms");
        uint256 sessions = _take(1);
        require(sessions != 0 && (!enabling || sessions <= 16), "sessions");
        reading.leaves[i] = new bytes32[](sessions);
        bool serves = false;
        for (uint256 j = 0; j < sessions; ++j) {
            if (_session(reading, i, j, enabling)) serves = true;
        }
        require(serves, "grant serves no call");
        grant.sessionsRoot = _root(reading.leaves[i], enabling);
        reading.ids[i] = keccak256(
            abi.encode(
                keccak256(
                    "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
                ),
                grant
            )
        );
        for (uint256 j = 0; j < i; ++j) {
            require(reading.ids[j] != reading.ids[i], "grant twice");
        }
    }

    function _session(Reading memory reading, uint256 i, uint256 j, bool enabling) private returns (bool) {
        uint256 from = _take(6);
        uint256 to = _take(6);
        require(from < 2 ** 47 && to < 2 ** 47, "bounds");
        address module = address(uint160(_take(20)));
        bytes memory data = _bytes(_take(2));
        reading.leaves[i][j] = keccak256(
            abi.encodePacked(
                keccak256(
                    "Session(uint48 validAfter,uint48 validUntil,address module,uint16 dataLength,bytes data)"
                ),
                uint48(from),
                uint48(to),
                module,
                uint16(data.length),
                data
            )
        );
        for (uint256 k = 0; k < j; ++k) {
            require(reading.leaves[i][k] != reading.leaves[i][j], "session twice");
        }
        uint256 calls = _take(1);
        require(calls != 0 || enabling, "serves no call");
        int256 last = -1;
        for (uint256 k = 0; k < calls; ++k) {
            uint256 index = _take(1);
            bytes memory specific = _bytes(_take(2));
            require(index < _covered.length && int256(index) > last && !_covered[index], "index");
            last = int256(index);
            _covered[index] = true;
            reading.specifics[index] = specific;
        }
        return calls != 0;
    }

    /// @dev The queue of docs/format.md.
    function _root(bytes32[] memory leaves, bool enabling) private returns (bytes32) {
        uint256 nodes = _take(1);
        require(nodes == 0 || !enabling, "enabling proof");
        uint256 steps = leaves.length + nodes - 1;
        require(steps <= 256, "steps");
        bytes memory flags = _bytes((steps + 7) / 8);
        bytes32[] memory queue = new bytes32[](leaves.length + steps);
        for (uint256 i = 0; i < leaves.length; ++i) {
            queue[i] = leaves[i];
        }
        uint256 head = 0;
        uint256 tail = leaves.length;
        uint256 taken = 0;
        for (uint256 i = 0; i < flags.length * 8; ++i) {
            bool flag = uint8(flags[i / 8]) >> (7 - i % 8) & 1 == 1;
            if (i >= steps) {
                require(!flag, "unused flag");
                continue;
            }
            require(head < tail, "queue empty");
            bytes32 a = queue[head++];
            bytes32 b;
            if (flag) {
                require(head < tail, "queue empty");
                b = queue[head++];
            } else {
                require(taken < nodes, "nodes");
                b = bytes32(_take(32));
                ++taken;
            }
            queue[tail++] = a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
        }
        require(taken == nodes && tail == head + 1, "proof");
        return queue[head];
    }

    function _approval(Reading memory reading) private {
        reading.enabling = true;
        _take(6);
        _take(1);
        uint256 others = _take(1);
        _bytes(68 * others);
        _bytes(_take(2));
    }
}
