// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IABIRulesErrors} from "../../interfaces/IABIRulesErrors.sol";
import {
    DYNAMIC_ARRAY,
    DYNAMIC_TUPLE,
    LAST_TYPE,
    LIST,
    MARK,
    MAX_DEPTH,
    STATIC_ARRAY,
    STATIC_TUPLE,
    isDynamic
} from "./ArgumentType.sol";
import {Cursor, Reading} from "./Reading.sol";

/// @title Checks the layout of what a call does not carry: the elements of an empty list
library LayoutSkip {
    /// @param cursor at a type
    /// @param depth how many arrays and structs it stands in
    /// @return next behind the type
    function skip(Reading memory r, Cursor cursor, uint256 depth) internal pure returns (Cursor next) {
        unchecked {
            uint256 type_ = r.byteAt(cursor.position());
            uint256 bare = type_ & ~MARK;
            if (bare > LAST_TYPE) refuse(r, cursor);
            next = cursor;
            if (type_ != bare) {
                if (bare == STATIC_TUPLE || bare == DYNAMIC_TUPLE) refuse(r, cursor);
                next = r.setMark(next, bare, 0);
            }
            if (bare < LIST) return next.plus(1);
            if (depth == MAX_DEPTH) refuse(r, cursor);
            if (bare == LIST) return skip(r, next.plus(1), depth + 1);
            return _skipParts(r, next, bare, depth + 1);
        }
    }

    /// @dev Compares what a struct or an array of fixed length says of itself with its parts.
    function _skipParts(Reading memory r, Cursor cursor, uint256 bare, uint256 depth)
        private
        pure
        returns (Cursor next)
    {
        unchecked {
            uint256 parts = r.byteAt(cursor.position() + 2);
            if (parts == 0) refuse(r, cursor);
            bool isArray = bare == STATIC_ARRAY || bare == DYNAMIC_ARRAY;
            bool dynamic;
            uint256 words;
            next = cursor.plus(3);
            for (uint256 i = isArray ? parts - 1 : 0; i < parts; ++i) {
                words += wordsAt(r, next.position()) * (isArray ? parts : 1);
                dynamic = dynamic || isDynamic(r.byteAt(next.position()) & ~MARK);
                next = skip(r, next, depth);
            }
            if (words != r.byteAt(cursor.position() + 1) || dynamic != isDynamic(bare)) refuse(r, cursor);
        }
    }

    /// @dev How many words a parameter takes where it or its pointer stands: at least one.
    /// @param place position of its type
    function wordsAt(Reading memory r, uint256 place) internal pure returns (uint256 words) {
        uint256 bare = r.byteAt(place) & ~MARK;
        if (bare != STATIC_ARRAY && bare != STATIC_TUPLE) return 1;
        unchecked {
            words = r.byteAt(place + 1);
        }
        if (words == 0) revert IABIRulesErrors.LayoutMalformed(r.inSession(place), r.byteAt(place));
    }

    function refuse(Reading memory r, Cursor cursor) internal pure {
        revert IABIRulesErrors.LayoutMalformed(r.inSession(cursor.position()), r.byteAt(cursor.position()));
    }
}
