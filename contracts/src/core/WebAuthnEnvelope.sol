// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "./CalldataReader.sol";
import {Base64} from "solady/utils/Base64.sol";

/// @title What an authenticator signs around a challenge
/// @dev Nothing is searched for. Web Authentication Level 2, 5.8.1.1, fixes how a client writes its JSON: `type` and `challenge` stand first. So
/// they are not carried at all but written here, for an assertion over this digest; what was signed for another type or another
/// challenge hashes to something else. Only the rest is carried: its length, then its bytes, then zeros.
library WebAuthnEnvelope {
    using CalldataReader for bytes;

    /// @dev In the signature, behind x, y, r, s.
    uint256 private constant AUTHENTICATOR_DATA = 128;
    uint256 private constant AUTHENTICATOR_DATA_LENGTH = 37;
    /// @dev Behind the hash of the relying party's id.
    uint256 private constant FLAGS = AUTHENTICATOR_DATA + 32;
    uint256 private constant REST_LENGTH = AUTHENTICATOR_DATA + AUTHENTICATOR_DATA_LENGTH;
    uint256 private constant REST = REST_LENGTH + 1;
    /// @dev The length is a byte, so no rest is longer.
    uint256 private constant REST_MAX = 255;

    /// @dev User present, user verified.
    uint256 private constant FLAGS_NEEDED = 0x05;
    /// @dev Those two, and the two that announce more data than the 37 bytes: attested credential, extensions.
    uint256 private constant FLAGS_READ = 0xc5;

    uint256 internal constant LENGTH = REST + REST_MAX;

    /// @param signature of the right length
    /// @return message what the curve is to verify
    /// @return faults not 0: the envelope is not one that is taken
    function read(bytes32 digest, bytes calldata signature)
        internal
        pure
        returns (bytes32 message, uint256 faults)
    {
        faults = (signature.wordAt(FLAGS) >> 248) & FLAGS_READ ^ FLAGS_NEEDED;
        uint256 length = signature.wordAt(REST_LENGTH) >> 248;
        bytes calldata rest = CalldataReader.slice(signature.positionOf(REST), length);
        faults |= _padding(signature.positionOf(REST), length);
        bytes32 clientData = sha256(
            abi.encodePacked(
                '{"type":"webauthn.get","challenge":"',
                Base64.encode(abi.encodePacked(digest), true, true),
                '"',
                rest
            )
        );
        message = sha256(
            abi.encodePacked(
                signature[AUTHENTICATOR_DATA:AUTHENTICATOR_DATA + AUTHENTICATOR_DATA_LENGTH], clientData
            )
        );
    }

    /// @dev The bytes behind the rest, ORed. Looks at all eight words whatever the length, so that it always costs the same.
    function _padding(uint256 position, uint256 length) private pure returns (uint256 bits) {
        assembly ("memory-safe") {
            for { let at := 0 } lt(at, REST_MAX) { at := add(at, 0x20) } {
                let word := calldataload(add(position, at))
                // The field has 255 bytes: the last word's last byte is not its own.
                word := and(word, not(mul(eq(at, 0xe0), 0xff)))
                // What stands before the end of the rest is shifted out.
                bits := or(bits, shl(shl(3, mul(gt(length, at), sub(length, at))), word))
            }
        }
    }
}
