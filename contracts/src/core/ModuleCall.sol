// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {ISessionValidationModule} from "../interfaces/ISessionValidationModule.sol";
import {SessionId} from "../types/Session.sol";
import {Batch} from "./Batch.sol";
import {SessionView} from "./SessionView.sol";

/// @title Asks a module about the calls that are routed to one session
library ModuleCall {
    /// @return word what the module answered
    function ask(address account, SessionId id, SessionView session, Batch batch)
        internal
        returns (uint256 word)
    {
        (uint256 start, uint256 size) = encode(account, id, session, batch);
        address module = session.module();
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

    /// @dev `abi.encodeCall(validateSession, (account, id, data, calls))`, written straight from the operation's calldata to memory behind
    /// the free memory pointer, where nothing else is kept; it is gone after the call. The plain form, an array of structs handed to
    /// `abi.encodeCall`, copies everything twice and costs 5,000 gas more a session; `test/ModuleCall.t.sol` compares the two byte by byte.
    /// @return start where the calldata stands in memory
    /// @return size its length in bytes
    function encode(address account, SessionId id, SessionView session, Batch batch)
        internal
        pure
        returns (uint256 start, uint256 size)
    {
        uint32 selector = uint32(ISessionValidationModule.validateSession.selector);
        uint256 entry;
        uint256 pen;
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(start, selector)
            mstore(add(start, 0x20), account)
            mstore(add(start, 0x40), id)
            // Offsets of the two dynamic arguments, counted from behind the selector.
            mstore(add(start, 0x60), 0x80)
            let length := shr(240, calldataload(add(session, 32)))
            pen := add(start, add(0xc0, and(add(length, 31), not(31))))
            mstore(add(start, 0x80), sub(sub(pen, start), 0x20))
            // The last word first: what the copy leaves of it is the padding.
            mstore(sub(pen, 0x20), 0)
            mstore(add(start, 0xa0), length)
            calldatacopy(add(start, 0xc0), add(session, 34), length)
            entry := add(add(session, 34), length)
        }
        unchecked {
            // The selector is the low four bytes of the first word.
            start += 28;
            size = _writeCalls(pen, entry, batch) - start;
        }
    }

    /// @param pen position in memory to write at
    /// @param entry position in calldata of the number of entries
    /// @return end position in memory behind what was written
    function _writeCalls(uint256 pen, uint256 entry, Batch batch) private pure returns (uint256 end) {
        assembly ("memory-safe") {
            let count := byte(0, calldataload(entry))
            entry := add(entry, 1)
            mstore(pen, count)
            // Offsets of the calls, counted from behind their number.
            pen := add(pen, 0x20)
            end := add(pen, shl(5, count))
            for { let head := pen } count { count := sub(count, 1) } {
                mstore(head, sub(end, pen))
                head := add(head, 0x20)
                // index (1), length (2), call-specific data
                let word := calldataload(entry)
                entry := add(entry, 3)
                let view_ := add(add(batch, 0x40), shl(7, byte(0, word)))
                mstore(end, byte(0, word))
                // Target and value.
                mcopy(add(end, 0x20), view_, 0x40)
                mstore(add(end, 0x60), 0xa0)
                let length := mload(add(view_, 0x60))
                let next := add(end, and(add(length, 0xdf), not(31)))
                mstore(add(end, 0x80), sub(next, end))
                // The last word first: what the copy leaves of it is the padding. Without bytes it is the length itself.
                mstore(sub(next, 0x20), 0)
                mstore(add(end, 0xa0), length)
                calldatacopy(add(end, 0xc0), mload(add(view_, 0x40)), length)
                length := and(shr(232, word), 0xffff)
                end := add(next, and(add(length, 0x3f), not(31)))
                mstore(sub(end, 0x20), 0)
                mstore(next, length)
                calldatacopy(add(next, 0x20), entry, length)
                entry := add(entry, length)
            }
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
