// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeyVerifier} from "../interfaces/IKeyVerifier.sol";
import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {KEY_TYPE_SECP256K1, SessionKey, toSessionKey} from "../types/SessionKey.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {WebAuthnEnvelope} from "./WebAuthnEnvelope.sol";

/// @title Whether a session key has signed a digest
/// @dev secp256k1 is judged here. The other types are judged by a contract of their own, which keeps the routers small; it must have code and say
/// yes with the selector that it was asked with, else it has said no.
library KeySignature {
    using CalldataReader for bytes;
    using CalldataReader for uint256;

    uint256 private constant SECP256K1_LENGTH = 65;

    /// @dev Two bytes a type, the first type's lowest. secp256k1: r, s, v. P-256: x, y, r, s. WebAuthn: those and the envelope.
    uint256 private constant LENGTHS = WebAuthnEnvelope.LENGTH << 32 | 128 << 16 | SECP256K1_LENGTH;

    /// @dev Half of the order of secp256k1: of the two values of s that verify, the lower one is accepted (EIP-2).
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @return length bytes of a signature; 0: no such type
    function lengthOf(uint256 keyType) internal pure returns (uint256 length) {
        return (LENGTHS >> (keyType << 4)) & 0xffff;
    }

    /// @dev The routing: a batch signature without the key's signature, which has as many bytes as that of the key's type.
    function routingOf(bytes calldata batchSignature) internal pure returns (bytes calldata routing) {
        uint256 size = SECP256K1_LENGTH;
        // The routing's third byte.
        uint256 keyType = (batchSignature.wordAt(0) >> 232) & 0xff;
        if (keyType != KEY_TYPE_SECP256K1) size = lengthOf(keyType);
        if (batchSignature.length < size) {
            revert ISessionRouter.RoutingTruncated(batchSignature.length, size);
        }
        unchecked {
            routing = CalldataReader.slice(batchSignature.positionOf(0), batchSignature.length - size);
        }
    }

    /// @dev The curve is computed whatever the signature is, so a stub costs what a real signature costs.
    /// @param signature position in calldata of as many bytes as the key's type has: one number is kept where a slice would be two
    function isValid(IKeyVerifier verifier, address key, uint256 keyType, bytes32 digest, uint256 signature)
        internal
        view
        returns (bool valid)
    {
        if (keyType == KEY_TYPE_SECP256K1) {
            unchecked {
                uint256 s = (signature + 32).load();
                // The shift keeps the byte that is v.
                uint8 v = uint8((signature + 64).load() >> 248);
                address signer = ecrecover(digest, v, bytes32(signature.load()), bytes32(s));
                valid = signer == key && signer != address(0) && s <= MAX_S;
            }
        } else {
            valid = _isVerified(verifier, toSessionKey(key, keyType), digest, signature);
        }
    }

    /// @dev Returns from within, which keeps the compiler from inlining it where the stack is full.
    function _isVerified(IKeyVerifier verifier, SessionKey key, bytes32 digest, uint256 signature)
        private
        view
        returns (bool)
    {
        bytes calldata slice = CalldataReader.slice(signature, lengthOf(key.keyType()));
        bytes memory question = abi.encodeCall(IKeyVerifier.verifyKey, (key, digest, slice));
        if (!_says(verifier, question, IKeyVerifier.verifyKey.selector)) return false;
        return true;
    }

    /// @dev Whether this chain can verify signatures of a type that is not secp256k1.
    function canVerify(IKeyVerifier verifier, uint8 keyType) internal view returns (bool) {
        bytes memory question = abi.encodeCall(IKeyVerifier.canVerify, (keyType));
        return _says(verifier, question, IKeyVerifier.canVerify.selector);
    }

    /// @param question calldata
    /// @param asked its selector, left-aligned
    /// @return yes whether the verifier answered the selector, as one clean word
    function _says(IKeyVerifier verifier, bytes memory question, bytes4 asked)
        private
        view
        returns (bool yes)
    {
        bool success;
        assembly ("memory-safe") {
            // Names for all, so that GAS stands right before STATICCALL, as ERC-7562 wants it (OP-012).
            let start := add(question, 0x20)
            let size := mload(question)
            success := staticcall(gas(), verifier, start, size, 0x00, 0x20)
            yes := and(eq(returndatasize(), 0x20), eq(mload(0x00), asked))
        }
        if (!success) revert IKeyVerifier.KeyVerifierFailed(address(verifier));
    }
}
