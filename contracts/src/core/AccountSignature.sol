// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";

/// @title Reads the wrapper that a modular Smart Account v2 puts around a module's signature
/// @dev `abi.encode(bytes moduleSignature, address module)` in its one canonical encoding. Nobody signs the wrapper, so every
/// bit of it is determined by what is inside.
library AccountSignature {
    function unwrap(bytes calldata signature, address module)
        internal
        pure
        returns (bytes calldata moduleSignature)
    {
        if (signature.length < 96) revert ISessionRouter.SignatureNotCanonical(0, signature.length, 96);
        _expect(signature, 0, 0x40);
        _expect(signature, 32, uint160(module));
        uint256 length = uint256(bytes32(signature[64:96]));
        // The comparison keeps the sums below from overflowing.
        if (length > signature.length) {
            revert ISessionRouter.SignatureNotCanonical(64, length, signature.length);
        }
        uint256 end = 96 + (length + 31) / 32 * 32;
        if (signature.length != end) revert ISessionRouter.SignatureNotCanonical(64, signature.length, end);
        moduleSignature = signature[96:96 + length];
        // A slice shorter than a word reads as padded with zeros, so what is left is the padding alone.
        uint256 padding = uint256(bytes32(signature[96 + length:]));
        if (padding != 0) revert ISessionRouter.SignatureNotCanonical(96 + length, padding, 0);
    }

    function _expect(bytes calldata signature, uint256 offset, uint256 allowed) private pure {
        uint256 found = uint256(bytes32(signature[offset:offset + 32]));
        if (found != allowed) revert ISessionRouter.SignatureNotCanonical(offset, found, allowed);
    }
}
