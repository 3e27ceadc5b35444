// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @title Whether a session key has signed a digest
library KeySignature {
    using CalldataReader for bytes;

    /// @dev r, s, v.
    uint256 internal constant LENGTH = 65;

    /// @dev Half of the order of secp256k1: of the two values of s that verify, the lower one is accepted (EIP-2).
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev Parts a batch signature: the routing, then r, s, v.
    function split(bytes calldata signature)
        internal
        pure
        returns (bytes calldata routing, bytes calldata keySignature)
    {
        if (signature.length < LENGTH) revert ISessionRouter.RoutingTruncated(signature.length, LENGTH);
        unchecked {
            uint256 length = signature.length - LENGTH;
            routing = CalldataReader.slice(signature.positionOf(0), length);
            keySignature = CalldataReader.slice(signature.positionOf(length), LENGTH);
        }
    }

    /// @dev The precompile runs whatever the signature is, so a stub costs what a real signature costs.
    /// @param key the session key's address
    /// @param signature 65 bytes
    function isValid(address key, bytes32 digest, bytes calldata signature) internal pure returns (bool) {
        uint256 s = signature.wordAt(32);
        // The shift keeps the byte that is v.
        uint8 v = uint8(signature.wordAt(64) >> 248);
        address signer = ecrecover(digest, v, bytes32(signature.wordAt(0)), bytes32(s));
        return signer == key && signer != address(0) && s <= MAX_S;
    }
}
