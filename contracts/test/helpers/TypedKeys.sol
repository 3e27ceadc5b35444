// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Base64} from "solady/utils/Base64.sol";
import {P256} from "solady/utils/P256.sol";
import {KEY_TYPE_P256, toIdentity} from "src/types/SessionKey.sol";

/// @dev What an authenticator and a browser make of a challenge; a test changes one thing of it.
struct Assertion {
    string start;
    string challenge;
    /// From the comma behind the challenge on.
    string rest;
    uint8 flags;
}

/// @dev Signs with P-256 keys, bare and as WebAuthn authenticators do, in the layout of docs/format.md.
abstract contract TypedKeys is Test {
    uint256 internal constant REST_AT = 166;

    function _publicKey(uint256 privateKey) internal pure returns (bytes32 x, bytes32 y) {
        (uint256 x_, uint256 y_) = vm.publicKeyP256(privateKey);
        return (bytes32(x_), bytes32(y_));
    }

    function _identityOf(uint256 privateKey, uint8 keyType) internal pure returns (address) {
        (bytes32 x, bytes32 y) = _publicKey(privateKey);
        return toIdentity(keyType, x, y);
    }

    function _signTyped(uint8 keyType, uint256 privateKey, bytes32 digest)
        internal
        pure
        returns (bytes memory)
    {
        if (keyType == KEY_TYPE_P256) return _curveSignature(privateKey, _messageOf(keyType, digest));
        return _signAssertion(privateKey, _assertion(digest));
    }

    /// @dev What the curve verifies.
    function _messageOf(uint8 keyType, bytes32 digest) internal pure returns (bytes32) {
        return keyType == KEY_TYPE_P256 ? sha256(abi.encode(digest)) : _messageOf(_assertion(digest));
    }

    function _messageOf(Assertion memory assertion) internal pure returns (bytes32) {
        bytes32 clientData =
            sha256(abi.encodePacked(assertion.start, assertion.challenge, '"', assertion.rest));
        return sha256(abi.encodePacked(_authenticatorData(assertion.flags), clientData));
    }

    function _authenticatorData(uint8 flags) private pure returns (bytes memory) {
        return abi.encodePacked(sha256("dapp.example"), flags, uint32(7));
    }

    /// @dev x, y, r, s; s is low.
    function _curveSignature(uint256 privateKey, bytes32 message) internal pure returns (bytes memory) {
        (bytes32 x, bytes32 y) = _publicKey(privateKey);
        (bytes32 r, bytes32 s) = vm.signP256(privateKey, message);
        return abi.encodePacked(x, y, r, P256.normalized(s));
    }

    /// @dev As Chromium writes it.
    function _assertion(bytes32 digest) internal pure returns (Assertion memory) {
        return Assertion({
            start: '{"type":"webauthn.get","challenge":"',
            challenge: Base64.encode(abi.encode(digest), true, true),
            rest: ',"origin":"https://dapp.example","crossOrigin":false}',
            // User present and verified; the credential may be backed up, and is.
            flags: 0x1d
        });
    }

    function _signAssertion(uint256 privateKey, Assertion memory assertion)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory rest = bytes(assertion.rest);
        return abi.encodePacked(
            _curveSignature(privateKey, _messageOf(assertion)),
            _authenticatorData(assertion.flags),
            uint8(rest.length),
            rest,
            new bytes(255 - rest.length)
        );
    }

    /// @dev As long as a real one, and as dear: no byte but the public key's is right.
    function _stubTyped(uint8 keyType, uint256 privateKey) internal pure returns (bytes memory stub) {
        (bytes32 x, bytes32 y) = _publicKey(privateKey);
        bytes32 word = bytes32(uint256(0x7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a));
        stub = abi.encodePacked(x, y, word, word);
        if (keyType == KEY_TYPE_P256) return stub;
        bytes memory rest = new bytes(255);
        for (uint256 i = 0; i < 255; ++i) {
            rest[i] = "x";
        }
        return abi.encodePacked(stub, word, uint8(5), uint32(0x7a7a7a7a), uint8(255), rest);
    }
}
