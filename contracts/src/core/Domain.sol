// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeyVerifier} from "../interfaces/IKeyVerifier.sol";
import {EIP712} from "solady/utils/EIP712.sol";

/// @title What session keys sign, and who judges it
/// @dev The EIP-712 domain of everything that a session key signs: this contract on this chain. And the verifier of keys that are not
/// secp256k1, fixed at construction.
abstract contract Domain is EIP712 {
    IKeyVerifier internal immutable KEY_VERIFIER;

    constructor(IKeyVerifier verifier) {
        KEY_VERIFIER = verifier;
    }

    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("Session Router", "1");
    }
}
