// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedSession} from "src/interfaces/ISeedFramework.sol";

/// @dev The original SDK's tree: pairs sorted, leaves in their order, a node without a neighbour carried up as it is.
library OriginalTree {
    function leafOf(SeedSession memory session) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                session.validUntil,
                session.validAfter,
                session.sessionValidationModule,
                session.sessionKeyData
            )
        );
    }

    function leavesOf(SeedSession[] memory sessions) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](sessions.length);
        for (uint256 i = 0; i < sessions.length; ++i) {
            leaves[i] = leafOf(sessions[i]);
        }
    }

    function rootOf(bytes32[] memory layer) internal pure returns (bytes32) {
        while (layer.length > 1) {
            layer = _above(layer);
        }
        return layer[0];
    }

    function prove(bytes32[] memory layer, uint256 index) internal pure returns (bytes32[] memory proof) {
        proof = new bytes32[](256);
        uint256 size = 0;
        for (; layer.length > 1; index /= 2) {
            if (index ^ 1 < layer.length) proof[size++] = layer[index ^ 1];
            layer = _above(layer);
        }
        assembly ("memory-safe") {
            mstore(proof, size)
        }
    }

    function _above(bytes32[] memory layer) private pure returns (bytes32[] memory above) {
        above = new bytes32[]((layer.length + 1) / 2);
        for (uint256 i = 0; i < above.length; ++i) {
            bytes32 a = layer[2 * i];
            if (2 * i + 1 == layer.length) {
                above[i] = a;
                continue;
            }
            bytes32 b = layer[2 * i + 1];
            above[i] = a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
        }
    }
}
