// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGrantLedger} from "../interfaces/IGrantLedger.sol";
import {OtherGrant, OwnerApproval, hashApproval, hashChainGrant} from "../types/Approval.sol";
import {GrantId} from "../types/Grant.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";

/// @title Whether an account's owner has approved a grant
/// @dev Guarantees: the owner signed a list in which exactly one entry names this chain, and it names this ledger, this epoch and this
/// grant. Reads no clock: the caller sees to the deadline.
library ApprovalCheck {
    function requireApproved(address account, uint64 epoch, GrantId id, OwnerApproval memory approval)
        internal
        view
    {
        if (approval.deadline == 0) revert IGrantLedger.DeadlineZero();
        uint256 count = approval.others.length;
        if (approval.position > count) {
            revert IGrantLedger.PositionOutOfRange(approval.position, count);
        }
        bytes32[] memory entries = new bytes32[](count + 1);
        entries[approval.position] = hashChainGrant(block.chainid, address(this), epoch, id);
        for (uint256 i = 0; i < count; ++i) {
            OtherGrant memory other = approval.others[i];
            if (other.chainId == block.chainid) revert IGrantLedger.ChainTwice(i, block.chainid);
            entries[i < approval.position ? i : i + 1] =
                hashChainGrant(other.chainId, other.ledger, other.epoch, other.id);
        }
        bytes32 digest = hashApproval(account, approval.deadline, entries);
        if (!SignatureCheckerLib.isValidERC1271SignatureNow(account, digest, approval.signature)) {
            revert IGrantLedger.ApprovalRefused(account, digest);
        }
    }
}
