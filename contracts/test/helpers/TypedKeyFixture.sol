// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "./SeedFixture.sol";
import {TypedKeys} from "./TypedKeys.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The seed fixture with a session key that is not secp256k1. The contracts that use it run on a chain with the precompile at 0x100.
abstract contract TypedKeyFixture is SeedFixture, TypedKeys {
    function _keyIdentity() internal view virtual override returns (address) {
        return _identityOf(sessionKey, _keyType());
    }

    function _signAsKey(bytes32 digest) internal view virtual override returns (bytes memory) {
        return _signTyped(_keyType(), sessionKey, digest);
    }

    function _withSignature(bytes memory signature) internal view returns (UserOperation memory op) {
        op = _unsigned(_callData());
        op.signature = _wrap(abi.encodePacked(_routing(), signature));
    }

    function _operationDigest() internal view returns (bytes32) {
        return _digest(_hashOf(_unsigned(_callData())), _routing());
    }
}
