// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnablingFixture} from "./EnablingFixture.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {GrantTree, OtherGrant, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

abstract contract EnablingReview is EnablingFixture {
    function test_review_enablingOperation_publishesTheSessions() public {
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        vm.recordLogs();
        _send(_enablingOperation(approval));
        assertEq(_statusOf(grantId), 1);
        assertEq(_published(), 3, "sessions published");
    }

    /// @dev Finding 3, fixed: whoever sees an enabling operation cannot send its approval first without the sessions, which would then be
    /// published nowhere.
    function test_review_frontRunner_cannotLeaveTheSessionsOut() public {
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        UserOperation memory op = _enablingOperation(approval);
        vm.prank(address(0xbad));
        vm.expectRevert(IGrantLedger.SessionsEmpty.selector);
        ledger.enableGrantWithApproval(account, GrantTree(grant, new Session[](0)), approval);
        vm.recordLogs();
        _send(op);
        assertEq(_published(), 3, "sessions published");
    }

    /// @dev What the stranger may do: send the same, and the operation still runs.
    function test_review_frontRunner_withTheSessions_changesNothing() public {
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        UserOperation memory op = _enablingOperation(approval);
        vm.prank(address(0xbad));
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);
        _sendAccepted(op);
    }

    function test_review_approval_replayedAfterRevoking() public {
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        uint256 clean = vm.snapshotState();
        _sendAccepted(_enablingOperation(approval));
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        bytes memory never = abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
        );
        _sendRefused(_enablingOperation(approval), never);
        vm.expectRevert(never);
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);

        // Renounced by the key before it was used: the same.
        vm.revertToState(clean);
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);
        vm.prank(grant.key);
        ledger.renounceGrant(account, grant);
        _sendRefused(_enablingOperation(approval), never);
    }

    function test_review_approval_ofAnEarlierEpoch() public {
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        uint256 clean = vm.snapshotState();
        vm.prank(account);
        ledger.revokeAllGrants(router);
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        bytes memory reason = _refusedBy(approval);
        vm.expectRevert(reason);
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);
        vm.revertToState(clean);
        // Another's epoch, or this account's for another router, changes nothing.
        ledger.revokeAllGrants(router);
        vm.prank(account);
        ledger.revokeAllGrants(address(0x1234));
        _sendAccepted(_enablingOperation(approval));
    }

    function test_review_approval_deadlines() public {
        OwnerApproval memory approval = _approved(grant, _emptyApproval(0));
        _sendRefused(_enablingOperation(approval), abi.encodeWithSelector(IGrantLedger.DeadlineZero.selector));
        approval = _approved(grant, _emptyApproval(2 ** 47));
        _sendRefused(
            _enablingOperation(approval),
            abi.encodeWithSignature(
                "WindowOutOfRange(uint256,uint256)", uint256(2 ** 47), uint256(2 ** 47 - 1)
            )
        );
        approval = _approved(grant, _emptyApproval(deadline));
        vm.warp(deadline + 1);
        _sendOutOfTime(_enablingOperation(approval));
        assertEq(_statusOf(grantId), 0, "nothing is left of a refused operation");
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.DeadlinePassed.selector, deadline + 1, deadline));
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);
        vm.warp(deadline);
        _sendAccepted(_enablingOperation(approval));
        // Active: the deadline binds no longer, the grant's own window does.
        vm.warp(deadline + 1);
        targets = [address(tokenA)];
        values = [0];
        bytes memory approve = _approveCall(1);
        delete datas;
        datas.push(approve);
        delete routes;
        _route(0, 0);
        _sendAccepted(_operation());
    }

    /// @dev The deadline, the position and the other entries are all under the owner's signature.
    function test_review_approval_changedAfterSigning() public {
        OwnerApproval memory approval = _emptyApproval(deadline);
        approval.others = new OtherGrant[](2);
        approval.others[0] = OtherGrant(10, address(ledger), 0, grantId);
        approval.others[1] = OtherGrant(137, address(0x1e), 7, GrantId.wrap(bytes32(uint256(5))));
        approval.position = 1;
        approval = _approved(grant, approval);
        uint256 clean = vm.snapshotState();
        _sendAccepted(_enablingOperation(approval));
        vm.revertToState(clean);

        for (uint8 position = 0; position < 5; ++position) {
            if (position == 1) continue;
            approval.position = position;
            bytes memory reason = position > 2
                ? abi.encodeWithSelector(IGrantLedger.PositionOutOfRange.selector, position, 2)
                : _refusedBy(approval);
            _sendRefused(_enablingOperation(approval), reason);
        }
        approval.position = 1;
        ++approval.deadline;
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        --approval.deadline;
        (approval.others[0], approval.others[1]) = (approval.others[1], approval.others[0]);
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        (approval.others[0], approval.others[1]) = (approval.others[1], approval.others[0]);
        approval.others[1].epoch = 8;
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        approval.others[1].epoch = 7;
        _sendAccepted(_enablingOperation(approval));
    }

    /// @dev A list with two entries for this chain enables neither, though the owner signed it.
    function test_review_approval_twoEntriesForThisChain() public {
        OwnerApproval memory approval = _emptyApproval(deadline);
        approval.others = new OtherGrant[](1);
        approval.others[0] =
            OtherGrant(uint64(block.chainid), address(ledger), 0, GrantId.wrap(bytes32(uint256(1))));
        for (uint8 position = 0; position < 2; ++position) {
            approval.position = position;
            approval = _approved(grant, approval);
            _sendRefused(
                _enablingOperation(approval),
                abi.encodeWithSelector(IGrantLedger.ChainTwice.selector, 0, block.chainid)
            );
        }
        approval.others[0].chainId += 1;
        _sendAccepted(_enablingOperation(_approved(grant, approval)));
    }

    /// @dev Signed by a stranger, by the session key, for a sibling account of the same owner, judged by the router itself.
    function test_review_approval_byOthers() public {
        OwnerApproval memory approval = _emptyApproval(deadline);
        bytes32 digest = _digestOf(account, grant, approval);
        approval.signature = _wrapForAccount(_sign(sessionKey, digest), _ownerJudge());
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        approval.signature = _wrapForAccount(_sign(ownerKey, digest), router);
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        approval.signature = _wrapForAccount(_sign(sessionKey, digest), router);
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        approval.signature = "";
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        address sibling = _deployAccount(owner, 9);
        approval.signature = _signAsOwner(_digestOf(sibling, grant, approval));
        _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        _sendAccepted(_enablingOperation(_approved(grant, approval)));
    }

    /// @dev An approval of another grant does not enable this one, whichever term differs.
    function test_review_approval_ofOtherTerms() public {
        OwnerApproval memory approval = _emptyApproval(deadline);
        Grant memory narrow = grant;
        for (uint256 i = 0; i < 6; ++i) {
            narrow = abi.decode(abi.encode(grant), (Grant));
            if (i == 0) narrow.feeBudget -= 1;
            if (i == 1) narrow.validUntil -= 1;
            if (i == 2) narrow.key = address(0x1);
            if (i == 3) narrow.sessionsRoot = bytes32(uint256(1));
            if (i == 4) narrow.paymaster = address(0x1);
            if (i == 5) narrow.router = address(0x1);
            approval.signature = _signAsOwner(_digestOf(account, narrow, approval));
            _sendRefused(_enablingOperation(approval), _refusedBy(approval));
        }
        _sendAccepted(_enablingOperation(_approved(grant, approval)));
    }
}

contract EnablingModularReviewTest is EnablingReview {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }
}

contract EnablingNexus07ReviewTest is EnablingReview {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}
