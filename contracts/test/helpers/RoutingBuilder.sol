// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";
import {OtherGrant, OwnerApproval} from "src/types/Approval.sol";
import {Grant} from "src/types/Grant.sol";
import {Session, hashSession} from "src/types/Session.sol";

/// @dev One entry of the routing: a session by its leaf number, and the calls that it covers.
struct Route {
    uint256 leaf;
    uint8[] calls;
}

/// @dev Writes routings, field by field as docs/format.md lists them.
abstract contract RoutingBuilder {
    /// @param flags 1: an enabling part follows the grants
    function _routingHeader(uint8 flags, Grant memory terms, uint8 grantCount)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(uint8(1), flags, terms.keyType, terms.key, grantCount);
    }

    function _routingGrant(Grant memory terms, Session[] memory leaves, Route[] memory entries)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(
            _routingTerms(terms), _routingSessions(leaves, entries), _routingProof(leaves, entries)
        );
    }

    function _routingTerms(Grant memory terms) internal pure returns (bytes memory) {
        return
            abi.encodePacked(terms.validAfter, terms.validUntil, terms.paymaster, terms.feeBudget, terms.salt);
    }

    function _routingSessions(Session[] memory leaves, Route[] memory entries)
        internal
        pure
        returns (bytes memory out)
    {
        out = abi.encodePacked(uint8(entries.length));
        for (uint256 i = 0; i < entries.length; ++i) {
            Session memory s = leaves[entries[i].leaf];
            out = abi.encodePacked(
                out,
                s.validAfter,
                s.validUntil,
                s.module,
                uint16(s.data.length),
                s.data,
                uint8(entries[i].calls.length)
            );
            for (uint256 j = 0; j < entries[i].calls.length; ++j) {
                out = abi.encodePacked(out, entries[i].calls[j], uint16(0));
            }
        }
    }

    function _routingProof(Session[] memory leaves, Route[] memory entries)
        internal
        pure
        returns (bytes memory)
    {
        uint256[] memory indices = new uint256[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            indices[i] = entries[i].leaf;
        }
        (bytes32[] memory nodes, bool[] memory flags) =
            _multiProof(MerkleTreeLib.build(_leavesOf(leaves)), indices);
        return abi.encodePacked(uint8(nodes.length), _packFlags(flags), abi.encodePacked(nodes));
    }

    /// @dev Returns early, too, which keeps the compiler from inlining it where the stack is full.
    function _multiProof(bytes32[] memory tree, uint256[] memory indices)
        internal
        pure
        returns (bytes32[] memory nodes, bool[] memory flags)
    {
        if (indices.length == 0) return (nodes, flags);
        return MerkleTreeLib.multiProofForLeaves(tree, indices);
    }

    function _packFlags(bool[] memory flags) internal pure returns (bytes memory packed) {
        packed = new bytes((flags.length + 7) / 8);
        for (uint256 i = 0; i < flags.length; ++i) {
            if (flags[i]) packed[i / 8] |= bytes1(uint8(0x80 >> (i % 8)));
        }
    }

    function _enablingPart(OwnerApproval memory approval) internal pure returns (bytes memory out) {
        out = abi.encodePacked(approval.deadline, approval.position, uint8(approval.others.length));
        for (uint256 i = 0; i < approval.others.length; ++i) {
            OtherGrant memory other = approval.others[i];
            out = abi.encodePacked(out, other.chainId, other.ledger, other.epoch, other.id);
        }
        out = abi.encodePacked(out, uint16(approval.signature.length), approval.signature);
    }

    function _leavesOf(Session[] memory all) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            leaves[i] = hashSession(all[i].validAfter, all[i].validUntil, all[i].module, all[i].data);
        }
    }

    function _rootOf(Session[] memory all) internal pure returns (bytes32) {
        return MerkleTreeLib.root(MerkleTreeLib.build(_leavesOf(all)));
    }
}
