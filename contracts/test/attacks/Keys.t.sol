// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {TypedKeyFixture} from "../helpers/TypedKeyFixture.sol";
import {P256} from "solady/utils/P256.sol";
import {IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Grant} from "src/types/Grant.sol";
import {KEY_TYPE_P256, KEY_TYPE_WEBAUTHN, toIdentity} from "src/types/SessionKey.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What holds for P-256 and for WebAuthn session keys. Each test ends with its twin: the operation as the key signed it.
abstract contract TypedKeyAttacks is TypedKeyFixture {
    using Bytes for bytes;

    function test_seedFlow_runs() public {
        _sendAccepted(_operation());
        assertEq(vault.balanceOf(account), 95e18);
    }

    function test_attack_13_anotherKey() public {
        _sendFailed(_withSignature(_signTyped(_keyType(), 77, _operationDigest())));
        _sendAccepted(_operation());
    }

    /// @dev The signature of a stranger's key, with the session key's own coordinates in front.
    function test_attack_13_anotherKeysCurveSignature() public {
        bytes memory foreign = _signTyped(_keyType(), 77, _operationDigest());
        (bytes32 x, bytes32 y) = _publicKey(sessionKey);
        _sendFailed(_withSignature(foreign.withWord(0, uint256(x)).withWord(32, uint256(y))));
        _sendAccepted(_operation());
    }

    function test_attack_20_anotherDigest() public {
        _sendFailed(_withSignature(_signAsKey(_hashOf(_unsigned(_callData())))));
        _sendAccepted(_operation());
    }

    function test_attack_14_zeros_ones_andTheStub() public {
        bytes memory real = _signAsKey(_operationDigest());
        _sendFailed(_withSignature(new bytes(real.length)));
        bytes memory ones = new bytes(real.length);
        for (uint256 i = 0; i < ones.length; ++i) {
            ones[i] = 0xff;
        }
        _sendFailed(_withSignature(ones));
        _sendFailed(_withSignature(_stubTyped(_keyType(), sessionKey)));
        _sendAccepted(_withSignature(real));
    }

    function test_attack_15_highS() public {
        bytes memory real = _signAsKey(_operationDigest());
        bytes memory high = real.withWord(96, P256.N - real.wordAt(96));
        (bytes32 x, bytes32 y) = _publicKey(sessionKey);
        bytes32 message = _messageOf(_keyType(), _operationDigest());
        bytes32 r = bytes32(high.wordAt(64));
        assertTrue(
            P256.verifySignatureAllowMalleability(message, r, bytes32(high.wordAt(96)), x, y),
            "the curve takes it"
        );
        _sendFailed(_withSignature(high));
        _sendAccepted(_withSignature(real));
    }

    function test_attack_15_zeroAndTooLargeRAndS() public {
        bytes memory real = _signAsKey(_operationDigest());
        for (uint256 at = 64; at < 128; at += 32) {
            _sendFailed(_withSignature(real.withWord(at, 0)));
            _sendFailed(_withSignature(real.withWord(at, P256.N)));
            _sendFailed(_withSignature(real.withWord(at, type(uint256).max)));
        }
        _sendAccepted(_withSignature(real));
    }

    /// @dev Grants for points that are no keys: the identity is right, the curve is not.
    function test_attack_16_pointOffTheCurve() public {
        bytes memory real = _signAsKey(_operationDigest());
        (bytes32 x, bytes32 y) = _publicKey(sessionKey);
        bytes32 p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff;
        bytes32[2][4] memory points =
            [[bytes32(0), bytes32(0)], [x, bytes32(uint256(y) ^ 1)], [x, bytes32(0)], [p, y]];
        Grant memory good = grant;
        for (uint256 i = 0; i < points.length; ++i) {
            grant.key = toIdentity(_keyType(), points[i][0], points[i][1]);
            _enableGrant();
            UserOperation memory op = _unsigned(_callData());
            op.nonce = isNexus ? op.nonce : uint256(uint160(grant.key)) << 64;
            bytes memory signature = _signAsKey(_digest(_hashOf(op), _routing()));
            signature = signature.withWord(0, uint256(points[i][0])).withWord(32, uint256(points[i][1]));
            op.signature = _wrap(abi.encodePacked(_routing(), signature));
            _sendFailed(op);
        }
        grant = good;
        _sendAccepted(_withSignature(real));
    }

    /// @dev One public key has another identity under the other type, and neither is its grant's.
    function test_attack_identityOfAnotherType() public {
        uint8 other = _keyType() == KEY_TYPE_P256 ? KEY_TYPE_WEBAUTHN : KEY_TYPE_P256;
        assertNotEq(_identityOf(sessionKey, other), _keyIdentity());
        Grant memory good = grant;
        grant.keyType = other;
        _enableGrant();
        UserOperation memory op = _unsigned(_callData());
        op.signature = _wrap(
            abi.encodePacked(_routing(), _signTyped(other, sessionKey, _digest(_hashOf(op), _routing())))
        );
        _sendFailed(op);
        grant = good;
        _sendAccepted(_operation());
    }

    /// @dev The routing names another type than the grant: another grant, which nobody enabled.
    function test_attack_typeSwappedInTheRouting() public {
        Grant memory good = grant;
        grant.keyType = 0;
        UserOperation memory op = _unsigned(_callData());
        op.signature =
            _wrap(abi.encodePacked(_routing(), _sign(sessionKey, _digest(_hashOf(op), _routing()))));
        bytes32 userOpHash = _hashOf(op);
        vm.expectPartialRevert(IGrantLedger.GrantStatusWrong.selector);
        _validateAtAccount(op, userOpHash);
        grant = good;
        _sendAccepted(_operation());
    }

    function test_attack_signatureOfAnotherLength() public {
        bytes memory real = _signAsKey(_operationDigest());
        _sendRefused(
            _withSignature(bytes.concat(real, hex"00")),
            abi.encodeWithSelector(ISessionRouter.RoutingTrailing.selector, 1)
        );
        UserOperation memory cut = _withSignature(real.cut(real.length - 1));
        vm.expectRevert();
        _validateAtAccount(cut, bytes32(0));
        _sendAccepted(_withSignature(real));
    }

    /// @dev With too little gas for the curve, validation reverts: it does not look like a wrong signature, at which an estimate would stop.
    function test_attack_14_tooLittleGas_isNoWrongSignature() public {
        UserOperation memory op = _operation();
        bytes memory call = _validateCall(op, _hashOf(op));
        uint256 snapshot = vm.snapshotState();
        for (uint256 gas_ = 20_000; gas_ < 120_000; gas_ += 500) {
            vm.prank(account);
            (bool success, bytes memory answer) = router.call{gas: gas_}(call);
            if (success) assertEq(abi.decode(answer, (uint256)) & type(uint160).max, 0, "flag");
            vm.revertToState(snapshot);
        }
        _sendAccepted(op);
    }

    /// @dev No code, and code that answers something else, is a no.
    function test_attack_verifierGone_orAnotherContract() public {
        address verifier = address(ledger.keyVerifier());
        bytes memory code = verifier.code;
        UserOperation memory op = _operation();
        // PUSH1 1, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN: "true".
        bytes[3] memory others = [bytes(""), hex"60015f5260205ff3", hex"5f5ffd"];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.etch(verifier, others[i]);
            vm.prank(account);
            (bool success, bytes memory answer) = router.call(_validateCall(op, _hashOf(op)));
            if (success) assertEq(abi.decode(answer, (uint256)) & type(uint160).max, 1, "flag");
            Grant memory fresh = grant;
            fresh.salt = 99;
            vm.expectRevert();
            vm.prank(account);
            ledger.enableGrants(_trees(fresh, sessions));
        }
        vm.etch(verifier, code);
        _sendAccepted(op);
    }

    function test_renounce_bySignature() public {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Session Router"),
                keccak256("1"),
                block.chainid,
                address(ledger)
            )
        );
        bytes32 content = keccak256(
            abi.encode(keccak256("RenounceGrant(address account,bytes32 grant)"), account, grantId)
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, content));
        bytes memory good = _signAsKey(digest);
        bytes memory foreign = _signTyped(_keyType(), 77, digest);
        bytes[4] memory bad = [foreign, bytes.concat(good, hex"00"), new bytes(0), _sign(sessionKey, digest)];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IGrantLedger.RenouncingNotSigned.selector, digest, grant.key)
            );
            ledger.renounceGrantWithSignature(account, grant, bad[i]);
        }
        UserOperation memory op = _operation();
        ledger.renounceGrantWithSignature(account, grant, good);
        bytes32 userOpHash = _hashOf(op);
        vm.expectPartialRevert(IGrantLedger.GrantStatusWrong.selector);
        _validateAtAccount(op, userOpHash);
    }

    /// @dev Flip any one bit of routing or signature: never accepted.
    function testFuzz_damagedSignature_isNeverAccepted(uint256 position, uint8 bit) public {
        UserOperation memory op = _operation();
        position = bound(position, 0, op.signature.length - 1);
        op.signature[position] ^= bytes1(uint8(1 << (bit % 8)));
        bytes memory call = _validateCall(op, _hashOf(op));
        vm.prank(account);
        (bool success, bytes memory answer) = router.call(call);
        if (success) assertEq(abi.decode(answer, (uint256)) & type(uint160).max, 1);
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract P256KeyAttacksTest is TypedKeyAttacks {
    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_P256;
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract WebAuthnKeyAttacksTest is TypedKeyAttacks {
    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_WEBAUTHN;
    }
}
