// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeySignature} from "./core/KeySignature.sol";
import {WebAuthnEnvelope} from "./core/WebAuthnEnvelope.sol";
import {IKeyVerifier} from "./interfaces/IKeyVerifier.sol";
import {KEY_TYPE_P256, KEY_TYPE_WEBAUTHN, SessionKey, toIdentity, toSessionKey} from "./types/SessionKey.sol";
import {P256} from "solady/utils/P256.sol";

/// @title Verifies P-256 and WebAuthn session keys by the precompile at 0x100 (EIP-7951, RIP-7212)
/// @dev Guarantees: yes only to a signature that the key made over this digest, in one form: low s, no byte that could be another. A
/// WebAuthn signature was made by an authenticator that found its user present and verified them, for an assertion, not a registration.
/// Trusts: the precompile; the browser and the authenticator, for showing the user the right site. Does not look at origin, relying party or
/// counter: the grant binds the key, not the site. No state, no owner, no fallback where the precompile is missing: it says no there.
contract KeyVerifier is IKeyVerifier {
    uint256 private constant MAX_S = P256.N / 2;

    /// @inheritdoc IKeyVerifier
    function canVerify(uint8 keyType) external view returns (bytes4 yes) {
        bool known = keyType == KEY_TYPE_P256 || keyType == KEY_TYPE_WEBAUTHN;
        if (known && P256.hasPrecompile()) yes = IKeyVerifier.canVerify.selector;
    }

    /// @inheritdoc IKeyVerifier
    /// @dev Whatever is wrong with a signature of the right length is gathered and told after the curve: a stub costs what a real one costs.
    function verifyKey(SessionKey key, bytes32 digest, bytes calldata signature)
        external
        view
        returns (bytes4 yes)
    {
        uint8 keyType = key.keyType();
        bool known = keyType == KEY_TYPE_P256 || keyType == KEY_TYPE_WEBAUTHN;
        // A router cuts the signature off at this length: only others get here with another.
        if (!known || signature.length != KeySignature.lengthOf(keyType)) return 0;

        bytes32 message;
        uint256 faults;
        if (keyType == KEY_TYPE_P256) message = sha256(abi.encodePacked(digest));
        else (message, faults) = WebAuthnEnvelope.read(digest, signature);

        // x, y, r, s.
        bytes32 x = bytes32(signature);
        bytes32 y = bytes32(signature[32:]);
        uint256 s = uint256(bytes32(signature[96:]));
        faults |= SessionKey.unwrap(toSessionKey(toIdentity(keyType, x, y), keyType)) ^ SessionKey.unwrap(key);
        faults |= s > MAX_S ? 1 : 0;
        faults |= _curve(abi.encodePacked(message, signature[64:128], x, y)) ^ 1;
        bytes4 selector = IKeyVerifier.verifyKey.selector;
        // Without a branch, so that a no costs what a yes costs.
        assembly ("memory-safe") {
            yes := mul(iszero(faults), selector)
        }
    }

    /// @dev solady's `P256.verifySignature` asks two more addresses where the precompile says no: 5,200 gas that a real signature does not cost, and
    /// addresses without code, which ERC-7562 forbids.
    /// Internal so that a test can ask the curve alone.
    /// @param input `hash ‖ r ‖ s ‖ x ‖ y`
    /// @return word 1: valid. The precompile answers nothing to what is not, zero r or s and points off the curve included
    function _curve(bytes memory input) internal view returns (uint256 word) {
        address precompile = P256.RIP_PRECOMPILE;
        bool success;
        assembly ("memory-safe") {
            mstore(0x00, 0)
            let start := add(input, 0x20)
            let size := mload(input)
            success := staticcall(gas(), precompile, start, size, 0x00, 0x20)
            word := mload(0x00)
        }
        if (!success) revert KeyVerifierFailed(precompile);
    }
}
