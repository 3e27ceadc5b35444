// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TypedKeys} from "./helpers/TypedKeys.sol";
import {KeyVerifier} from "src/KeyVerifier.sol";
import {IKeyVerifier} from "src/interfaces/IKeyVerifier.sol";
import {KEY_TYPE_P256, KEY_TYPE_WEBAUTHN, SessionKey, toSessionKey} from "src/types/SessionKey.sol";

contract CurveHarness is KeyVerifier {
    function curve(bytes memory input) external view returns (uint256) {
        return _curve(input);
    }
}

/// @dev The verifier by itself: on a chain with the precompile, and on one without. What it makes of damaged signatures is compared with
/// the SDK in `test/keysParity.test.ts`.
contract KeyVerifierWithoutPrecompileTest is TypedKeys {
    KeyVerifier internal verifier = new KeyVerifier();

    function test_saysNo_whereTheChainCannotVerify() public view {
        for (uint256 keyType = 0; keyType < 256; ++keyType) {
            // Below 256.
            assertEq(verifier.canVerify(uint8(keyType)), bytes4(0));
        }
        bytes32 digest = keccak256("digest");
        SessionKey key = toSessionKey(_identityOf(5, KEY_TYPE_P256), KEY_TYPE_P256);
        assertEq(verifier.verifyKey(key, digest, _signTyped(KEY_TYPE_P256, 5, digest)), bytes4(0));
    }
}

/// forge-config: default.evm_version = "osaka"
/// forge-config: deep.evm_version = "osaka"
contract KeyVerifierTest is TypedKeys {
    CurveHarness internal verifier = new CurveHarness();

    function test_canVerify_theTwoTypes() public view {
        for (uint256 keyType = 0; keyType < 256; ++keyType) {
            bool known = keyType == KEY_TYPE_P256 || keyType == KEY_TYPE_WEBAUTHN;
            // Below 256.
            assertEq(verifier.canVerify(uint8(keyType)), known ? IKeyVerifier.canVerify.selector : bytes4(0));
        }
    }

    function testFuzz_verifyKey_takesWhatTheKeySigned(uint256 privateKey, bytes32 digest, bool isWebAuthn)
        public
        view
    {
        privateKey = bound(privateKey, 1, type(uint128).max);
        uint8 keyType = isWebAuthn ? KEY_TYPE_WEBAUTHN : KEY_TYPE_P256;
        SessionKey key = toSessionKey(_identityOf(privateKey, keyType), keyType);
        bytes memory signature = _signTyped(keyType, privateKey, digest);
        assertEq(verifier.verifyKey(key, digest, signature), IKeyVerifier.verifyKey.selector);
        assertEq(verifier.verifyKey(key, ~digest, signature), bytes4(0));
    }

    /// @dev A key's type beyond the byte is no type: bits above it name another key.
    function test_verifyKey_refusesDirtyKeys() public view {
        bytes32 digest = keccak256("digest");
        bytes memory signature = _signTyped(KEY_TYPE_P256, 5, digest);
        uint256 clean = SessionKey.unwrap(toSessionKey(_identityOf(5, KEY_TYPE_P256), KEY_TYPE_P256));
        assertEq(
            verifier.verifyKey(SessionKey.wrap(clean), digest, signature), IKeyVerifier.verifyKey.selector
        );
        assertEq(verifier.verifyKey(SessionKey.wrap(clean | 1 << 168), digest, signature), bytes4(0));
    }

    function test_verifyKey_refusesOtherTypesAndLengths() public view {
        bytes32 digest = keccak256("digest");
        for (uint8 keyType = 1; keyType <= 2; ++keyType) {
            SessionKey key = toSessionKey(_identityOf(5, keyType), keyType);
            bytes memory signature = _signTyped(keyType, 5, digest);
            assertEq(verifier.verifyKey(key, digest, signature), IKeyVerifier.verifyKey.selector);
            assertEq(verifier.verifyKey(key, digest, bytes.concat(signature, hex"00")), bytes4(0));
            assertEq(verifier.verifyKey(key, digest, ""), bytes4(0));
        }
        // Types that are judged elsewhere or nowhere, with as many bytes as they have.
        assertEq(verifier.verifyKey(toSessionKey(address(5), 0), digest, new bytes(65)), bytes4(0));
        assertEq(verifier.verifyKey(toSessionKey(address(5), 3), digest, ""), bytes4(0));
    }

    /// @dev What stands behind a signature in calldata is not its own.
    function test_verifyKey_readsNothingBehindTheSignature() public view {
        bytes32 digest = keccak256("digest");
        bytes memory signature = _signTyped(KEY_TYPE_WEBAUTHN, 5, digest);
        SessionKey key = toSessionKey(_identityOf(5, KEY_TYPE_WEBAUTHN), KEY_TYPE_WEBAUTHN);
        bytes memory question = abi.encodeCall(IKeyVerifier.verifyKey, (key, digest, signature));
        uint256 end = 4 + 4 * 32 + signature.length;
        for (uint256 i = end; i < question.length; ++i) {
            question[i] = 0xff;
        }
        assertGt(question.length, end, "there is room behind it");
        (, bytes memory answer) = address(verifier).staticcall(question);
        assertEq(abi.decode(answer, (bytes4)), IKeyVerifier.verifyKey.selector);
        // Its own last byte is.
        question[end - 1] = 0xff;
        (, answer) = address(verifier).staticcall(question);
        assertEq(abi.decode(answer, (bytes4)), bytes4(0));
    }

    /// @dev RFC 6979, A.2.5, SHA-256, messages "sample" and "test"; the call of EIP-7951's reference tests; and the vector of Wycheproof with r = 5
    /// and s = 1.
    function test_curve_publishedVectors() public view {
        bytes32 x = 0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6;
        bytes32 y = 0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299;
        bytes[4] memory good = [
            abi.encodePacked(
                sha256("sample"),
                hex"efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
                hex"f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
                x,
                y
            ),
            abi.encodePacked(
                sha256("test"),
                hex"f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
                hex"019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
                x,
                y
            ),
            abi.encodePacked(
                hex"4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d",
                hex"a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac",
                hex"36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60",
                hex"4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3",
                hex"7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
            ),
            abi.encodePacked(
                hex"532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25",
                bytes32(uint256(5)),
                bytes32(uint256(1)),
                hex"4a03ef9f92eb268cafa601072489a56380fa0dc43171d7712813b3a19a1eb5e5",
                hex"3e213e28a608ce9a2f4a17fd830c6654018a79b3e0263d91a8ba90622df6f2f0"
            )
        ];
        for (uint256 i = 0; i < good.length; ++i) {
            assertEq(verifier.curve(good[i]), 1, "taken");
            // A byte of each of the five words.
            for (uint256 at = 7; at < 160; at += 32) {
                bytes memory bad = bytes.concat(good[i]);
                bad[at] ^= 0x01;
                assertEq(verifier.curve(bad), 0, "refused");
            }
        }
    }
}
