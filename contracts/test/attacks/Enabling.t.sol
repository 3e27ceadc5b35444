// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Approvals} from "../helpers/Approvals.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {OtherGrant, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Enabling a grant inside its first operation. Each refusal ends with its twin: the operation with the right approval.
contract EnablingAttacksTest is Approvals {
    function setUp() public override {
        super.setUp();
        _freshGrant();
    }

    function _enabling(OwnerApproval memory approval) internal view returns (UserOperation memory) {
        return _signed(_unsigned(_callData()), _enablingRouting(approval));
    }

    function _sendGood() internal {
        _sendAccepted(_enabling(_approve(grant)));
        assertEq(vault.balanceOf(account), 95e18);
    }

    function _refusedApproval(OwnerApproval memory approval) internal {
        UserOperation memory op = _enabling(approval);
        vm.expectPartialRevert(IGrantLedger.ApprovalRefused.selector);
        _validateAtAccount(op, bytes32(0));
    }

    function test_enableOnFirstUse() public {
        uint64 epoch = _epoch();
        (, uint64 sequence) = ledger.getAccount(router, account);
        Session[] memory all = sessions;
        UserOperation memory op = _enabling(_approve(grant));
        vm.expectEmit(address(ledger));
        emit IGrantLedger.GrantEnabled(account, router, grantId, sequence + 1, epoch, grant, all);
        _send(op);
        assertEq(vault.balanceOf(account), 95e18);
        (GrantStatus status,, uint96 spent,) = ledger.getGrant(router, account, grantId);
        assertEq(uint8(status), uint8(GrantStatus.Active));
        assertEq(spent, 2_050_000 gwei, "the first operation is charged, too");
        // From now on without the part.
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _route(0, 0);
        _sendAccepted(_operation());
    }

    function test_enableOnFirstUse_withSessionsThatServeNoCall() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _route(0, 0);
        routes.push();
        routes[1].leaf = 1;
        routes.push();
        routes[2].leaf = 2;
        _sendAccepted(_enabling(_approve(grant)));
        assertEq(tokenA.allowance(account, address(dex)), 1);
    }

    function test_enablingWithoutAllSessions_isRefused() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _route(0, 0);
        _sendRefused(
            _enabling(_approve(grant)),
            abi.encodeWithSelector(ISessionRouter.EnablingProofNotComplete.selector, 2)
        );
        _route(1, 0);
        routes[1].calls.pop();
        _route(2, 0);
        routes[2].calls.pop();
        _sendAccepted(_enabling(_approve(grant)));
    }

    function test_enablingMoreThanSixteenSessions_isRefused() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _route(0, 0);
        for (uint256 i = 1; i < 17; ++i) {
            if (i > 2) sessions.push(_session(address(stakeSvm), abi.encode(i)));
            routes.push();
            routes[i].leaf = i;
        }
        _freshGrant();
        _sendRefused(
            _enabling(_approve(grant)),
            abi.encodeWithSelector(ISessionRouter.EnablingSessionsTooMany.selector, 17, 16)
        );
        sessions.pop();
        routes.pop();
        _freshGrant();
        _sendAccepted(_enabling(_approve(grant)));
    }

    function test_attack_13_wrongSigner_enablesNothing() public {
        OwnerApproval memory approval = _approve(grant);
        UserOperation memory op = _enabling(approval);
        UserOperation memory forged = _unsigned(_callData());
        bytes memory routing = _enablingRouting(approval);
        forged.signature = _wrap(abi.encodePacked(routing, _sign(1, _digest(_hashOf(forged), routing))));
        _sendFailed(forged);
        (GrantStatus status,,,) = ledger.getGrant(router, account, grantId);
        assertEq(uint8(status), uint8(GrantStatus.Never));
        _sendAccepted(op);
    }

    function test_attack_79_replayAfterRevocation() public {
        OwnerApproval memory approval = _approve(grant);
        _sendAccepted(_enabling(approval));
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        tokenB.mint(account, 95e18);
        _sendRefused(
            _enabling(approval),
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
            )
        );
        _freshGrant();
        _sendAccepted(_enabling(_approve(grant)));
    }

    function test_attack_79_replayAfterRevokeAll() public {
        OwnerApproval memory approval = _approve(grant);
        vm.prank(account);
        ledger.revokeAllGrants(router);
        _refusedApproval(approval);
        _sendGood();
    }

    function test_attack_79_revokedBeforeFirstUse() public {
        OwnerApproval memory approval = _approve(grant);
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        _sendRefused(
            _enabling(approval),
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
            )
        );
        _freshGrant();
        _sendGood();
    }

    function test_attack_80_anotherMessageOfTheOwner() public {
        OwnerApproval memory approval = _approve(grant);
        approval.signature = _signAsOwner(GrantId.unwrap(grantId));
        _refusedApproval(approval);
        approval.signature = _signAsOwner(keccak256("any other typed data"));
        _refusedApproval(approval);
        _sendGood();
    }

    function test_attack_80_signedBySomebodyElse() public {
        OwnerApproval memory approval = _approve(grant);
        ownerKey = uint256(keccak256("stranger"));
        OwnerApproval memory forged = _approve(grant);
        _refusedApproval(forged);
        // The session key does not judge for the account.
        approval.signature = _wrapForAccount(_sign(sessionKey, bytes32(uint256(1))), router);
        _refusedApproval(approval);
        ownerKey = uint256(keccak256("owner"));
        _sendGood();
    }

    function test_attack_82_forAnotherAccount() public {
        OwnerApproval memory approval = _approve(grant);
        address first = account;
        address sibling = _deployAccount(owner, 9);
        _installRouter(sibling);
        tokenA.mint(sibling, 1000e18);
        account = sibling;
        _clearCalls();
        _addSeedCalls();
        _routeSeed();
        _refusedApproval(approval);
        account = first;
        _clearCalls();
        _addSeedCalls();
        _routeSeed();
        _sendGood();
    }

    function test_attack_82_forAnotherChain() public {
        OwnerApproval memory approval = _approve(grant);
        vm.chainId(999);
        _refusedApproval(approval);
        vm.chainId(31337);
        _sendGood();
    }

    function test_attack_82_forAnotherLedgerOrEpoch() public {
        bytes32[] memory entries = new bytes32[](1);
        OwnerApproval memory approval = _approve(grant);
        bytes32 id = _hashGrant(grant);
        entries[0] = _hashEntry(block.chainid, address(0xbad), _epoch(), id);
        approval.signature = _signAsOwner(_approvalDigest(account, approval.deadline, entries));
        _refusedApproval(approval);
        entries[0] = _hashEntry(block.chainid, address(ledger), _epoch() + 1, id);
        approval.signature = _signAsOwner(_approvalDigest(account, approval.deadline, entries));
        _refusedApproval(approval);
        entries[0] = _hashEntry(block.chainid, address(ledger), _epoch(), id);
        approval.signature = _signAsOwner(_approvalDigest(account, approval.deadline, entries));
        _sendAccepted(_enabling(approval));
    }

    function test_attack_82_forAnotherRouter() public {
        Grant memory other = grant;
        other.router = address(0xbad);
        _refusedApproval(_approve(other));
        _sendGood();
    }

    function test_attack_82_pastItsDeadline() public {
        OwnerApproval memory approval = _approve(grant);
        vm.warp(approval.deadline + 1);
        _sendOutOfTime(_enabling(approval));
        vm.warp(approval.deadline);
        _sendAccepted(_enabling(approval));
    }

    function test_attack_82_deadlineChanged() public {
        OwnerApproval memory approval = _approve(grant);
        approval.deadline += 1;
        _refusedApproval(approval);
        approval.deadline = 0;
        UserOperation memory op = _enabling(approval);
        vm.expectRevert(IGrantLedger.DeadlineZero.selector);
        _validateAtAccount(op, bytes32(0));
        _sendGood();
    }

    function test_attack_83_frontRunWithADifferentGrant() public {
        // The attacker holds the key and asks for a longer window than the owner approved.
        OwnerApproval memory approval = _approve(grant);
        uint48 until = grant.validUntil;
        grant.validUntil += 1;
        _refusedApproval(approval);
        grant.validUntil = until;
        _sendGood();
    }

    function test_attack_83_frontRunWithTheSameGrant_stillPasses() public {
        OwnerApproval memory approval = _approve(grant);
        UserOperation memory op = _enabling(approval);
        ledger.enableGrantWithApproval(account, _trees(grant, sessions)[0], approval);
        _sendAccepted(op);
    }

    function test_skippedPart_doesNotNarrowTheWindow() public {
        OwnerApproval memory approval = _approve(grant);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        vm.warp(approval.deadline + 1);
        _sendAccepted(_enabling(approval));
    }

    function test_oneSignatureForManyChains() public {
        OtherGrant[] memory others = new OtherGrant[](2);
        others[0] = OtherGrant(1, address(0x1111), 3, GrantId.wrap(keccak256("one")));
        others[1] = OtherGrant(8453, address(0x2222), 0, GrantId.wrap(keccak256("two")));
        uint256 snapshot = vm.snapshotState();
        for (uint8 position = 0; position < 3; ++position) {
            _sendAccepted(_enabling(_approveAmong(grant, position, others)));
            vm.revertToState(snapshot);
        }
        OwnerApproval memory approval = _approveAmong(grant, 1, others);
        approval.position = 2;
        _refusedApproval(approval);
        approval.position = 3;
        UserOperation memory op = _enabling(approval);
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.PositionOutOfRange.selector, 3, 2));
        _validateAtAccount(op, bytes32(0));
        approval.position = 1;
        approval.others[0].epoch = 4;
        _refusedApproval(approval);
    }

    function test_twoEntriesForThisChain_areRefused() public {
        OtherGrant[] memory others = new OtherGrant[](1);
        others[0] =
            OtherGrant(uint64(block.chainid), address(ledger), _epoch(), GrantId.wrap(keccak256("second")));
        OwnerApproval memory approval = _approveAmong(grant, 0, others);
        _sendRefused(
            _enabling(approval), abi.encodeWithSelector(IGrantLedger.ChainTwice.selector, 0, block.chainid)
        );
        others[0].chainId = 1;
        _sendAccepted(_enabling(_approveAmong(grant, 0, others)));
    }

    function test_truncatedOrTrailingPart_isRefused() public {
        bytes memory routing = _enablingRouting(_approve(grant));
        bytes memory longer = bytes.concat(routing, hex"00");
        _sendRefused(
            _signed(_unsigned(_callData()), longer),
            abi.encodeWithSelector(ISessionRouter.RoutingTrailing.selector, 1)
        );
        bytes memory shorter = new bytes(routing.length - 1);
        for (uint256 i = 0; i < shorter.length; ++i) {
            shorter[i] = routing[i];
        }
        _sendRefused(
            _signed(_unsigned(_callData()), shorter),
            abi.encodeWithSelector(ISessionRouter.RoutingTruncated.selector, shorter.length, routing.length)
        );
        _sendGood();
    }

    function test_unknownFlag_isRefused() public {
        bytes memory routing = _enablingRouting(_approve(grant));
        routing[1] = 0x03;
        _sendRefused(
            _signed(_unsigned(_callData()), routing),
            abi.encodeWithSelector(ISessionRouter.FlagsUnknown.selector, 3, 1)
        );
        _sendGood();
    }

    /// @dev The operation that deploys the account enables its grant: the owner's validator is there, the router is not yet a module, so this
    /// needs an account that comes with the router. The engine's own rule is shown here.
    function test_attack_72_initCode_onlyWithAnEnablingPart() public {
        UserOperation memory op = _enabling(_approve(grant));
        op.initCode = hex"00";
        vm.prank(account);
        uint256 answer = _validateAtRouter(op, bytes32(0));
        assertEq(uint160(answer), 1, "all the work is done; the signature is for another operation");
        op = _unsigned(_callData());
        op.initCode = hex"00";
        op.signature = _wrap(abi.encodePacked(_routing(), new bytes(65)));
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, 1));
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
    }
}
