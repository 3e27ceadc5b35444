// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {AddressSet} from "./AddressSet.sol";
import {CallReader} from "./CallReader.sol";
import {LIMIT_FLAGS} from "./Limits.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";

/// @title Transferring tokens of one ERC-721 or ERC-1155 collection from the account to a set of recipients
/// @dev Rule: `kind (1) ‖ collection (20) ‖ recipientCount (1) ‖ recipients (20 each) ‖ idCount (1) ‖ ids (32 each)`.
/// Kind 0, ERC-721: `safeTransferFrom` without data. Kind 1, ERC-1155: `safeTransferFrom` with empty data. The owner named must be the account:
/// collections would also move what others have approved the account for. Not `transferFrom`: an ERC-20 that somebody passes off as a
/// collection has one, too, and would read the token's number as an amount.
/// Own flag: 0x10: any id; then none is listed.
/// Limits count tokens: one a call of ERC-721, the amount of ERC-1155.
contract NFTTransferSVM is SessionValidationModule {
    using CalldataReader for bytes;
    using AddressSet for bytes;

    uint256 private constant RECIPIENTS = 21;
    uint256 private constant KIND_ERC721 = 0;
    uint256 private constant KIND_ERC1155 = 1;
    uint256 private constant ANY_ID = 0x10;
    /// @dev ERC-721's interface has two functions of this name.
    bytes4 private constant ERC721_TRANSFER = bytes4(keccak256("safeTransferFrom(address,address,uint256)"));

    error CollectionKindUnknown(uint8 found, uint8 allowed);
    error TokenIdNotAllowed(uint256 call, uint256 found);
    error TransferDataNotAllowed(uint256 call, uint256 found, uint256 allowed);

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        unchecked {
            uint256 ids = data.endOf(RECIPIENTS);
            return data.length <= ids ? ids + 1 : ids + 1 + 32 * (data.wordAt(ids) >> 248);
        }
    }

    function _knownFlags(bytes calldata) internal pure override returns (uint256) {
        return LIMIT_FLAGS | ANY_ID;
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        uint256 kind = rule.wordAt(0) >> 248;
        // The shift leaves eight bits.
        if (kind > KIND_ERC1155) revert CollectionKindUnknown(uint8(kind), uint8(KIND_ERC1155));
        call.requireTarget(rule.packedAddressAt(1));
        call.requireNoValue();
        if (kind == KIND_ERC721) {
            call.requireSelector(ERC721_TRANSFER);
            call.requireLength(100);
            amount = 1;
        } else {
            call.requireSelector(IERC1155.safeTransferFrom.selector);
            call.requireLength(196);
            amount = call.wordAt(100);
        }
        if (!call.holds(4, account)) revert OwnerNotAccount(call.index(), call.addressAt(4), account);
        address to = call.addressAt(36);
        if (!rule.has(RECIPIENTS, to)) revert RecipientNotAllowed(call.index(), to);
        if (_ownFlags(rule) == 0) _requireId(rule, call);
        if (kind == KIND_ERC1155) _requireNoData(call);
        return (true, amount);
    }

    function _requireId(bytes calldata rule, CallReader call) private pure {
        uint256 id = call.wordAt(68);
        // At most 255 ids.
        unchecked {
            uint256 ids = rule.endOf(RECIPIENTS);
            uint256 end = ids + 1 + 32 * (rule.wordAt(ids) >> 248);
            for (uint256 place = ids + 1; place < end; place += 32) {
                if (rule.wordAt(place) == id) return;
            }
        }
        revert TokenIdNotAllowed(call.index(), id);
    }

    /// @dev Empty, where every encoder puts it.
    function _requireNoData(CallReader call) private pure {
        uint256 pointer = call.wordAt(132);
        if (pointer != 160) revert PointerNotCanonical(call.index(), 132, pointer, 160);
        uint256 length = call.wordAt(164);
        if (length != 0) revert TransferDataNotAllowed(call.index(), length, 0);
    }
}
