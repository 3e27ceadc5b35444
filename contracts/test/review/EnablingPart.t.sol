// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnablingFixture} from "./EnablingFixture.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {GrantTree, OtherGrant, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What rides along in an enabling operation, and what strangers may ask of the ledger.
abstract contract EnablingPartReview is EnablingFixture {
    /// @dev Skipped means that it enables nothing: garbage where the grant is active, refused where it was revoked or never seen.
    function test_review_enablingPart_garbage() public {
        OwnerApproval memory approval = _emptyApproval(0);
        approval.signature = hex"deadbeef";
        _sendRefused(_enablingOperation(approval), abi.encodeWithSelector(IGrantLedger.DeadlineZero.selector));
        grant.salt -= 1000;
        grantId = grant.toId();
        _sendAccepted(_enablingOperation(approval));
    }

    /// @dev Only the first grant is enabled; a second one that rides along must be active.
    function test_review_secondGrant_isNotEnabled() public {
        Grant memory second = abi.decode(abi.encode(grant), (Grant));
        second.salt += 1;
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        _addCall(address(tokenA), _approveCall(1));
        uint8[][] memory calls = new uint8[][](3);
        calls[0] = new uint8[](1);
        calls[0][0] = 3;
        bytes memory routing = abi.encodePacked(
            _header(1, 2),
            _grantBytes(grant, sessions, _eachOne(3, 0), true),
            _grantBytes(second, sessions, calls, false),
            _enablingPart(approval)
        );
        bytes memory reason = abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, second.toId(), GrantStatus.Never, GrantStatus.Active
        );
        _sendRefused(_signed(_unsigned(_callData()), routing), reason);
        vm.prank(account);
        ledger.enableGrants(_trees(second, sessions));
        _sendAccepted(_signed(_unsigned(_callData()), routing));
        assertEq(_spentOf(grantId), _spentOf(second.toId()), "each charged in full");
        // The second grant cannot carry sessions without calls, nor the enabling part stand behind it as its own.
        routing = abi.encodePacked(
            _header(1, 2),
            _grantBytes(grant, sessions, _eachOne(3, 0), true),
            _grantBytes(second, sessions, calls, true),
            _enablingPart(approval)
        );
        _sendRefused(
            _signed(_unsigned(_callData()), routing),
            abi.encodeWithSelector(ISessionRouter.SessionServesNoCall.selector, 1, 1)
        );
    }

    /// @dev Sessions without calls are published and never asked, but they must be the tree's.
    function test_review_sessionsWithoutCalls_mustBeTheTrees() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        uint8[][] memory calls = new uint8[][](3);
        calls[0] = new uint8[](1);
        OwnerApproval memory approval = _approved(grant, _emptyApproval(deadline));
        Session[] memory list = sessions;
        list[2].data = _stakeData(_limitTotal(1));
        bytes memory routing =
            abi.encodePacked(_header(1, 1), _grantBytes(grant, list, calls, true), _enablingPart(approval));
        grant.sessionsRoot = _rootOf(list);
        bytes memory reason = _refusedBy(approval);
        grant.sessionsRoot = _rootOf(sessions);
        _sendRefused(_signed(_unsigned(_callData()), routing), reason);
        list = sessions;
        routing =
            abi.encodePacked(_header(1, 1), _grantBytes(grant, list, calls, true), _enablingPart(approval));
        _sendAccepted(_signed(_unsigned(_callData()), routing));
    }

    /// @dev Calls that move the ledger belong to somebody; strangers and other keys get nowhere.
    function test_review_ledger_strangers() public {
        grant.salt -= 1000;
        grantId = grant.toId();
        vm.startPrank(address(0xbad));
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        ledger.revokeGrants(router, ids);
        ledger.revokeAllGrants(router);
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.KeyWrong.selector, address(0xbad), grant.key));
        ledger.renounceGrant(account, grant);
        Grant memory own = grant;
        own.key = address(0xbad);
        vm.expectRevert();
        ledger.renounceGrant(account, own);
        (bool success,) = router.call(abi.encodeWithSignature("onUninstall(bytes)", ""));
        (success,) = router.call(abi.encodeWithSignature("onInstall(bytes)", ""));
        vm.stopPrank();
        assertEq(_statusOf(grantId), 1);
        _sendAccepted(_operation());
    }

    /// @dev The order of siblings is not in the root, so the same sessions may be published in another order, and nothing else may.
    function test_review_publishing_onlyTheTreesSessions() public {
        grant.salt -= 1000;
        grantId = grant.toId();
        Session[] memory list = sessions;
        (list[0], list[1]) = (list[1], list[0]);
        bool same = _rootOf(list) == grant.sessionsRoot;
        if (!same) vm.expectRevert();
        ledger.publishSessions(account, grant, list);
        list[0].data = hex"00";
        vm.expectRevert();
        ledger.publishSessions(account, grant, list);
        ledger.publishSessions(account, grant, sessions);
        vm.expectRevert();
        ledger.publishSessions(address(this), grant, sessions);
    }
}

contract EnablingPartModularReviewTest is EnablingPartReview {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }
}

contract EnablingPartNexus07ReviewTest is EnablingPartReview {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}
