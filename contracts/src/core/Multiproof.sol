// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";

/// @title The root that a set of leaves and one shared proof lead to
/// @dev Guarantees: the root of a tree of which every leaf passed is a node. Leaves have preimages of 160 bytes and nodes of 64, so
/// a leaf is never an inner node. Docs: docs/format.md, "Grant, session, tree".
library Multiproof {
    /// @dev The loop is assembly: in checked Solidity a step costs 1,100 gas, here 130. Tests compare it with OpenZeppelin's
    /// `processMultiProof`, on honest proofs and on arbitrary ones.
    /// @param leaves at least one, in the order of the tree
    /// @param flags as many bytes as the steps need; step i is bit `i % 8` of byte `i / 8`; set: both children come from the queue
    /// @param nodes 32 bytes each
    function rootOf(bytes32[] memory leaves, bytes calldata flags, bytes calldata nodes)
        internal
        pure
        returns (bytes32 root)
    {
        // Counts are bounded by the operation's calldata: no sum overflows.
        unchecked {
            uint256 nodeCount = nodes.length / 32;
            uint256 steps = leaves.length + nodeCount - 1;
            uint256 taken = 0;
            assembly ("memory-safe") {
                // The queue: a copy of the leaves behind the free memory pointer, results behind them. Nothing else is kept there, and
                // the room is given back. Room beyond the tail holds nothing that could become the root: see below.
                let head := mload(0x40)
                let size := shl(5, mload(leaves))
                mcopy(head, add(leaves, 0x20), size)
                let tail := add(head, size)
                let node := nodes.offset
                for { let i := 0 } lt(i, steps) { i := add(i, 1) } {
                    let a := mload(head)
                    head := add(head, 0x20)
                    let b
                    switch and(shr(and(i, 7), byte(0, calldataload(add(flags.offset, shr(3, i))))), 1)
                    case 0 {
                        b := calldataload(node)
                        node := add(node, 0x20)
                    }
                    default {
                        b := mload(head)
                        head := add(head, 0x20)
                    }
                    // The smaller first.
                    let larger := shl(5, gt(a, b))
                    mstore(larger, a)
                    mstore(xor(larger, 0x20), b)
                    mstore(tail, keccak256(0x00, 0x40))
                    tail := add(tail, 0x20)
                }
                taken := shr(5, sub(node, nodes.offset))
                root := mload(sub(tail, 0x20))
            }
            // Exactly the nodes that are there were taken, so leaves - 1 steps took both from the queue. At step i with k such steps before
            // it the head stands at i + k and the tail at leaves + i: no step read past the tail, and the last result alone is left.
            if (taken != nodeCount) revert ISessionRouter.ProofMalformed(taken, nodeCount);
            if (steps % 8 != 0) {
                uint256 unused = uint8(flags[flags.length - 1]) >> (steps % 8);
                if (unused != 0) revert ISessionRouter.ProofFlagsUnused(unused);
            }
        }
    }
}
