// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Signature and routing. Each test ends with its twin: the operation as the session key signed it is accepted.
contract SignatureAttacksTest is SeedFixture {
    using Bytes for bytes;

    uint256 internal constant CURVE_ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function _withSignature(bytes memory routing, bytes memory signature)
        internal
        view
        returns (UserOperation memory op)
    {
        op = _unsigned(_callData());
        op.signature = _wrap(abi.encodePacked(routing, signature));
    }

    function _goodSignature() internal view returns (bytes memory) {
        return _sign(sessionKey, _digest(_hashOf(_unsigned(_callData())), _routing()));
    }

    function test_attack_13_wrongSigner() public {
        bytes32 digest = _digest(_hashOf(_unsigned(_callData())), _routing());
        _sendFailed(_withSignature(_routing(), _sign(uint256(keccak256("stranger")), digest)));
        _sendAccepted(_operation());
    }

    function test_attack_13_wrongSigner_stillHasEveryCallValidated() public {
        datas[2] = abi.encodeWithSignature("withdraw(uint256,address,address)", 1, account, account);
        UserOperation memory op = _withSignature(_routing(), new bytes(65));
        vm.expectPartialRevert(ISessionRouter.SessionRefused.selector);
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
    }

    function test_attack_14_dummySignature() public {
        _sendFailed(_withSignature(_routing(), new bytes(65)));
        _sendFailed(
            _withSignature(_routing(), abi.encodePacked(type(uint256).max, type(uint256).max, hex"ff"))
        );
        _sendAccepted(_operation());
    }

    function test_attack_14_stubCostsWhatTheRealOneCosts() public {
        UserOperation memory real = _operation();
        UserOperation memory stub = _withSignature(
            _routing(),
            hex"fffffffffffffffffffffffffffffff0000000000000000000000000000000007aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1c"
        );
        assertEq(stub.signature.length, real.signature.length);
        bytes32 userOpHash = _hashOf(real);
        uint256 stubGas = _validationGas(stub, userOpHash);
        assertApproxEqRel(stubGas, _validationGas(real, userOpHash), 0.01e18);
    }

    function _validationGas(UserOperation memory op, bytes32 userOpHash) internal returns (uint256 used) {
        uint256 snapshot = vm.snapshotState();
        _validateAtAccount(op, userOpHash);
        used = vm.lastCallGas().gasTotalUsed;
        vm.revertToState(snapshot);
    }

    function test_attack_15_highS() public {
        bytes memory good = _goodSignature();
        bytes memory high =
            good.withWord(32, CURVE_ORDER - good.wordAt(32)).withByte(64, good[64] == 0x1b ? 28 : 27);
        assertEq(
            ecrecover(
                _digest(_hashOf(_unsigned(_callData())), _routing()),
                uint8(high[64]),
                bytes32(high.wordAt(0)),
                bytes32(high.wordAt(32))
            ),
            vm.addr(sessionKey),
            "the precompile takes it"
        );
        _sendFailed(_withSignature(_routing(), high));
        _sendAccepted(_withSignature(_routing(), good));
    }

    /// @dev Without a comparison first, the routing would have a length below zero.
    function test_attack_14_shorterThanAKeySignature() public {
        UserOperation memory op = _unsigned(_callData());
        bytes memory start = abi.encodePacked(uint8(1), uint8(0), uint8(0), grant.key);
        op.signature = _wrap(start);
        _sendRefused(op, abi.encodeWithSelector(ISessionRouter.RoutingTruncated.selector, 23, 65));
        op.signature = _wrap(abi.encodePacked(start, new bytes(41)));
        _sendRefused(op, abi.encodeWithSelector(ISessionRouter.RoutingTruncated.selector, 64, 65));
        op.signature = _wrap(abi.encodePacked(start, new bytes(42)));
        _sendRefused(op, abi.encodeWithSelector(ISessionRouter.RoutingTruncated.selector, 0, 24));
        _sendAccepted(_operation());
    }

    function test_attack_15_vZero() public {
        bytes memory good = _goodSignature();
        _sendFailed(_withSignature(_routing(), good.withByte(64, 0)));
        _sendFailed(_withSignature(_routing(), good.withByte(64, uint8(good[64]) - 27)));
        _sendAccepted(_withSignature(_routing(), good));
    }

    function test_attack_16_sessionKeyZero() public {
        bytes memory good = _routing();
        grant.key = address(0);
        _sendRefused(
            _withSignature(_routing(), new bytes(65)),
            abi.encodeWithSelector(ISessionRouter.SessionKeyZero.selector)
        );
        vm.prank(account);
        vm.expectRevert(abi.encodeWithSignature("KeyZero()"));
        ledger.enableGrants(_trees(grant, sessions));
        grant.key = vm.addr(sessionKey);
        assertEq(_routing(), good);
        _sendAccepted(_operation());
    }

    function test_attack_18_bundlerSwapsASession() public {
        sessions.push(_session(address(approvalSvm), _approveData(_noLimits())));
        _regrant();
        UserOperation memory op = _operation();
        bytes memory keySignature = _goodSignature();
        // The other session of the same key allows the same call, without the limit.
        delete routes;
        _route(1, 1);
        _route(2, 2);
        _route(3, 0);
        _sendFailed(_withSignature(_routing(), keySignature));
        _sendAccepted(op);
    }

    function test_attack_18_bundlerReordersTheCallsOfASession() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _addCall(address(tokenA), _approveCall(2));
        routes.push();
        routes[0].calls = [0, 1];
        UserOperation memory op = _operation();
        bytes memory keySignature = _goodSignature();
        routes[0].calls = [1, 0];
        _sendRefused(
            _withSignature(_routing(), keySignature),
            abi.encodeWithSelector(ISessionRouter.CallIndexNotAscending.selector, 0, 1)
        );
        _sendAccepted(op);
    }

    function test_attack_19_callSpecificDataAdded() public {
        bytes memory good = _routing();
        bytes memory keySignature = _goodSignature();
        // The first call of the first session: length 1, one byte of call-specific data.
        uint256 position = 1 + 1 + 1 + 20 + 1 + 52 + 1 + 34 + sessions[0].data.length + 1 + 1;
        bytes memory tail = new bytes(good.length - position - 2);
        for (uint256 i = 0; i < tail.length; ++i) {
            tail[i] = good[position + 2 + i];
        }
        bytes memory swapped = abi.encodePacked(good.cut(position), uint16(1), hex"aa", tail);
        _sendRefused(
            _withSignature(swapped, keySignature),
            _refusal(
                address(approvalSvm),
                abi.encodeWithSignature("CallSpecificDataNotAllowed(uint256,uint256,uint256)", 0, 1, 0)
            )
        );
        _sendAccepted(_withSignature(good, keySignature));
    }

    function test_attack_20_personalSignAndOtherTypedData() public {
        bytes32 userOpHash = _hashOf(_unsigned(_callData()));
        bytes memory routing = _routing();
        _sendFailed(_withSignature(routing, _sign(sessionKey, userOpHash)));
        _sendFailed(
            _withSignature(
                routing,
                _sign(sessionKey, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", userOpHash)))
            )
        );
        bytes32 foreign = keccak256(
            abi.encodePacked(
                hex"1901",
                keccak256("another domain"),
                keccak256(
                    abi.encode(
                        keccak256("SessionOperation(bytes32 userOpHash,bytes routing)"),
                        userOpHash,
                        keccak256(routing)
                    )
                )
            )
        );
        _sendFailed(_withSignature(routing, _sign(sessionKey, foreign)));
        _sendAccepted(_operation());
    }

    function test_attack_84_replayOnAnotherChainOrSiblingAccount() public {
        address sibling = _deployAccount(owner, 1);
        _installRouter(sibling);
        vm.prank(sibling);
        ledger.enableGrants(_trees(grant, sessions));
        UserOperation memory op = _operation();
        address first = account;
        account = sibling;
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _route(0, 0);
        UserOperation memory own = _operation();
        account = first;
        UserOperation memory copied = _operation();
        copied.sender = sibling;
        _sendFailed(copied);
        _sendAccepted(own);

        bytes32 userOpHash = _hashOf(op);
        vm.chainId(999);
        vm.prank(account);
        assertEq(uint160(_validateAtRouter(op, userOpHash)), 1, "another chain");
        vm.chainId(31337);
        _sendAccepted(op);
    }

    function test_senderMustBeTheCaller() public {
        UserOperation memory op = _operation();
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert(
            abi.encodeWithSelector(ISessionRouter.SenderNotCaller.selector, address(this), account)
        );
        _validateAtRouter(op, userOpHash);
        _sendAccepted(op);
    }

    /// @dev Flip any one bit of routing or signature: never accepted.
    function testFuzz_damagedSignature_isNeverAccepted(uint256 position, uint8 bit) public {
        UserOperation memory op = _operation();
        position = bound(position, 0, op.signature.length - 1);
        op.signature[position] ^= bytes1(uint8(1 << (bit % 8)));
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        (bool success, bytes memory answer) = router.call(_validateCall(op, userOpHash));
        if (success) assertEq(abi.decode(answer, (uint256)) & type(uint160).max, 1);
    }
}
