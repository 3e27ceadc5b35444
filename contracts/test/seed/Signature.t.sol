// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {OriginalFixture} from "../helpers/OriginalFixture.sol";
import {ISeedFormat} from "src/interfaces/ISeedFormat.sol";
import {SeedSession} from "src/interfaces/ISeedFramework.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The seed format: who signs what, and in which bytes.
contract SeedSignatureTest is OriginalFixture {
    using Bytes for bytes;

    uint256 internal constant CURVE_ORDER =
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    /// @dev What the original's SDK estimates with.
    bytes internal constant STUB =
        hex"73c3ac716c487ca34bb858247b5ccf1dc354fbaabdd089af3b2ac8e78ba85a4959a2d76250325bd67c11771c31fccda87c33ceec17cc0de912690521bb95ffcb1b";

    function _good() internal view returns (bytes memory) {
        return _keySignature(_seedUnsigned(_callData()));
    }

    function _fails(bytes memory keySignature) internal {
        _sendFailed(_seedWith(_seedSignature(keySignature)));
    }

    function _refused(bytes memory moduleSignature, uint256 position, uint256 found, uint256 allowed)
        internal
    {
        _sendRefused(
            _seedWith(moduleSignature),
            abi.encodeWithSelector(ISeedFormat.SeedSignatureNotCanonical.selector, position, found, allowed)
        );
    }

    function test_attack_13_wrongSigner() public {
        bytes32 userOpHash = _hashOf(_seedUnsigned(_callData()));
        _fails(_sign(uint256(keccak256("stranger")), _personalDigest(userOpHash)));
        _fails(_sign(ownerKey, _personalDigest(userOpHash)));
        _sendAccepted(_seedOperation());
    }

    function test_attack_14_dummySignature() public {
        _fails(STUB);
        _fails(new bytes(65));
        _fails(abi.encodePacked(type(uint256).max, type(uint256).max, hex"ff"));
        _sendAccepted(_seedOperation());
    }

    function test_attack_14_stubCostsWhatTheRealOneCosts() public {
        UserOperation memory real = _seedOperation();
        bytes32 userOpHash = _hashOf(real);
        uint256 realGas = _validationGas(real, userOpHash);
        UserOperation memory stub = _seedWith(_seedSignature(STUB));
        assertApproxEqRel(_validationGas(stub, userOpHash), realGas, 0.01e18, "stub");
        UserOperation memory dear = _seedOperation();
        dear.maxFeePerGas = 1e18;
        assertApproxEqRel(_validationGas(dear, _hashOf(dear)), realGas, 0.01e18, "over the budget");
        UserOperation memory free = _seedUnsigned(_callData());
        (free.maxFeePerGas, free.maxPriorityFeePerGas) = (0, 0);
        free = _seedSigned(free);
        assertApproxEqRel(_validationGas(free, _hashOf(free)), realGas, 0.01e18, "estimated without fees");
    }

    function test_attack_15_highS_vZero() public {
        bytes memory good = _good();
        bytes memory high =
            good.withWord(32, CURVE_ORDER - good.wordAt(32)).withByte(64, good[64] == 0x1b ? 28 : 27);
        _fails(high);
        _fails(good.withByte(64, 0));
        _fails(good.withByte(64, uint8(good[64]) - 27));
        _sendAccepted(_seedOperation());
    }

    /// @dev The data name the key; that of nobody could be "signed" by anybody.
    function test_attack_16_sessionKeyZero() public {
        bytes memory data = abi.encode(address(0), address(tokenA), address(dex), 1);
        _useLeaf(_leaf(erc20Module, data), address(tokenA), _approveCall(1));
        bytes memory reason = abi.encodeWithSelector(ISessionRouter.SessionKeyZero.selector);
        _sendRefused(_seedWith(_seedSignature(new bytes(65))), reason);
        _sendRefused(_seedOperation(), reason);
        _useLeaf(_leaf(erc20Module, _erc20Data(1)), address(tokenA), _approveCall(1));
        _sendAccepted(_seedOperation());
    }

    function test_attack_20_otherDigestsOfTheSameHash() public {
        bytes32 userOpHash = _hashOf(_seedUnsigned(_callData()));
        _fails(_sign(sessionKey, userOpHash));
        // An older version of the original hashes the manager in.
        _fails(_sign(sessionKey, _personalDigest(keccak256(abi.encodePacked(userOpHash, named)))));
        _fails(_sign(sessionKey, _digest(userOpHash, _routing())));
        _sendAccepted(_seedOperation());
    }

    function test_attack_20_signatureOfTheSeedFormat_isNoneOfTheNative() public {
        UserOperation memory op = _unsigned(_callData());
        bytes memory signature = _sign(sessionKey, _personalDigest(_hashOf(op)));
        op.signature = _wrap(abi.encodePacked(_routing(), signature));
        _sendFailed(op);
        _sendAccepted(_signed(op, _routing()));
    }

    function test_keysThatDiffer() public {
        bytes memory data = _rulesData(address(dex), bytes4(datas[1]), "");
        address other = vm.addr(uint256(keccak256("other key")));
        for (uint256 i = 0; i < 20; ++i) {
            data[i] = bytes20(other)[i];
        }
        bytes memory before = tree[1].sessionKeyData;
        tree[1].sessionKeyData = data;
        _setRoot();
        _sendFailed(_seedOperation());
        _fails(_sign(uint256(keccak256("other key")), _personalDigest(_hashOf(_seedUnsigned(_callData())))));
        tree[1].sessionKeyData = before;
        _setRoot();
        _sendAccepted(_seedOperation());
    }

    function test_attack_11_signatureNotCanonical() public {
        bytes memory good = _seedSignature(_good());
        uint256 size = good.length;
        _refused(bytes.concat(good, new bytes(32)), size, size + 32, size);
        _refused(bytes.concat(good, hex"00"), size, size + 1, size);
        // The array's pointer, a session's, and that of the key's signature.
        _refused(good.withWord(0x20, 0x80), 0x20, 0x80, 0x60);
        _refused(good.withWord(0xa0, good.wordAt(0x80)), 0xa0, good.wordAt(0x80), good.wordAt(0xa0));
        _refused(good.withWord(0x40, size), 0x40, size, size - 0x80);
        // Bits above an address, and above 48 bits.
        uint256 dirty = good.wordAt(0) | 1 << 160;
        _refused(good.withWord(0, dirty), 0, dirty, type(uint160).max);
        _refused(good.withWord(0xe0, 1 << 48), 0xe0, 1 << 48, type(uint48).max);
        dirty = good.wordAt(0x120) | 1 << 255;
        _refused(good.withWord(0x120, dirty), 0x120, dirty, type(uint160).max);
        // Padding of the key's signature.
        _refused(good.withByte(size - 1, 1), size - 31, 1, 0);
        _sendAccepted(_seedWith(good));
    }

    function test_keySignatureOfAnotherLength() public {
        bytes memory good = _seedSignature(_good());
        uint256 position = good.length - 0x80;
        _refused(abi.encode(named, _seedSessions(), new bytes(64)), position, 64, 65);
        _refused(abi.encode(named, _seedSessions(), bytes.concat(_good(), hex"00")), position, 66, 65);
        _refused(abi.encode(named, _seedSessions(), ""), position, 0, 65);
        _sendAccepted(_seedWith(good));
    }

    function test_attack_09_hugeLengths_costLittle() public {
        bytes memory good = _seedSignature(_good());
        bytes32 userOpHash = _hashOf(_seedUnsigned(_callData()));
        uint256[4] memory positions = [uint256(0x60), 0x1a0, 0x240, 0x2a0];
        for (uint256 i = 0; i < positions.length; ++i) {
            UserOperation memory op = _seedWith(good.withWord(positions[i], type(uint64).max));
            vm.prank(account);
            (bool success,) =
                router.call{gas: 150_000}(abi.encodeCall(batchedRouter.validateUserOp, (op, userOpHash)));
            assertFalse(success, "refused");
            assertLt(vm.lastCallGas().gasTotalUsed, 120_000);
        }
        _sendAccepted(_seedWith(good));
    }

    /// @dev No bit of the signature is free: the root holds the sessions, the layout is fixed, the key signs the rest.
    function testFuzz_flippedBit_isNeverAccepted(uint256 bit) public {
        UserOperation memory op = _seedOperation();
        bytes32 userOpHash = _hashOf(op);
        bit = bound(bit, 0, 8 * op.signature.length - 1);
        op.signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.prank(account);
        try batchedRouter.validateUserOp(op, userOpHash) returns (uint256 answer) {
            assertEq(uint160(answer), 1);
        } catch {}
    }

    /// @dev Lengths that no honest encoder made, also such as read beyond the signature.
    function testFuzz_truncatedOrLonger_isNeverAccepted(uint256 length, bytes calldata tail) public {
        bytes memory good = _seedSignature(_good());
        length = bound(length, 0, good.length - 1);
        UserOperation memory op = _seedWith(good.cut(length));
        bytes32 userOpHash = _hashOf(op);
        vm.startPrank(account);
        vm.expectRevert();
        batchedRouter.validateUserOp(op, userOpHash);
        if (tail.length == 0) return;
        op = _seedWith(bytes.concat(good, tail));
        vm.expectRevert();
        batchedRouter.validateUserOp(op, userOpHash);
    }

    /// @dev The gap that is documented: who carries an operation may put another session of the same key under a call that both allow. The call is
    /// still one that the owner allowed this key.
    function test_attack_18_swappedSession_isTheOriginalsGap() public {
        SeedSession memory shorter = _leaf(erc20Module, _erc20Data(500e18));
        shorter.validUntil = uint48(block.timestamp + 1 days);
        tree.push(shorter);
        _setRoot();
        bytes memory signature = _good();
        used[0] = 3;
        _sendAccepted(_seedWith(_seedSignature(signature)));
    }

    function test_attack_65_anotherCaller() public {
        UserOperation memory op = _seedOperation();
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert(
            abi.encodeWithSelector(ISessionRouter.SenderNotCaller.selector, address(this), account)
        );
        batchedRouter.validateUserOp(op, userOpHash);
        vm.prank(account);
        assertEq(uint160(batchedRouter.validateUserOp(op, userOpHash)), 0);
    }

    function test_attack_72_initCode() public {
        UserOperation memory op = _seedOperation();
        op.initCode = hex"00";
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, 1));
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
        _sendAccepted(_seedOperation());
    }

    /// @dev Nonces under an address are its owner's: a session key cannot take that of a waiting revocation, nor that of a native session key.
    function test_nonceOfAnAddress_isRefused() public {
        UserOperation memory op = _seedUnsigned(_callData());
        uint192[3] memory keys = [uint192(uint160(owner)), uint160(grant.key), uint192(1 << 64)];
        for (uint256 i = 0; i < keys.length; ++i) {
            op.nonce = ENTRY_POINT_06.getNonce(account, keys[i]);
            _sendRefused(
                _seedSigned(op),
                abi.encodeWithSelector(ISeedFormat.SeedNonceWrong.selector, keys[i], type(uint64).max)
            );
        }
        op.nonce = ENTRY_POINT_06.getNonce(account, type(uint64).max);
        _sendAccepted(_seedSigned(op));
        op.nonce = ENTRY_POINT_06.getNonce(account, 1 << 160);
        _sendAccepted(_seedSigned(op));
    }
}
