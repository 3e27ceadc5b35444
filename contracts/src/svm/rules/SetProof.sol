// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../core/CalldataReader.sol";
import {IABIRulesErrors} from "../../interfaces/IABIRulesErrors.sol";
import {Reading} from "./Reading.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";

/// @title Proofs that a word belongs to a large set, of which the rule holds the root alone
library SetProof {
    using CalldataReader for uint256;

    /// @dev Takes the next proof off the call-specific data. A leaf is the hash of 32 bytes and a node that of 64, so no node is a leaf.
    function isMember(Reading memory r, uint256 word, bytes32 root) internal pure returns (bool) {
        unchecked {
            uint256 place = r.proofs;
            _requireProof(r, place + 1);
            uint256 length = place.load() >> 248;
            bytes32[] calldata nodes;
            assembly ("memory-safe") {
                nodes.offset := add(place, 1)
                nodes.length := length
            }
            r.proofs = place + 1 + 32 * length;
            _requireProof(r, r.proofs);
            return MerkleProofLib.verifyCalldata(nodes, root, keccak256(abi.encode(word)));
        }
    }

    function _requireProof(Reading memory r, uint256 end) private pure {
        if (end <= r.proofsEnd) return;
        // Both lie behind the start.
        unchecked {
            revert IABIRulesErrors.CallSpecificDataTooShort(
                r.call, r.proofsEnd - r.proofsStart, end - r.proofsStart
            );
        }
    }
}
