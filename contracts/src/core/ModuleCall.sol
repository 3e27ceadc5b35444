// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {SessionId} from "../types/Session.sol";
import {CallView} from "./CallView.sol";
import {RoutedSession} from "./Routing.sol";

/// @dev A place in memory to write at. Everything is written behind the free memory pointer, where nothing else is kept, and is gone
/// after the call.
type Pen is uint256;

using {write, writeBytes} for Pen;

function write(Pen pen, uint256 word) pure returns (Pen next) {
    assembly ("memory-safe") {
        mstore(pen, word)
        next := add(pen, 32)
    }
}

/// @dev ABI-encodes bytes of calldata: length, bytes, zero padding.
function writeBytes(Pen pen, uint256 position, uint256 length) pure returns (Pen next) {
    assembly ("memory-safe") {
        let start := add(pen, 32)
        next := add(start, and(add(length, 31), not(31)))
        // The last word first: what the copy leaves of it is the padding. Without bytes it is the length itself.
        mstore(sub(next, 32), 0)
        mstore(pen, length)
        calldatacopy(start, position, length)
    }
}

/// @title Asks a module about the calls that are routed to one session
/// @dev Writes the calldata of `validateSession` straight from the operation's calldata to memory. The plain form, an array of structs handed
/// to `abi.encodeCall`, copies everything twice; `test/ModuleCall.t.sol` compares the two byte by byte.
library ModuleCall {
    /// @return word what the module answered
    function ask(address account, SessionId id, RoutedSession memory session, CallView[] memory calls)
        internal
        returns (uint256 word)
    {
        (uint256 start, uint256 size) = encode(account, id, session, calls);
        address module = session.module;
        bool success;
        uint256 answered;
        assembly ("memory-safe") {
            success := call(gas(), module, 0, start, size, 0x00, 0x20)
            answered := returndatasize()
            word := mload(0x00)
        }
        if (!success) revert ISessionRouter.SessionRefused(module, _returnData());
        // No code answers nothing.
        if (answered != 32) revert ISessionRouter.ModuleAnswerWrong(module, answered, 32);
    }

    /// @return start where the calldata stands in memory
    /// @return size its length in bytes
    function encode(address account, SessionId id, RoutedSession memory session, CallView[] memory calls)
        internal
        pure
        returns (uint256 start, uint256 size)
    {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        unchecked {
            // Sums of lengths of the operation's own calldata: none overflows.
            uint256 padded = (session.dataLength + 31) / 32 * 32;
            Pen pen = Pen.wrap(free).write(uint32(ISessionValidationModule.validateSession.selector))
                .write(uint160(account)).write(uint256(SessionId.unwrap(id))).write(4 * 32)
                .write(5 * 32 + padded).writeBytes(session.data, session.dataLength).write(session.callCount);
            pen = _writeCalls(pen, session, calls);
            // The selector is the low four bytes of the first word.
            start = free + 28;
            size = Pen.unwrap(pen) - start;
        }
    }

    function _writeCalls(Pen pen, RoutedSession memory session, CallView[] memory calls)
        private
        pure
        returns (Pen)
    {
        unchecked {
            uint256 heads = Pen.unwrap(pen);
            uint256 entry = session.indices;
            pen = Pen.wrap(heads + 32 * session.callCount);
            for (uint256 i = 0; i < session.callCount; ++i) {
                uint256 index;
                assembly ("memory-safe") {
                    index := shr(248, calldataload(entry))
                }
                Pen.wrap(heads + 32 * i).write(Pen.unwrap(pen) - heads);
                CallView memory call = calls[index];
                entry += 3 + call.specificLength;
                pen = pen.write(index).write(uint160(call.target)).write(call.value).write(5 * 32)
                    .write(6 * 32 + (call.dataLength + 31) / 32 * 32).writeBytes(call.data, call.dataLength)
                    .writeBytes(call.specific, call.specificLength);
            }
            return pen;
        }
    }

    function _returnData() private pure returns (bytes memory data) {
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, returndatasize())
            returndatacopy(add(data, 0x20), 0, returndatasize())
            mstore(0x40, add(data, and(add(returndatasize(), 63), not(31))))
        }
    }
}
