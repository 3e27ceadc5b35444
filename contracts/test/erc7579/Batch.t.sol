// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {Execution, INexus} from "../helpers/INexus.sol";
import {NexusFixture} from "../helpers/KindFixtures.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Reading `execute(bytes32,bytes)`. Each test ends with its twin: the same operation without the damage is accepted.
contract ExecuteBatchAttacksTest is NexusFixture {
    using Bytes for bytes;

    /// @dev Offsets in callData: mode, pointer, length; then the list's pointer, its length, the executions' pointers.
    uint256 internal constant MODE = 4;
    uint256 internal constant POINTER = 4 + 0x20;
    uint256 internal constant LENGTH = 4 + 0x40;
    uint256 internal constant LIST = 4 + 0x60;
    uint256 internal constant COUNT = 4 + 0x80;
    uint256 internal constant HEADS = 4 + 0xa0;

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

    function _wrongMode(bytes32 mode) internal {
        UserOperation memory op = _signed(_unsigned(_callData().withWord(MODE, uint256(mode))), _routing());
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.ModeNotBatch.selector, uint256(mode), 1 << 248));
        _validateAtAccount(op, bytes32(0));
    }

    function test_attack_01_emptyBatch() public {
        bytes memory empty = _executeBatch(new Execution[](0));
        _refusedThenAccepted(empty, abi.encodeWithSelector(ISessionRouter.BatchEmpty.selector));
    }

    function test_attack_02_fewerOrMoreRoutesThanCalls() public {
        _addCall(address(tokenA), _approveCall(0));
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.CallNotRouted.selector, 3));
        routes[0].calls.push(3);
        UserOperation memory good = _operation();
        routes[0].calls.push(4);
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.CallIndexOutOfRange.selector, 4, 4));
        _sendAccepted(good);
    }

    function test_attack_05_executeFromExecutor() public {
        bytes memory callData = _callData();
        callData[0] = 0xd6;
        _refusedThenAccepted(
            callData, abi.encodeWithSelector(ISessionRouter.SelectorNotBatch.selector, bytes4(0xd6ae5c53))
        );
    }

    function test_attack_06_callDataUnderFourBytes() public {
        _refusedThenAccepted(
            hex"e9ae5c", abi.encodeWithSelector(ISessionRouter.SelectorNotBatch.selector, bytes4(0xe9ae5c00))
        );
    }

    function test_attack_06_selectorAlone() public {
        UserOperation memory op = _signed(_unsigned(hex"e9ae5c53"), _routing());
        vm.expectPartialRevert(ISessionRouter.ModeNotBatch.selector);
        _validateAtAccount(op, bytes32(0));
        _sendAccepted(_operation());
    }

    function test_attack_07_pointersMoved() public {
        uint256[4] memory positions = [POINTER, LIST, HEADS, HEADS + 0x20];
        uint256[4] memory goods = [uint256(0x40), 0x20, 0x60, 0x60 + 0x80 + 0x60];
        bytes memory good = _callData();
        for (uint256 i = 0; i < positions.length; ++i) {
            assertEq(good.wordAt(positions[i]), goods[i], "the canonical pointer");
            uint256[3] memory bads = [goods[i] + 0x20, type(uint256).max - 31, uint256(1 << 64)];
            for (uint256 j = 0; j < bads.length; ++j) {
                _sendRefused(
                    _signed(_unsigned(good.withWord(positions[i], bads[j])), _routing()),
                    _notCanonical(positions[i], bads[j], goods[i])
                );
            }
        }
        _sendAccepted(_operation());
    }

    function test_attack_07_pointerInsideAnExecutionMoved() public {
        uint256 position = HEADS + 0x60 + 0x40;
        assertEq(_callData().wordAt(position), 0x60);
        _refusedThenAccepted(_callData().withWord(position, 0x80), _notCanonical(position, 0x80, 0x60));
    }

    function test_attack_08_lengthsHuge() public {
        bytes memory good = _callData();
        _sendRefused(
            _signed(_unsigned(good.withWord(COUNT, 1 << 64)), _routing()),
            abi.encodeWithSelector(ISessionRouter.BatchTooLong.selector, uint256(1 << 64), 255)
        );
        uint256 position = HEADS + 0x60 + 0x60;
        assertEq(good.wordAt(position), 68);
        _sendRefused(
            _signed(_unsigned(good.withWord(position, 1 << 64)), _routing()),
            _notCanonical(position, 1 << 64, good.length)
        );
        _sendAccepted(_operation());
    }

    function test_attack_10_dirtyUpperBitsInATarget() public {
        uint256 clean = uint160(address(tokenA));
        uint256 position = HEADS + 0x60;
        _refusedThenAccepted(
            _callData().withWord(position, clean | 1 << 160), _notCanonical(position, clean | 1 << 160, clean)
        );
    }

    function test_attack_11_trailingBytes() public {
        bytes memory callData = bytes.concat(_callData(), hex"00");
        _refusedThenAccepted(
            callData, _notCanonical(callData.length - 1, callData.length, callData.length - 1)
        );
    }

    function test_attack_11_outerLengthShorterOrLonger() public {
        bytes memory good = _callData();
        uint256 length = good.wordAt(LENGTH);
        _sendRefused(
            _signed(_unsigned(good.withWord(LENGTH, length - 32)), _routing()),
            _notCanonical(LENGTH, length - 32, length)
        );
        _sendRefused(
            _signed(_unsigned(good.withWord(LENGTH, length + 1)), _routing()),
            _notCanonical(LENGTH, length + 1, length)
        );
        _sendAccepted(_operation());
    }

    function test_attack_11_dirtyPaddingInACall() public {
        bytes memory callData = _callData();
        uint256 position = HEADS + 0x60 + 0x80 + 68;
        callData[position + 27] = 0x01;
        _refusedThenAccepted(callData, _notCanonical(position, 1 << 32, 0));
    }

    function test_attack_11_trailingBytesAfterSignature() public {
        UserOperation memory op = _operation();
        bytes memory good = op.signature;
        op.signature = bytes.concat(good, hex"00");
        // The routing ends 65 bytes before the end, so the byte belongs to it now.
        _sendRefused(op, abi.encodeWithSelector(ISessionRouter.RoutingTrailing.selector, 1));
        op.signature = good;
        _sendAccepted(op);
    }

    function test_attack_12_otherModes() public {
        _wrongMode(bytes32(0));
        _wrongMode(bytes32(bytes1(0xff)));
        _wrongMode(bytes32(bytes1(0xfe)));
        _wrongMode(bytes32(bytes2(0x0101)));
        _wrongMode(bytes32(uint256(1 << 248 | 1)));
        _wrongMode(bytes32(uint256(1 << 248 | 1 << 200)));
        _sendAccepted(_operation());
    }

    function test_attack_12_singleExecution() public {
        bytes memory single = abi.encodeCall(
            INexus.execute, (bytes32(0), abi.encodePacked(address(tokenA), uint256(0), _approveCall(1)))
        );
        _refusedThenAccepted(
            single, abi.encodeWithSelector(ISessionRouter.ModeNotBatch.selector, 0, 1 << 248)
        );
    }

    function test_attack_12_executeUserOp() public {
        bytes memory callData = bytes.concat(hex"8dd7712f", _callData());
        _refusedThenAccepted(
            callData, abi.encodeWithSelector(ISessionRouter.SelectorNotBatch.selector, bytes4(0x8dd7712f))
        );
    }

    /// @dev Whatever single byte of the batch is damaged, the router refuses it or reads what the account would run.
    function testFuzz_damagedCallData_isRefusedOrUnchanged(uint256 position, uint8 value) public {
        bytes memory callData = _callData();
        position = bound(position, 0, callData.length - 1);
        bytes memory damaged = callData.withByte(position, value);
        UserOperation memory op = _signed(_unsigned(damaged), _routing());
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        (bool success, bytes memory answer) = router.call(_validateCall(op, userOpHash));
        if (!success) return;
        assertEq(abi.decode(answer, (uint256)) & type(uint160).max, 0);
        assertEq(this.encodeAgain(damaged), damaged, "one encoding");
    }

    function encodeAgain(bytes calldata callData) external pure returns (bytes memory) {
        (bytes32 mode, bytes memory inner) = abi.decode(callData[4:], (bytes32, bytes));
        Execution[] memory executions = abi.decode(inner, (Execution[]));
        return abi.encodeCall(INexus.execute, (mode, abi.encode(executions)));
    }
}
