// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Approvals} from "../helpers/Approvals.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {GrantTree, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";

/// @dev What a ledger does, whichever contract keeps it.
contract LedgerTest is Approvals {
    address internal stranger = address(0x57a1);
    uint64 internal sequenceBefore;

    function setUp() public override {
        super.setUp();
        _freshGrant();
        (, sequenceBefore) = ledger.getAccount(router, account);
    }

    function _status(GrantId id) internal view returns (GrantStatus status) {
        (status,,,) = ledger.getGrant(router, account, id);
    }

    function _assertStatus(GrantStatus expected) internal view {
        assertEq(uint8(_status(grantId)), uint8(expected));
    }

    function _statusWrong(GrantStatus found, GrantStatus allowed) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IGrantLedger.GrantStatusWrong.selector, grantId, found, allowed);
    }

    function test_enableSeveral() public {
        GrantTree[] memory trees = new GrantTree[](2);
        Grant memory other = grant;
        other.salt += 1;
        trees[0] = GrantTree(grant, sessions);
        trees[1] = GrantTree(other, sessions);
        vm.prank(account);
        GrantId[] memory ids = ledger.enableGrants(trees);
        assertEq(GrantId.unwrap(ids[0]), GrantId.unwrap(grant.toId()));
        assertEq(GrantId.unwrap(ids[1]), GrantId.unwrap(other.toId()));
        assertEq(uint8(_status(ids[0])), uint8(GrantStatus.Active));
        assertEq(uint8(_status(ids[1])), uint8(GrantStatus.Active));
        (, uint64 sequence) = ledger.getAccount(router, account);
        assertEq(sequence, sequenceBefore + 2);
    }

    function test_enableTheSameTwice_isRefused() public {
        GrantTree[] memory trees = new GrantTree[](2);
        trees[0] = GrantTree(grant, sessions);
        trees[1] = trees[0];
        vm.expectRevert(_statusWrong(GrantStatus.Active, GrantStatus.Never));
        vm.prank(account);
        ledger.enableGrants(trees);
        _assertStatus(GrantStatus.Never);
    }

    function test_rootAlone_thenPublish() public {
        Session[] memory none;
        Session[] memory all = sessions;
        vm.expectEmit(address(ledger));
        emit IGrantLedger.GrantEnabled(account, router, grantId, sequenceBefore + 1, _epoch(), grant, none);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, none));
        vm.expectEmit(address(ledger));
        emit IGrantLedger.SessionsPublished(account, router, grantId, all);
        vm.prank(stranger);
        ledger.publishSessions(account, grant, all);
        (, uint64 sequence) = ledger.getAccount(router, account);
        assertEq(sequence, sequenceBefore + 1, "publishing moves no state");
        _sendAccepted(_operation());
    }

    function test_publish_refusesOtherSessions() public {
        vm.prank(account);
        ledger.enableGrants(_trees(grant, new Session[](0)));
        Session[] memory wrong = sessions;
        wrong[0].validUntil = 1_900_000_000;
        vm.expectPartialRevert(IGrantLedger.SessionsRootWrong.selector);
        ledger.publishSessions(account, grant, wrong);
        vm.expectRevert(IGrantLedger.SessionsEmpty.selector);
        ledger.publishSessions(account, grant, new Session[](0));
        ledger.publishSessions(account, grant, sessions);
    }

    function test_publish_refusesGrantsThatAreNotActive() public {
        vm.expectRevert(_statusWrong(GrantStatus.Never, GrantStatus.Active));
        ledger.publishSessions(account, grant, sessions);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, new Session[](0)));
        ledger.publishSessions(account, grant, sessions);
        vm.prank(account);
        ledger.revokeAllGrants(router);
        vm.expectRevert(_statusWrong(GrantStatus.Revoked, GrantStatus.Active));
        ledger.publishSessions(account, grant, sessions);
    }

    function test_enableWithApproval_byAnybody() public {
        OwnerApproval memory approval = _approve(grant);
        vm.prank(stranger);
        ledger.enableGrantWithApproval(account, _trees(grant, sessions)[0], approval);
        _sendAccepted(_operation());
        vm.expectRevert(_statusWrong(GrantStatus.Active, GrantStatus.Never));
        ledger.enableGrantWithApproval(account, _trees(grant, sessions)[0], approval);
    }

    /// @dev Else a stranger could carry the approval of an enabling operation without what that operation would have published.
    function test_enableWithApproval_withoutItsSessions_isRefused() public {
        OwnerApproval memory approval = _approve(grant);
        GrantTree memory bare = _trees(grant, new Session[](0))[0];
        vm.expectRevert(IGrantLedger.SessionsEmpty.selector);
        ledger.enableGrantWithApproval(account, bare, approval);
        ledger.enableGrantWithApproval(account, _trees(grant, sessions)[0], approval);
        _sendAccepted(_operation());
    }

    function test_attack_82_approvalPastItsDeadline_inATransaction() public {
        OwnerApproval memory approval = _approve(grant);
        GrantTree memory tree = _trees(grant, sessions)[0];
        uint256 last = approval.deadline;
        vm.warp(last + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IGrantLedger.DeadlinePassed.selector, last + 1, approval.deadline)
        );
        ledger.enableGrantWithApproval(account, tree, approval);
        vm.warp(last);
        ledger.enableGrantWithApproval(account, tree, approval);
    }

    function test_attack_82_approvalForAnAccountWithoutCode() public {
        OwnerApproval memory approval = _approve(grant);
        GrantTree memory tree = _trees(grant, sessions)[0];
        vm.expectPartialRevert(IGrantLedger.ApprovalRefused.selector);
        ledger.enableGrantWithApproval(address(0xe0a), tree, approval);
        ledger.enableGrantWithApproval(account, tree, approval);
    }

    function test_attack_79_approvalAfterRevokeAll_inATransaction() public {
        OwnerApproval memory approval = _approve(grant);
        GrantTree memory tree = _trees(grant, sessions)[0];
        vm.prank(account);
        ledger.revokeAllGrants(router);
        vm.expectPartialRevert(IGrantLedger.ApprovalRefused.selector);
        ledger.enableGrantWithApproval(account, tree, approval);
        ledger.enableGrantWithApproval(account, tree, _approve(grant));
    }

    function test_renounce_byTheKey() public {
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.KeyWrong.selector, stranger, grant.key));
        vm.prank(stranger);
        ledger.renounceGrant(account, grant);
        vm.expectEmit(address(ledger));
        emit IGrantLedger.GrantRenounced(account, router, grantId, sequenceBefore + 2);
        vm.prank(grant.key);
        ledger.renounceGrant(account, grant);
        _assertStatus(GrantStatus.Revoked);
        vm.expectRevert(_statusWrong(GrantStatus.Revoked, GrantStatus.Never));
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
    }

    function test_renounce_onlyWhatIsActive() public {
        vm.expectRevert(_statusWrong(GrantStatus.Never, GrantStatus.Active));
        vm.prank(grant.key);
        ledger.renounceGrant(account, grant);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        vm.prank(grant.key);
        ledger.renounceGrant(account, grant);
    }

    function _renounceDigest(address account_) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Session Router"),
                keccak256("1"),
                block.chainid,
                address(ledger)
            )
        );
        bytes32 content = keccak256(
            abi.encode(keccak256("RenounceGrant(address account,bytes32 grant)"), account_, grantId)
        );
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function test_renounce_bySignature() public {
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        bytes memory good = _sign(sessionKey, _renounceDigest(account));
        bytes memory foreign = _sign(1, _renounceDigest(account));
        bytes memory forAnother = _sign(sessionKey, _renounceDigest(stranger));
        bytes memory longer = bytes.concat(good, hex"00");
        bytes[4] memory bad = [foreign, forAnother, longer, new bytes(0)];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IGrantLedger.RenouncingNotSigned.selector, _renounceDigest(account), grant.key
                )
            );
            ledger.renounceGrantWithSignature(account, grant, bad[i]);
        }
        vm.prank(stranger);
        ledger.renounceGrantWithSignature(account, grant, good);
        _assertStatus(GrantStatus.Revoked);
    }

    function test_feeLeft() public {
        assertEq(ledger.getFeeLeft(account, grant), 0, "not enabled");
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        assertEq(ledger.getFeeLeft(account, grant), 1 ether);
        _sendAccepted(_operation());
        assertEq(ledger.getFeeLeft(account, grant), 1 ether - 2_050_000 gwei);
        vm.prank(account);
        ledger.revokeAllGrants(router);
        assertEq(ledger.getFeeLeft(account, grant), 0, "revoked");
    }

    function test_attack_82_grantOfAnotherAccountsEpoch() public {
        vm.prank(stranger);
        ledger.revokeAllGrants(router);
        (uint64 epoch,) = ledger.getAccount(router, stranger);
        assertEq(epoch, 1);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        _sendAccepted(_operation());
    }

    function test_sessionDataTooLong_isRefused() public {
        sessions.push(_session(address(stakeSvm), new bytes(65_536)));
        _freshGrant();
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.SessionDataTooLong.selector, 3, 65_536, 65_535));
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        sessions[3].data = new bytes(65_535);
        _freshGrant();
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
    }
}
