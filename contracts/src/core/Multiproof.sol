// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title The root that a set of leaves and one shared proof lead to
/// @dev Guarantees: the root of a tree of which every leaf passed is a node. Leaves have preimages of 160 bytes and nodes of 64, so
/// a leaf is never an inner node. Docs: docs/format.md, "Grant, session, tree".
library Multiproof {
    /// @param leaves at least one, in the order of the tree
    /// @param flags step i is bit `i % 8` of byte `i / 8`; set: both children come from the queue
    /// @param nodes 32 bytes each
    function rootOf(bytes32[] memory leaves, bytes calldata flags, bytes calldata nodes)
        internal
        pure
        returns (bytes32 root)
    {
        uint256 leafCount = leaves.length;
        uint256 nodeCount = nodes.length / 32;
        uint256 steps = leafCount + nodeCount - 1;
        bytes32[] memory queue = new bytes32[](leafCount + steps);
        for (uint256 i = 0; i < leafCount; ++i) {
            queue[i] = leaves[i];
        }

        uint256 head = 0;
        uint256 taken = 0;
        for (uint256 i = 0; i < steps; ++i) {
            bytes32 a = queue[head++];
            bytes32 b;
            if (uint8(flags[i / 8]) >> (i % 8) & 1 == 1) {
                b = queue[head++];
            } else {
                if (taken == nodeCount) revert ISessionRouter.ProofMalformed(taken + 1, nodeCount);
                b = bytes32(nodes[32 * taken:32 * taken + 32]);
                ++taken;
            }
            queue[leafCount + i] = Hashes.commutativeKeccak256(a, b);
        }
        // All nodes taken means that leafCount - 1 steps took both from the queue. At step i with k such steps before it the head
        // stands at i + k and the tail at leafCount + i, so no step read past the tail, and the last result alone is left.
        if (taken != nodeCount) revert ISessionRouter.ProofMalformed(taken, nodeCount);
        if (steps % 8 != 0) {
            uint8 unused = uint8(flags[flags.length - 1]) >> (steps % 8);
            if (unused != 0) revert ISessionRouter.ProofFlagsUnused(unused);
        }
        return queue[queue.length - 1];
    }
}
