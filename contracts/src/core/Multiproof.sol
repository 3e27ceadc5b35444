// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @title The root that a set of leaves and one shared proof lead to
/// @dev Guarantees: the root of a tree of which every leaf passed is a node. Leaves have preimages of at least 66 bytes and nodes of 64, so
/// a leaf is never an inner node. Docs: docs/format.md, "Grant, session, tree".
library Multiproof {
    using CalldataReader for uint256;

    /// @dev As many steps as the bits of one word of flags.
    uint256 internal constant MAX_STEPS = 256;

    /// @dev The loop is assembly: in checked Solidity a step costs 1,100 gas, here 220, and 140 on the path that is left when the
    /// leaves have been joined. Tests compare it with OpenZeppelin's
    /// `processMultiProof`, on honest proofs and on arbitrary ones.
    /// @param leaves position in memory of the leaves, in the order of the tree
    /// @param count how many there are, at least one
    /// @param flags position in calldata of as many bytes as the steps need; step i is the bit 255 - i of the word there; set: both
    /// children come from the queue
    /// @param nodes position in calldata of the proof's nodes, 32 bytes each
    /// @param nodeCount at most 255
    function rootOf(uint256 leaves, uint256 count, uint256 flags, uint256 nodes, uint256 nodeCount)
        internal
        pure
        returns (bytes32 root)
    {
        // Counts are bytes: no sum overflows.
        unchecked {
            uint256 steps = count + nodeCount - 1;
            if (steps > MAX_STEPS) revert ISessionRouter.ProofTooLong(steps, MAX_STEPS);
            uint256 word = flags.load();
            bool fits;
            assembly ("memory-safe") {
                // The queue: a copy of the leaves behind the free memory pointer, results behind them. Nothing else is kept there, and
                // the room is given back.
                let head := mload(0x40)
                let tail := add(head, shl(5, count))
                mcopy(head, leaves, shl(5, count))
                let node := nodes
                let end := add(nodes, shl(5, nodeCount))
                // The queue holds one more.
                let pending := sub(count, 1)
                for {} pending {} {
                    let a := mload(head)
                    head := add(head, 0x20)
                    let b := mload(head)
                    let joined := shr(255, word)
                    word := shl(1, word)
                    head := add(head, shl(5, joined))
                    pending := sub(pending, joined)
                    if iszero(joined) {
                        b := calldataload(node)
                        node := add(node, 0x20)
                        if gt(node, end) { break }
                    }
                    // The smaller first.
                    let larger := shl(5, gt(a, b))
                    mstore(larger, a)
                    mstore(xor(larger, 0x20), b)
                    mstore(tail, keccak256(0x00, 0x40))
                    tail := add(tail, 0x20)
                }
                // One is left, and with it as many steps as nodes: a path to the root. Neither their flags nor what is left of the last byte may be
                // set.
                let rest := add(shr(5, sub(end, node)), and(sub(0, steps), 7))
                fits := iszero(or(pending, shr(sub(256, rest), word)))
                root := mload(head)
                for {} lt(node, end) { node := add(node, 0x20) } {
                    let b := calldataload(node)
                    let larger := shl(5, gt(root, b))
                    mstore(larger, root)
                    mstore(xor(larger, 0x20), b)
                    root := keccak256(0x00, 0x40)
                }
            }
            if (fits) return root;
            _refuse(flags.load(), steps, nodeCount);
        }
    }

    /// @dev As many nodes are taken as flags are not set.
    function _refuse(uint256 word, uint256 steps, uint256 nodeCount) private pure {
        uint256 taken = 0;
        for (uint256 i = 0; i < steps; ++i) {
            if (word >> (255 - i) & 1 == 0) ++taken;
        }
        if (taken != nodeCount) revert ISessionRouter.ProofMalformed(taken, nodeCount);
        revert ISessionRouter.ProofFlagsUnused(word << steps >> (256 - (8 - steps % 8) % 8));
    }
}
