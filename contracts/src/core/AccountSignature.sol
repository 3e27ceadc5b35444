// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {CalldataReader} from "./CalldataReader.sol";

/// @title Reads the wrapper that a modular Smart Account v2 puts around a module's signature
/// @dev `abi.encode(bytes moduleSignature, address module)` in its one canonical encoding. Nobody signs the wrapper, so every
/// bit of it is determined by what is inside.
library AccountSignature {
    using CalldataReader for bytes;

    function unwrap(bytes calldata signature, address module)
        internal
        pure
        returns (bytes calldata moduleSignature)
    {
        unchecked {
            uint256 length = signature.wordAt(64);
            uint256 unused = (0 - length) & 31;
            // Bits that should not be there. The length is bounded first of all, so the sums do not overflow where nothing else is wrong. Padding
            // is shifted out altogether where there is none.
            uint256 faults = (signature.wordAt(0) ^ 0x40) | (signature.wordAt(32) ^ uint160(module))
                | (length >> 32) | (signature.length ^ (96 + length + unused))
                | (signature.wordAt(64 + length + unused) << (256 - 8 * unused));
            if (faults == 0) return CalldataReader.slice(signature.positionOf(96), length);
            _refuse(signature, module);
        }
    }

    /// @dev Reverts with the first thing that is not canonical.
    function _refuse(bytes calldata signature, address module) private pure {
        if (signature.length < 96) revert ISessionRouter.SignatureNotCanonical(0, signature.length, 96);
        uint256 found = signature.wordAt(0);
        if (found != 0x40) revert ISessionRouter.SignatureNotCanonical(0, found, 0x40);
        found = signature.wordAt(32);
        if (found != uint160(module)) {
            revert ISessionRouter.SignatureNotCanonical(32, found, uint160(module));
        }
        uint256 length = signature.wordAt(64);
        if (length > signature.length) {
            revert ISessionRouter.SignatureNotCanonical(64, length, signature.length);
        }
        uint256 unused = (32 - length % 32) % 32;
        uint256 end = 96 + length + unused;
        if (signature.length != end) {
            revert ISessionRouter.SignatureNotCanonical(64, signature.length, end);
        }
        uint256 padding = signature.wordAt(end - 32) << (256 - 8 * unused);
        revert ISessionRouter.SignatureNotCanonical(96 + length, padding, 0);
    }
}
