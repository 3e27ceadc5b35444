// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {Random} from "../helpers/Random.sol";
import {TypedKeyFixture} from "../helpers/TypedKeyFixture.sol";
import {Assertion, TypedKeys} from "../helpers/TypedKeys.sol";
import {World} from "../helpers/World.sol";
import {ReviewFixture} from "./ReviewFixture.sol";
import {P256 as PlainP256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {WebAuthn as PlainWebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";
import {P256} from "solady/utils/P256.sol";
import {KeyVerifier} from "src/KeyVerifier.sol";
import {IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {IKeyVerifier} from "src/interfaces/IKeyVerifier.sol";
import {OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {
    KEY_TYPE_P256,
    KEY_TYPE_WEBAUTHN,
    SessionKey,
    toIdentity,
    toSessionKey
} from "src/types/SessionKey.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The verifier against other people's: on honest signatures, on damaged ones, and on what a right key signs in a wrong form.
/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract KeyVerifierReviewTest is TypedKeys, Random {
    using Bytes for bytes;

    KeyVerifier internal verifier = new KeyVerifier();

    function _damage(bytes memory data) private returns (bytes memory) {
        uint256 kind = _random(6);
        uint256 at = _random(8) == 0 ? data.length - 1 : _random(data.length);
        if (kind == 0) return data.withByte(at, uint8(data[at]) ^ uint8(1 << _random(8)));
        if (kind == 1) return data.withByte(at, 0);
        uint256 place = 32 * _random(4);
        if (kind == 2) return data.withWord(place, _random(3));
        if (kind == 3) return data.withWord(place, P256.N - _random(3));
        if (kind == 4 && data.wordAt(96) < P256.N) return data.withWord(96, P256.N - data.wordAt(96));
        return data;
    }

    function _says(uint8 keyType, address identity, bytes32 digest, bytes memory signature)
        private
        view
        returns (bool)
    {
        bytes4 answer = verifier.verifyKey(toSessionKey(identity, keyType), digest, signature);
        assertTrue(answer == bytes4(0) || answer == IKeyVerifier.verifyKey.selector);
        return answer != bytes4(0);
    }

    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_review_p256_saysWhatOthersSay(uint256 seed, bytes32 digest) public {
        _seed = seed;
        uint256 privateKey = 1 + _random(2 ** 128);
        bytes memory honest = _signTyped(KEY_TYPE_P256, privateKey, digest);
        address identity = _identityOf(privateKey, KEY_TYPE_P256);
        bytes memory signature =
            _random(4) == 0 ? _signTyped(KEY_TYPE_P256, privateKey + 1, digest) : _damage(honest);
        (bytes32 x, bytes32 y) = (bytes32(signature.wordAt(0)), bytes32(signature.wordAt(32)));
        bool plain = toIdentity(KEY_TYPE_P256, x, y) == identity
            && PlainP256.verify(
                sha256(abi.encodePacked(digest)),
                bytes32(signature.wordAt(64)),
                bytes32(signature.wordAt(96)),
                x,
                y
            );
        assertEq(_says(KEY_TYPE_P256, identity, digest, signature), plain);
        assertEq(plain, keccak256(signature) == keccak256(honest), "another form of the signature");
    }

    /// @dev Ours says yes to the honest signature alone; and what it says yes to, the plain verifier, which searches JSON, takes too.
    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_review_webAuthn_saysYesToOneForm(uint256 seed, bytes32 digest) public {
        _seed = seed;
        uint256 privateKey = 1 + _random(2 ** 128);
        bytes memory honest = _signTyped(KEY_TYPE_WEBAUTHN, privateKey, digest);
        address identity = _identityOf(privateKey, KEY_TYPE_WEBAUTHN);
        bytes memory signature =
            _random(4) == 0 ? _signTyped(KEY_TYPE_WEBAUTHN, privateKey + 1, digest) : _damage(honest);
        bool yes = _says(KEY_TYPE_WEBAUTHN, identity, digest, signature);
        assertEq(yes, keccak256(signature) == keccak256(honest));
        if (yes) assertTrue(_plainWebAuthn(digest, signature), "the plain verifier");
    }

    /// @dev A key that signs whatever it is given: every flag, any rest. Ours never says yes where the plain verifier says no, but for a backup
    /// state that contradicts itself, which only the authenticator itself could sign.
    /// forge-config: default.fuzz.runs = 2000
    function testFuzz_review_webAuthn_anyEnvelope(uint256 seed, bytes32 digest, string calldata rest) public {
        _seed = seed;
        uint256 privateKey = 1 + _random(2 ** 128);
        Assertion memory a = _assertion(digest);
        if (_random(2) == 0) a.rest = bytes(rest).length > 255 ? string(rest[:255]) : rest;
        // Below 256.
        if (_random(2) == 0) a.flags = uint8(_random(256));
        if (_random(4) == 0) a.start = '{"type":"webauthn.create","challenge":"';
        if (_random(4) == 0) a.challenge = string.concat(a.challenge, "A");
        bytes memory signature = _signAssertion(privateKey, a);
        bool yes = _says(KEY_TYPE_WEBAUTHN, _identityOf(privateKey, KEY_TYPE_WEBAUTHN), digest, signature);
        bool selfContradicting = a.flags & 0x18 == 0x10;
        if (yes && !selfContradicting) assertTrue(_plainWebAuthn(digest, signature), "the plain verifier");
        bool expected = a.flags & 0xc5 == 0x05
            && keccak256(bytes(a.start)) == keccak256('{"type":"webauthn.get","challenge":"')
            && keccak256(bytes(a.challenge)) == keccak256(bytes(_assertion(digest).challenge));
        assertEq(yes, expected);
    }

    function _plainWebAuthn(bytes32 digest, bytes memory signature) private view returns (bool) {
        uint256 length = uint8(signature[REST_AT - 1]);
        bytes memory authenticatorData = new bytes(37);
        for (uint256 i = 0; i < 37; ++i) {
            authenticatorData[i] = signature[128 + i];
        }
        bytes memory rest = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            rest[i] = signature[REST_AT + i];
        }
        Assertion memory a = _assertion(digest);
        PlainWebAuthn.WebAuthnAuth memory auth = PlainWebAuthn.WebAuthnAuth({
            r: bytes32(signature.wordAt(64)),
            s: bytes32(signature.wordAt(96)),
            challengeIndex: 23,
            typeIndex: 1,
            authenticatorData: authenticatorData,
            clientDataJSON: string(abi.encodePacked(a.start, a.challenge, '"', rest))
        });
        return PlainWebAuthn.verify(
            abi.encodePacked(digest), auth, bytes32(signature.wordAt(0)), bytes32(signature.wordAt(32))
        );
    }

    /// @dev Every length but the type's own, and every type but the two, is a no and no revert.
    function test_review_otherLengthsAndTypes() public view {
        bytes32 digest = keccak256("digest");
        for (uint8 keyType = 1; keyType <= 2; ++keyType) {
            bytes memory good = _signTyped(keyType, 5, digest);
            address identity = _identityOf(5, keyType);
            assertTrue(_says(keyType, identity, digest, good));
            for (uint256 length = 0; length < good.length; length += 7) {
                assertFalse(_says(keyType, identity, digest, good.cut(length)));
            }
            assertFalse(_says(keyType, identity, digest, bytes.concat(good, hex"00")));
            assertFalse(_says(3 - keyType, identity, digest, good), "the other type");
            (bytes32 x, bytes32 y) = _publicKey(5);
            for (uint256 other = 3; other < 256; ++other) {
                // Below 256.
                assertFalse(_says(uint8(other), toIdentity(uint8(other), x, y), digest, good));
            }
            assertFalse(_says(0, toIdentity(0, x, y), digest, good));
        }
    }
}

/// @dev One public key, granted as P-256 and as WebAuthn: what it signed as one is worth nothing as the other.
abstract contract TwoKindsReview is TypedKeyFixture, ReviewFixture {
    using Bytes for bytes;

    function setUp() public override {
        super.setUp();
        vm.warp(block.timestamp + 1);
    }

    function _keyIdentity() internal view override(World, TypedKeyFixture) returns (address) {
        return TypedKeyFixture._keyIdentity();
    }

    function _signAsKey(bytes32 digest)
        internal
        view
        override(World, TypedKeyFixture)
        returns (bytes memory)
    {
        return TypedKeyFixture._signAsKey(digest);
    }

    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_P256;
    }

    function _asWebAuthn() private returns (Grant memory bare) {
        bare = grant;
        grant.keyType = KEY_TYPE_WEBAUTHN;
        grant.key = _identityOf(sessionKey, KEY_TYPE_WEBAUTHN);
        _enableGrant();
    }

    function _unsignedOf(Grant memory terms) private view returns (UserOperation memory op) {
        op = _unsigned(_callData());
        if (!isNexus) op.nonce = ENTRY_POINT_06.getNonce(account, uint160(terms.key));
    }

    function test_review_assertionAsABareSignature() public {
        Grant memory bare = grant;
        _asWebAuthn();
        grant = bare;
        UserOperation memory op = _unsignedOf(grant);
        bytes32 digest = _digest(_hashOf(op), _routing());
        bytes memory assertion = _signTyped(KEY_TYPE_WEBAUTHN, sessionKey, digest);
        op.signature = _wrap(abi.encodePacked(_routing(), assertion.cut(128)));
        _sendFailed(op);
        op.signature = _wrap(abi.encodePacked(_routing(), _signTyped(KEY_TYPE_P256, sessionKey, digest)));
        _sendAccepted(op);
    }

    function test_review_bareSignatureInAnEnvelope() public {
        _asWebAuthn();
        UserOperation memory op = _unsignedOf(grant);
        bytes32 digest = _digest(_hashOf(op), _routing());
        bytes memory good = _signTyped(KEY_TYPE_WEBAUTHN, sessionKey, digest);
        bytes memory bare = _signTyped(KEY_TYPE_P256, sessionKey, digest);
        bytes memory bad = good.withWord(64, bare.wordAt(64)).withWord(96, bare.wordAt(96));
        op.signature = _wrap(abi.encodePacked(_routing(), bad));
        _sendFailed(op);
        op.signature = _wrap(abi.encodePacked(_routing(), good));
        _sendAccepted(op);
    }

    /// @dev The routing names one key and one type for all of its grants, so that grants of two types never meet in one operation.
    function test_review_grantsOfBothTypesInOneOperation() public {
        Grant memory bare = grant;
        _asWebAuthn();
        (GrantId first, GrantId second) = (bare.toId(), grant.toId());
        assertTrue(GrantId.unwrap(first) != GrantId.unwrap(second));
        Grant memory other = grant;
        for (uint256 i = 0; i < 2; ++i) {
            grant = i == 0 ? bare : other;
            Grant memory foreign = abi.decode(abi.encode(grant), (Grant));
            (foreign.keyType, foreign.key) = i == 0 ? (other.keyType, bare.key) : (bare.keyType, other.key);
            // The other grant's type over this one's identity: a grant that nobody enabled.
            Grant memory good = grant;
            grant = foreign;
            UserOperation memory op = _unsignedOf(foreign);
            op.signature = _wrap(
                abi.encodePacked(
                    _routing(), _signTyped(foreign.keyType, sessionKey, _digest(_hashOf(op), _routing()))
                )
            );
            bytes32 userOpHash = _hashOf(op);
            vm.expectPartialRevert(IGrantLedger.GrantStatusWrong.selector);
            _validateAtAccount(op, userOpHash);
            grant = good;
        }
    }

    /// @dev The owner approves a key with its type: the same identity under another type is another grant.
    function test_review_approvalForAnotherType() public {
        _freshGrant();
        // The cast keeps a time in seconds.
        OwnerApproval memory approval = _approved(grant, _emptyApproval(uint48(block.timestamp + 1 hours)));
        for (uint8 keyType = 0; keyType < 3; ++keyType) {
            if (keyType == KEY_TYPE_P256) continue;
            grant.keyType = keyType;
            UserOperation memory op = _unsignedOf(grant);
            bytes memory routing = _enablingRouting(approval);
            bytes32 digest = _digest(_hashOf(op), routing);
            bytes memory signature =
                keyType == 0 ? _sign(sessionKey, digest) : _signTyped(keyType, sessionKey, digest);
            op.signature = _wrap(abi.encodePacked(routing, signature));
            bytes32 userOpHash = _hashOf(op);
            vm.expectPartialRevert(IGrantLedger.ApprovalRefused.selector);
            _validateAtAccount(op, userOpHash);
        }
        grant.keyType = KEY_TYPE_P256;
        _sendAccepted(_enablingOperation(approval));
    }

    /// @dev Nobody calls from the address that a typed key's identity is: renouncing by sender is for keys with an address.
    function test_review_renouncing_needsTheKeysSignature() public {
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.KeyWrong.selector, address(this), grant.key));
        ledger.renounceGrant(account, grant);
        _sendAccepted(_operation());
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract TwoKindsModularReviewTest is TwoKindsReview {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract TwoKindsNexusReviewTest is TwoKindsReview {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}

/// @dev A chain that loses its precompile, or a grant that got in before anybody looked: nobody passes, nothing reverts, and the owner can end
/// it. This contract runs without the precompile.
contract LostPrecompileReviewTest is TypedKeyFixture {
    function _keyType() internal pure override returns (uint8) {
        return KEY_TYPE_P256;
    }

    function setUp() public override {
        _deployWorld();
        _installRouter(account);
        _addSeedSessions();
        _makeGrant();
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.KeyTypeNotVerifiable.selector, KEY_TYPE_P256));
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        address verifier = address(ledger.keyVerifier());
        vm.mockCall(
            verifier,
            abi.encodeCall(IKeyVerifier.canVerify, (KEY_TYPE_P256)),
            abi.encode(IKeyVerifier.canVerify.selector)
        );
        grantId = _enableGrant();
        vm.clearMockedCalls();
        _addSeedCalls();
        _routeSeed();
    }

    function test_review_withoutThePrecompile_nobodyPasses() public {
        assertEq(uint256(KEY_TYPE_P256), grant.keyType);
        _sendFailed(_operation());
        _sendFailed(_withSignature(_stubTyped(KEY_TYPE_P256, sessionKey)));
        _sendFailed(_withSignature(new bytes(128)));
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        UserOperation memory op = _operation();
        bytes32 userOpHash = _hashOf(op);
        vm.expectPartialRevert(IGrantLedger.GrantStatusWrong.selector);
        _validateAtAccount(op, userOpHash);
        // The same grant of a key of the first type.
        (grant.keyType, grant.key) = (0, vm.addr(sessionKey));
        _enableGrant();
        op = _unsigned(_callData());
        if (!isNexus) op.nonce = ENTRY_POINT_06.getNonce(account, uint160(grant.key));
        op.signature =
            _wrap(abi.encodePacked(_routing(), _sign(sessionKey, _digest(_hashOf(op), _routing()))));
        _sendAccepted(op);
    }
}
