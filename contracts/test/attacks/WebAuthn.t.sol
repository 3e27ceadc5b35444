// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {TypedKeyFixture} from "../helpers/TypedKeyFixture.sol";
import {Assertion} from "../helpers/TypedKeys.sol";
import {KEY_TYPE_WEBAUTHN} from "src/types/SessionKey.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The envelope that an authenticator signs: each test signs a wrong one with the right key, and then the right one.
/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract WebAuthnAttacksTest is TypedKeyFixture {
    using Bytes for bytes;

    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_WEBAUTHN;
    }

    function _good() internal view returns (Assertion memory) {
        return _assertion(_operationDigest());
    }

    function _failsThenRightOnePasses(Assertion memory bad) internal {
        _sendFailed(_withSignature(_signAssertion(sessionKey, bad)));
        _sendAccepted(_withSignature(_signAssertion(sessionKey, _good())));
    }

    /// @dev What an authenticator signs when a credential is made.
    function test_attack_registrationInsteadOfAssertion() public {
        Assertion memory bad = _good();
        bad.start = '{"type":"webauthn.create","challenge":"';
        _failsThenRightOnePasses(bad);
    }

    function test_attack_challengeOfAnotherDigest() public {
        _failsThenRightOnePasses(_assertion(keccak256("another")));
    }

    /// @dev The right challenge stands behind a wrong one, where a search could find it.
    function test_attack_challengeElsewhere() public {
        Assertion memory bad = _assertion(keccak256("another"));
        bad.rest = string.concat(',"x":"","challenge":"', _good().challenge, '"}');
        _failsThenRightOnePasses(bad);
    }

    function test_attack_challengeWithPadding_orInTheOtherAlphabet() public {
        Assertion memory bad = _good();
        bad.challenge = string.concat(bad.challenge, "=");
        _failsThenRightOnePasses(bad);
    }

    /// @dev Not the order in which the standard has clients write.
    function test_attack_fieldsInAnotherOrder() public {
        Assertion memory bad = _good();
        bad.start = '{"challenge":"';
        bad.rest = ',"origin":"https://dapp.example","type":"webauthn.get"}';
        _failsThenRightOnePasses(bad);
    }

    function test_attack_userNotPresent_orNotVerified() public {
        uint8[3] memory flags = [0x1c, 0x19, 0x18];
        for (uint256 i = 0; i < flags.length; ++i) {
            Assertion memory bad = _good();
            bad.flags = flags[i];
            _sendFailed(_withSignature(_signAssertion(sessionKey, bad)));
        }
        Assertion memory bare = _good();
        bare.flags = 0x05;
        _sendAccepted(_withSignature(_signAssertion(sessionKey, bare)));
    }

    /// @dev They announce data that 37 bytes do not hold.
    function test_attack_flagsOfCredentialDataAndExtensions() public {
        uint8[2] memory flags = [0x5d, 0x9d];
        for (uint256 i = 0; i < flags.length; ++i) {
            Assertion memory bad = _good();
            bad.flags = flags[i];
            _sendFailed(_withSignature(_signAssertion(sessionKey, bad)));
        }
        _sendAccepted(_withSignature(_signAssertion(sessionKey, _good())));
    }

    /// @dev Nobody signs what stands behind the rest.
    function testFuzz_attack_leftOvers(uint256 position, uint8 value) public {
        bytes memory real = _signAsKey(_operationDigest());
        position = bound(position, REST_AT + bytes(_good().rest).length, real.length - 1);
        vm.assume(value != 0);
        _sendFailed(_withSignature(real.withByte(position, value)));
        _sendAccepted(_withSignature(real));
    }

    function test_attack_lengthOfTheRest() public {
        bytes memory real = _signAsKey(_operationDigest());
        uint8 length = uint8(real[REST_AT - 1]);
        uint8[5] memory wrong = [0, length - 1, length + 1, 128, 255];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _sendFailed(_withSignature(real.withByte(REST_AT - 1, wrong[i])));
        }
        _sendAccepted(_withSignature(real));
    }

    /// @dev Zeros that the key has signed are not padding; the shortest rest and the longest.
    function test_restOfAnyLength() public {
        for (uint256 length = 0; length < 256; length += 51) {
            Assertion memory assertion = _good();
            assertion.rest = string(new bytes(length));
            bytes memory signature = _signAssertion(sessionKey, assertion);
            assertEq(_flagOf(signature), 0, "as signed");
            if (length == 255) continue;
            assertEq(_flagOf(signature.withByte(REST_AT - 1, uint8(length + 1))), 1, "one zero more");
        }
    }

    function _flagOf(bytes memory signature) private returns (uint160 flag) {
        UserOperation memory op = _withSignature(signature);
        bytes32 userOpHash = _hashOf(op);
        uint256 snapshot = vm.snapshotState();
        vm.prank(account);
        // The low 160 bits.
        flag = uint160(_validateAtRouter(op, userOpHash));
        vm.revertToState(snapshot);
    }
}
