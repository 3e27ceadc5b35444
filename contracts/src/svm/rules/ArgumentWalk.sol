// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../core/CalldataReader.sol";
import {IABIRulesErrors} from "../../interfaces/IABIRulesErrors.sol";
import {ISVMErrors} from "../../interfaces/ISVMErrors.sol";
import {
    BYTES,
    DYNAMIC_ARRAY,
    LAST_TYPE,
    LIST,
    MARK,
    MAX_DEPTH,
    STATIC_ARRAY,
    STATIC_TUPLE,
    STRING,
    cleaned,
    isDynamic,
    isWord
} from "./ArgumentType.sol";
import {FastPath} from "./FastPath.sol";
import {LayoutSkip} from "./LayoutSkip.sol";
import {Cursor, Reading} from "./Reading.sol";

/// @title Reads all arguments of a call by their layout, and refuses all but the one encoding that Solidity writes
/// @dev Every byte is looked at: pointers lead to the next free place, so nothing overlaps, is left out or stands behind the end;
/// no word and no padding has bits that its type has not. What passes decodes with `abi.decode` and encodes to the same bytes again.
library ArgumentWalk {
    using CalldataReader for uint256;

    /// @dev What a walk carries down: how deep it is, and what it is to do.
    uint256 private constant DEPTH = 0xff;
    /// @dev All parts have one type, which stands in the layout once.
    uint256 private constant REPEAT = 0x100;
    /// @dev Note where marked parameters stand. Not within arrays, where they stand once in every element.
    uint256 private constant NOTE = 0x200;
    /// @dev All of it has been read before.
    uint256 private constant AGAIN = 0x400;

    /// @param cursor at the layout: `words (1) ‖ parameters (1)`, then their types
    /// @return next behind the layout
    function walk(Reading memory r, Cursor cursor) internal pure returns (Cursor next) {
        unchecked {
            uint256 words = r.byteAt(cursor.position());
            uint256 members = r.byteAt(cursor.position() + 1);
            uint256 frame = r.data + 4;
            uint256 frameEnd = frame + 32 * words;
            r.requireReach(frameEnd);
            uint256 tail;
            (next, tail) = _parts(r, cursor.plus(2), members, frame, frameEnd, frame, frameEnd, NOTE);
            if (tail != r.end) {
                revert ISVMErrors.CalldataLengthWrong(r.call, r.inCall(r.end), r.inCall(tail));
            }
        }
    }

    /// @dev Reads one element of an array once more, and notes where the marked parameters in it stand.
    /// @param cursor at the element's type, counting the marks before it
    /// @param frame where the elements, or pointers to them, begin
    /// @param head where this one stands
    /// @return next behind the element's type
    function walkElement(Reading memory r, Cursor cursor, uint256 frame, uint256 head)
        internal
        pure
        returns (Cursor next)
    {
        unchecked {
            uint256 type_ = r.byteAt(cursor.position()) & ~MARK;
            uint256 headEnd = head + 32 * LayoutSkip.wordsAt(r, cursor.position());
            // The array has been walked before, so the pointer is the right one.
            uint256 tail = isDynamic(type_) ? frame + head.load() : headEnd;
            if (type_ == STATIC_TUPLE) return _static(r, cursor, head, headEnd, NOTE | AGAIN);
            (next,) = _parts(r, cursor, 1, head, headEnd, frame, tail, NOTE | AGAIN);
        }
    }

    /// @param cursor at the type of the first part
    /// @param left how many parts there are
    /// @param head where the first part or its pointer stands
    /// @param headEnd where the last one must end
    /// @param frame from where pointers count
    /// @param tail the next free place behind all heads; 0: the parts have no pointers
    /// @return next behind the type of the last part
    /// @return newTail the next free place
    function _parts(
        Reading memory r,
        Cursor cursor,
        uint256 left,
        uint256 head,
        uint256 headEnd,
        uint256 frame,
        uint256 tail,
        uint256 how
    ) private pure returns (Cursor next, uint256 newTail) {
        // Positions in calldata, and lengths that were compared with what is left of it.
        unchecked {
            if (how & REPEAT != 0 && isWord(r.byteAt(cursor.position()) & ~MARK)) {
                if (headEnd - head != 32 * left) _refuse(r, cursor);
                return (_wordList(r, cursor, how & AGAIN == 0 ? head : headEnd, headEnd), tail);
            }
            next = cursor;
            while (true) {
                if (how & REPEAT == 0) {
                    head += 32 * left;
                    (next, left) = FastPath.words(r, next, left, head - 32 * left, headEnd, _noteOf(how));
                    head -= 32 * left;
                }
                if (left == 0) break;
                if (how & REPEAT != 0) next = cursor;
                --left;
                uint256 bare = r.byteAt(next.position()) & ~MARK;
                if (head >= headEnd || bare > LAST_TYPE) _refuse(r, next);
                if (isWord(bare)) {
                    next = _word(r, next, head, how);
                    head += 32;
                } else if (isDynamic(bare)) {
                    if (tail == 0) _refuse(r, next);
                    uint256 pointer = head.load();
                    if (pointer != tail - frame) _refuseWord(r, head, tail - frame);
                    head += 32;
                    (next, tail) = bare == BYTES || bare == STRING
                        ? _bytes(r, next, tail, how)
                        : bare == LIST ? _list(r, next, tail, how) : _dynamic(r, next, tail, how);
                } else {
                    uint256 end = head + 32 * r.byteAt(next.position() + 1);
                    if (end > headEnd) _refuse(r, next);
                    next = _static(r, next, head, end, how);
                    head = end;
                }
            }
            if (head != headEnd) _refuse(r, next);
            return (next, tail);
        }
    }

    function _noteOf(uint256 how) private pure returns (uint256) {
        return how & NOTE == 0 ? 0 : how & AGAIN == 0 ? 1 : 2;
    }

    function _word(Reading memory r, Cursor cursor, uint256 place, uint256 how)
        private
        pure
        returns (Cursor)
    {
        uint256 type_ = r.byteAt(cursor.position());
        uint256 word = place.load();
        uint256 clean = cleaned(type_ & ~MARK, word);
        if (word != clean) _refuseWord(r, place, clean);
        if (type_ & MARK != 0) cursor = r.setMark(cursor, type_ & ~MARK, how & NOTE != 0 ? place : 0);
        return cursor.plus(1);
    }

    /// @dev Reads the elements of an array of words.
    function _wordList(Reading memory r, Cursor cursor, uint256 head, uint256 headEnd)
        private
        pure
        returns (Cursor)
    {
        unchecked {
            uint256 type_ = r.byteAt(cursor.position());
            uint256 bare = type_ & ~MARK;
            for (; head < headEnd; head += 32) {
                uint256 word = head.load();
                if (word != cleaned(bare, word)) _refuseWord(r, head, cleaned(bare, word));
            }
            if (type_ != bare) cursor = r.setMark(cursor, bare, 0);
            return cursor.plus(1);
        }
    }

    /// @dev A struct or an array without pointers.
    function _static(Reading memory r, Cursor cursor, uint256 head, uint256 end, uint256 how)
        private
        pure
        returns (Cursor next)
    {
        uint256 members = _members(r, cursor, how);
        unchecked {
            if (r.byteAt(cursor.position()) == STATIC_TUPLE) {
                // Most structs are of words alone, which need no look into what they contain.
                uint256 left;
                (next, left) = FastPath.words(r, cursor.plus(3), members, head, end, _noteOf(how));
                if (left == 0 && head + 32 * members == end) return next;
            }
        }
        (next, how) = _enter(r, cursor, head, how, STATIC_ARRAY);
        (next,) = _parts(r, next.plus(3), members, head, end, 0, 0, how);
    }

    /// @dev A struct or an array of fixed length with pointers.
    function _dynamic(Reading memory r, Cursor cursor, uint256 frame, uint256 how)
        private
        pure
        returns (Cursor next, uint256 tail)
    {
        unchecked {
            uint256 members = _members(r, cursor, how);
            uint256 frameEnd = frame + 32 * r.byteAt(cursor.position() + 1);
            r.requireReach(frameEnd);
            (next, how) = _enter(r, cursor, frame, how, DYNAMIC_ARRAY);
            (next, tail) = _parts(r, next.plus(3), members, frame, frameEnd, frame, frameEnd, how);
            // Whatever stands behind a pointer takes a word at least.
            if (tail == frameEnd) _refuse(r, cursor);
        }
    }

    /// @dev How many parts a struct or an array of fixed length has: at least one.
    function _members(Reading memory r, Cursor cursor, uint256 how) private pure returns (uint256 members) {
        unchecked {
            members = r.byteAt(cursor.position() + 2);
        }
        if (members == 0 || how & DEPTH == MAX_DEPTH) _refuse(r, cursor);
    }

    /// @param array the type that is an array; the other possible one is a struct, which cannot be marked
    function _enter(Reading memory r, Cursor cursor, uint256 place, uint256 how, uint256 array)
        private
        pure
        returns (Cursor, uint256)
    {
        unchecked {
            uint256 type_ = r.byteAt(cursor.position());
            bool marked = type_ & MARK != 0;
            if (type_ & ~MARK != array) {
                if (marked) _refuse(r, cursor);
                return (cursor, (how & ~REPEAT) + 1);
            }
            if (marked) cursor = r.setMark(cursor, array, how & NOTE != 0 ? place : 0);
            return (cursor, ((how & ~NOTE) | REPEAT) + 1);
        }
    }

    function _list(Reading memory r, Cursor cursor, uint256 place, uint256 how)
        private
        pure
        returns (Cursor next, uint256 tail)
    {
        unchecked {
            if (how & DEPTH == MAX_DEPTH) _refuse(r, cursor);
            uint256 frame = place + 32;
            r.requireReach(frame);
            next = cursor;
            if (r.byteAt(cursor.position()) & MARK != 0) {
                next = r.setMark(cursor, LIST, how & NOTE != 0 ? place : 0);
            }
            next = next.plus(1);
            uint256 size = 32 * LayoutSkip.wordsAt(r, next.position());
            uint256 length = place.load();
            if (length > (r.end - frame) / size) {
                revert IABIRulesErrors.ArgumentTooLong(
                    r.call, r.inCall(place), length, (r.end - frame) / size
                );
            }
            if (length == 0) return (LayoutSkip.skip(r, next, (how & DEPTH) + 1), frame);
            tail = frame + size * length;
            return _parts(r, next, length, frame, tail, frame, tail, ((how & ~NOTE) | REPEAT) + 1);
        }
    }

    function _bytes(Reading memory r, Cursor cursor, uint256 place, uint256 how)
        private
        pure
        returns (Cursor, uint256 tail)
    {
        unchecked {
            uint256 start = place + 32;
            r.requireReach(start);
            uint256 length = place.load();
            if (length > r.end - start) {
                revert IABIRulesErrors.ArgumentTooLong(r.call, r.inCall(place), length, r.end - start);
            }
            tail = start + ((length + 31) & ~uint256(31));
            r.requireReach(tail);
            uint256 spare = 8 * (tail - start - length);
            uint256 last = (tail - 32).load();
            uint256 clean = last >> spare << spare;
            if (last != clean) _refuseWord(r, tail - 32, clean);
            uint256 type_ = r.byteAt(cursor.position());
            if (type_ & MARK != 0) cursor = r.setMark(cursor, type_ & ~MARK, how & NOTE != 0 ? place : 0);
            return (cursor.plus(1), tail);
        }
    }

    function _refuseWord(Reading memory r, uint256 place, uint256 allowed) private pure {
        revert IABIRulesErrors.ArgumentNotCanonical(r.call, r.inCall(place), place.load(), allowed);
    }

    function _refuse(Reading memory r, Cursor cursor) private pure {
        LayoutSkip.refuse(r, cursor);
    }
}
