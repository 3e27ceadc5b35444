// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TypedKeyFixture} from "./helpers/TypedKeyFixture.sol";
import {KEY_TYPE_P256, KEY_TYPE_WEBAUTHN} from "src/types/SessionKey.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Gas of the account→router frame, steady use, with the keys that are not secp256k1: what the stub costs against the real signature.
abstract contract KeysGasTest is TypedKeyFixture {
    /// @dev Stands in front of every key.
    function _name() internal pure virtual returns (string memory);

    function _frameGas(UserOperation memory op, bytes32 userOpHash) private returns (uint256 used) {
        bytes memory call = _validateCall(op, userOpHash);
        vm.prank(account);
        (bool success,) = router.call(call);
        assertTrue(success);
        used = vm.lastCallGas().gasTotalUsed - 21_000;
        for (uint256 i = 0; i < call.length; ++i) {
            used -= call[i] == 0 ? 4 : 16;
        }
    }

    function test_gas_stubCostsWhatTheRealOneCosts() public {
        _sendAccepted(_operation());
        tokenA.mint(account, 100e18);
        UserOperation memory op = _operation();
        bytes32 userOpHash = _hashOf(op);
        uint256 real = _frameGas(op, userOpHash);
        uint256 stub = _frameGas(_withSignature(_stubTyped(_keyType(), sessionKey)), userOpHash);
        vm.snapshotValue("keys", string.concat(_name(), ", real"), real);
        vm.snapshotValue("keys", string.concat(_name(), ", stub"), stub);
        assertGe(stub, real, "an estimate may not fall short");
        assertLe(stub, real * 103 / 100, "nor be far above");
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.isolate = true
/// forge-config: deep.evm_version = "osaka"
/// forge-config: deep.isolate = true
contract ModularP256GasTest is KeysGasTest {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }

    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_P256;
    }

    function _name() internal pure override returns (string memory) {
        return "v0.6: seed flow, P-256";
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.isolate = true
/// forge-config: deep.evm_version = "osaka"
/// forge-config: deep.isolate = true
contract ModularWebAuthnGasTest is KeysGasTest {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }

    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_WEBAUTHN;
    }

    function _name() internal pure override returns (string memory) {
        return "v0.6: seed flow, WebAuthn";
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.isolate = true
/// forge-config: deep.evm_version = "osaka"
/// forge-config: deep.isolate = true
contract NexusP256GasTest is KeysGasTest {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }

    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_P256;
    }

    function _name() internal pure override returns (string memory) {
        return "ERC-7579: seed flow, P-256";
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: default.isolate = true
/// forge-config: deep.evm_version = "osaka"
/// forge-config: deep.isolate = true
contract NexusWebAuthnGasTest is KeysGasTest {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }

    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_WEBAUTHN;
    }

    function _name() internal pure override returns (string memory) {
        return "ERC-7579: seed flow, WebAuthn";
    }
}
