// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SessionKey} from "../types/SessionKey.sol";

/// @title Judges signatures of session keys that are not secp256k1
/// @dev Each function answers yes with its own selector and no with zero, so that a contract that answers something else, or nothing,
/// has not said yes.
interface IKeyVerifier {
    /// @dev The verifier reverted, which it does only for want of gas. Not a wrong signature: an estimate that ran out of gas must not look like
    /// one that did all the work.
    error KeyVerifierFailed(address verifier);

    /// @notice Whether this chain can verify signatures of a type of key.
    function canVerify(uint8 keyType) external view returns (bytes4 yes);

    /// @notice Whether `key` has signed `digest`. Every signature of the type's length costs the same work, right or wrong.
    /// @param signature as docs/format.md lays it out for the key's type
    function verifyKey(SessionKey key, bytes32 digest, bytes calldata signature)
        external
        view
        returns (bytes4 yes);
}
