// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {ModularFixture} from "../helpers/KindFixtures.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Reading the batch. Each test ends with its twin: the same operation without the damage is accepted.
contract ModularBatchAttacksTest is ModularFixture {
    using Bytes for bytes;

    function _refusedThenAccepted(bytes memory callData, bytes memory reason) internal {
        _sendRefused(_signed(_unsigned(callData), _routing()), reason);
        _sendAccepted(_operation());
    }

    function _notCanonical(uint256 position, uint256 found, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(ISessionRouter.BatchNotCanonical.selector, position, found, allowed);
    }

    function test_attack_01_emptyBatch() public {
        bytes memory callData = abi.encodeCall(
            IModularAccount.executeBatch_y6U, (new address[](0), new uint256[](0), new bytes[](0))
        );
        _refusedThenAccepted(callData, abi.encodeWithSelector(ISessionRouter.BatchEmpty.selector));
    }

    function test_attack_01_emptyBatch_signedByAStranger() public {
        UserOperation memory op = _unsigned(
            abi.encodeCall(
                IModularAccount.executeBatch_y6U, (new address[](0), new uint256[](0), new bytes[](0))
            )
        );
        bytes memory routing = _routing();
        bytes memory signature = _sign(uint256(keccak256("stranger")), _digest(bytes32(0), routing));
        op.signature = _wrap(abi.encodePacked(routing, signature));
        uint256 balance = _depositOf(account);
        _sendRefused(op, abi.encodeWithSelector(ISessionRouter.BatchEmpty.selector));
        assertEq(_depositOf(account), balance);
        _sendAccepted(_operation());
    }

    function test_attack_02_fewerRoutesThanCalls() public {
        _addCall(address(tokenA), _approveCall(0));
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.CallNotRouted.selector, 3));
        routes[0].calls.push(3);
        _sendAccepted(_operation());
    }

    function test_attack_02_moreRoutesThanCalls() public {
        routes[0].calls.push(3);
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.CallIndexOutOfRange.selector, 3, 3));
        _addCall(address(tokenA), _approveCall(0));
        _sendAccepted(_operation());
    }

    function test_attack_03_valuesLongerThanTargets() public {
        bytes memory good = _callData();
        values.push(0);
        _sendRefused(_operation(), _notCanonical(4 + 0xe0, 4, 3));
        values.pop();
        assertEq(_callData(), good);
        _sendAccepted(_operation());
    }

    function test_attack_03_calldatasLongerThanTargets() public {
        datas.push("");
        _sendRefused(_operation(), _notCanonical(4 + 0x160, 4, 3));
        datas.pop();
        _sendAccepted(_operation());
    }

    function test_attack_04_valuesShorterThanTargets() public {
        values.pop();
        _sendRefused(_operation(), _notCanonical(4 + 0xe0, 2, 3));
        values.push(0);
        _sendAccepted(_operation());
    }

    function test_attack_04_calldatasShorterThanTargets() public {
        bytes memory last = datas[2];
        datas.pop();
        _sendRefused(_operation(), _notCanonical(4 + 0x160, 2, 3));
        datas.push(last);
        _sendAccepted(_operation());
    }

    function test_attack_05_anotherSelector() public {
        bytes memory callData = _callData();
        callData[0] = 0xff;
        _refusedThenAccepted(
            callData, abi.encodeWithSelector(ISessionRouter.SelectorNotBatch.selector, bytes4(0xff004680))
        );
    }

    function test_attack_05_singleExecute() public {
        bytes memory callData =
            abi.encodeCall(IModularAccount.execute_ncC, (address(tokenA), 0, _approveCall(1)));
        _refusedThenAccepted(
            callData,
            abi.encodeWithSelector(
                ISessionRouter.SelectorNotBatch.selector, IModularAccount.execute_ncC.selector
            )
        );
    }

    function test_attack_06_callDataUnderFourBytes() public {
        _refusedThenAccepted(
            hex"000046", abi.encodeWithSelector(ISessionRouter.SelectorNotBatch.selector, bytes4(0x00004600))
        );
    }

    function test_attack_06_noCallData() public {
        _refusedThenAccepted("", abi.encodeWithSelector(ISessionRouter.SelectorNotBatch.selector, bytes4(0)));
    }

    function test_attack_07_outerOffsetPastTheEnd() public {
        _refusedThenAccepted(_callData().withWord(4, 0x10000), _notCanonical(4, 0x10000, 0x60));
    }

    function test_attack_07_outerOffsetWraps() public {
        _refusedThenAccepted(
            _callData().withWord(36, type(uint256).max - 31), _notCanonical(36, type(uint256).max - 31, 0xe0)
        );
    }

    function test_attack_07_innerOffsetWraps() public {
        bytes memory callData = _callData();
        uint256 position = 4 + 0x180;
        _refusedThenAccepted(
            callData.withWord(position, type(uint256).max - 31),
            _notCanonical(position, type(uint256).max - 31, 0x60)
        );
    }

    function test_attack_07_twoCallsShareOneTail() public {
        uint256 position = 4 + 0x1a0;
        _refusedThenAccepted(_callData().withWord(position, 0x60), _notCanonical(position, 0x60, 0xe0));
    }

    function test_attack_08_arrayLengthHuge_isCheap() public {
        UserOperation memory op = _signed(_unsigned(_callData().withWord(4 + 0x60, 1 << 64)), _routing());
        bytes32 userOpHash = _hashOf(op);
        vm.prank(entryPoint);
        uint256 before = gasleft();
        try IModularAccount(account).validateUserOp(op, userOpHash, 0) {
            fail();
        } catch (bytes memory reason) {
            assertLt(before - gasleft(), 60_000);
            assertEq(
                reason, abi.encodeWithSelector(ISessionRouter.BatchTooLong.selector, uint256(1 << 64), 255)
            );
        }
        _sendAccepted(_operation());
    }

    function test_attack_08_bytesLengthHuge() public {
        bytes memory callData = _callData();
        uint256 position = 4 + 0x1e0;
        assertEq(callData.wordAt(position), 68);
        _sendRefused(
            _signed(_unsigned(callData.withWord(position, 1 << 64)), _routing()),
            _notCanonical(position, 1 << 64, callData.length)
        );
        _sendAccepted(_operation());
    }

    function test_attack_10_dirtyUpperBitsInATarget() public {
        uint256 clean = uint160(address(tokenA));
        _refusedThenAccepted(
            _callData().withWord(4 + 0x80, clean | 1 << 160), _notCanonical(4 + 0x80, clean | 1 << 160, clean)
        );
    }

    function test_attack_11_trailingBytesAfterCallData() public {
        bytes memory callData = bytes.concat(_callData(), hex"00");
        _refusedThenAccepted(
            callData, _notCanonical(callData.length - 1, callData.length, callData.length - 1)
        );
    }

    function test_attack_11_dirtyPaddingInACall() public {
        bytes memory callData = _callData();
        uint256 position = 4 + 0x1e0 + 32 + 68;
        callData[position + 27] = 0x01;
        _refusedThenAccepted(callData, _notCanonical(position, 1 << 32, 0));
    }

    function test_attack_11_trailingBytesAfterSignature() public {
        UserOperation memory op = _operation();
        bytes memory good = op.signature;
        op.signature = bytes.concat(good, bytes32(0));
        _sendRefused(
            op,
            abi.encodeWithSelector(
                ISessionRouter.SignatureNotCanonical.selector, 64, good.length + 32, good.length
            )
        );
        op.signature = good;
        _sendAccepted(op);
    }

    function test_attack_11_dirtyPaddingInTheWrapper() public {
        UserOperation memory op = _operation();
        bytes memory good = op.signature;
        assertNotEq(good.wordAt(64) % 32, 0, "there is padding");
        op.signature = good.withByte(good.length - 1, 1);
        vm.expectPartialRevert(ISessionRouter.SignatureNotCanonical.selector);
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
        op.signature = good;
        _sendAccepted(op);
    }

    function test_attack_11_trailingBytesInTheRouting() public {
        bytes memory routing = bytes.concat(_routing(), hex"00");
        _sendRefused(
            _signed(_unsigned(_callData()), routing),
            abi.encodeWithSelector(ISessionRouter.RoutingTrailing.selector, 1)
        );
        _sendAccepted(_operation());
    }

    /// @dev Whatever single byte of the batch's structure is damaged, the router refuses it or reads what the account would run.
    function testFuzz_damagedCallData_isRefusedOrUnchanged(uint256 position, uint8 value) public {
        bytes memory callData = _callData();
        position = bound(position, 0, callData.length - 1);
        bytes memory damaged = callData.withByte(position, value);
        UserOperation memory op = _unsigned(damaged);
        bytes memory routing = _routing();
        bytes32 userOpHash = _hashOf(op);
        op.signature = _wrap(abi.encodePacked(routing, _sign(sessionKey, _digest(userOpHash, routing))));
        vm.prank(entryPoint);
        (bool success, bytes memory answer) =
            account.call(abi.encodeCall(IModularAccount.validateUserOp, (op, userOpHash, 0)));
        if (!success) return;
        assertEq(abi.decode(answer, (uint256)) & type(uint160).max, 0);
        (address[] memory t, uint256[] memory v, bytes[] memory d) = this.decode(damaged);
        assertEq(abi.encodeWithSelector(bytes4(damaged), t, v, d), damaged, "one encoding");
        assertEq(t.length, 3);
    }

    function decode(bytes calldata callData)
        external
        pure
        returns (address[] memory, uint256[] memory, bytes[] memory)
    {
        return abi.decode(callData[4:], (address[], uint256[], bytes[]));
    }
}
