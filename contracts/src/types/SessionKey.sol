// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev A session key as the routing holds it: its type (1 byte), then its identity (20), in the low bits of a word.
/// secp256k1: the identity is the key's address. P-256 and WebAuthn: the low 20 bytes of `keccak256(type (1) ‖ x (32) ‖ y (32))`, so that one
/// public key has another identity under each type.
type SessionKey is uint256;

uint8 constant KEY_TYPE_SECP256K1 = 0;
uint8 constant KEY_TYPE_P256 = 1;
uint8 constant KEY_TYPE_WEBAUTHN = 2;

using {keyType, identity} for SessionKey global;

/// @param keyType_ at most 255
function toSessionKey(address identity_, uint256 keyType_) pure returns (SessionKey) {
    return SessionKey.wrap(keyType_ << 160 | uint160(identity_));
}

/// @dev The type is the highest byte that is kept.
function keyType(SessionKey key) pure returns (uint8) {
    return uint8(SessionKey.unwrap(key) >> 160);
}

/// @dev The identity is exactly the low 160 bits.
function identity(SessionKey key) pure returns (address) {
    return address(uint160(SessionKey.unwrap(key)));
}

/// @dev A public key's identity under a type. The preimage of an Ethereum address has 64 bytes, this one 65.
function toIdentity(uint8 keyType_, bytes32 x, bytes32 y) pure returns (address) {
    return address(uint160(uint256(keccak256(abi.encodePacked(keyType_, x, y)))));
}
