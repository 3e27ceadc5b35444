// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "../helpers/SeedFixture.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session, SessionId} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Answers with whatever bytes it was made with.
contract AnsweringModule {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        return _answer;
    }
}

contract StateAttacksTest is SeedFixture {
    function _revoked() internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Active
        );
    }

    function _ids() internal view returns (GrantId[] memory ids) {
        ids = new GrantId[](1);
        ids[0] = grantId;
    }

    function test_attack_55_strangerCallsAModuleDirectly() public {
        Call[] memory calls = new Call[](1);
        calls[0] = Call(0, address(tokenA), 0, _approveCall(1000e18), "");
        SessionId id = _sessionId(0);
        approvalSvm.validateSession(account, id, sessions[0].data, calls);
        (uint256 total,,,) = approvalSvm.getUsage(router, id, account);
        assertEq(total, 0, "the router's counter did not move");
        (total,,,) = approvalSvm.getUsage(address(this), id, account);
        assertEq(total, 1000e18, "the stranger's own did");
        _sendAccepted(_operation());
    }

    function test_attack_56_anotherAccountsOperation() public {
        address sibling = _deployAccount(owner, 3);
        UserOperation memory op = _operation();
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.SenderNotCaller.selector, sibling, account));
        vm.prank(sibling);
        _validateAtRouter(op, userOpHash);
        _sendAccepted(op);
    }

    function test_attack_59_regrantingStartsAfresh_andTheOldOneCannotReturn() public {
        _sendAccepted(_operation());
        vm.prank(account);
        ledger.revokeGrants(router, _ids());
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
            )
        );
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        _regrant();
        (uint256 total,,,) = approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(total, 0);
        _sendAccepted(_operation());
    }

    function test_attack_61_moduleWithoutCode() public {
        _useModule(address(0xc0de));
        _sendRefused(
            _operation(),
            abi.encodeWithSelector(ISessionRouter.ModuleAnswerWrong.selector, address(0xc0de), 0, 32)
        );
        _useModule(address(new AnsweringModule(abi.encode(0))));
        _sendAccepted(_operation());
    }

    function test_attack_61_moduleThatAnswersGarbage() public {
        _useModule(address(new AnsweringModule(hex"00")));
        vm.expectPartialRevert(ISessionRouter.ModuleAnswerWrong.selector);
        _validate();
        _useModule(address(new AnsweringModule(abi.encode(0, 0))));
        vm.expectPartialRevert(ISessionRouter.ModuleAnswerWrong.selector);
        _validate();
        _useModule(address(new AnsweringModule(abi.encode(uint256(1) << 96))));
        vm.expectPartialRevert(bytes4(keccak256("WindowOutOfRange(uint256,uint256)")));
        _validate();
        _useModule(address(new AnsweringModule(abi.encode(0))));
        _sendAccepted(_operation());
    }

    UserOperation private _built;

    function _validate() private {
        vm.prank(account);
        _validateAtRouter(_built, bytes32(0));
    }

    function test_moduleWindow_narrowsTheOperation() public {
        uint256 until = block.timestamp + 60;
        _useModule(address(new AnsweringModule(abi.encode(until << 48 | block.timestamp))));
        vm.warp(until + 1);
        _sendOutOfTime(_operation());
        vm.warp(until);
        _sendAccepted(_operation());
    }

    function _useModule(address module) private {
        delete sessions;
        sessions.push(_session(module, ""));
        _regrant();
        _useCall(address(tokenA), _approveCall(1));
        _built = _operation();
    }

    function test_sessionTwice_isRefused() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _addCall(address(tokenA), _approveCall(2));
        sessions.push(sessions[0]);
        _regrant();
        _route(0, 0);
        _route(3, 1);
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.SessionTwice.selector, 0, 0, 1));
        delete routes;
        routes.push();
        routes[0].calls = [0, 1];
        _sendAccepted(_operation());
    }

    function test_callRoutedTwice_isRefused() public {
        routes[1].calls = [0];
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.CallRoutedTwice.selector, 0));
        routes[1].calls = [1];
        _sendAccepted(_operation());
    }

    function test_sessionThatServesNoCall_isRefused() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _route(0, 0);
        routes.push();
        routes[1].leaf = 1;
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.SessionServesNoCall.selector, 0, 1));
        routes.pop();
        _sendAccepted(_operation());
    }

    function test_attack_62_twoGrantsStandAlone() public {
        Grant memory first = grant;
        GrantId firstId = grantId;
        _regrant();
        _sendAccepted(_operation());
        vm.prank(account);
        ledger.revokeGrants(router, _ids());
        _sendRefused(_operation(), _revoked());
        (grant, grantId) = (first, firstId);
        _sendAccepted(_operation());
    }

    function test_attack_64_ownerChange_keepsGrants() public {
        vm.prank(account);
        (bool success,) =
            _ownerJudge().call(abi.encodeWithSignature("transferOwnership(address)", address(0xdead)));
        assertTrue(success);
        _sendAccepted(_operation());
        vm.prank(account);
        ledger.revokeAllGrants(router);
        _sendRefused(_operation(), _revoked());
    }

    function test_attack_65_strangerEnablesOrRevokes() public {
        GrantId[] memory ids = _ids();
        (, uint64 before) = ledger.getAccount(router, account);
        ledger.revokeGrants(router, ids);
        ledger.revokeAllGrants(router);
        Grant memory fresh = grant;
        fresh.salt = 99;
        ledger.enableGrants(_trees(fresh, sessions));
        (GrantStatus status,,,) = ledger.getGrant(router, account, fresh.toId());
        assertEq(uint8(status), uint8(GrantStatus.Never));
        (, uint64 sequence) = ledger.getAccount(router, account);
        assertEq(sequence, before, "the account's own events alone");
        _sendAccepted(_operation());
    }

    function test_revoke_isFinal_alsoForIdsNeverSeen() public {
        GrantId seen = grantId;
        Grant memory fresh = grant;
        fresh.salt = 5;
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = fresh.toId();
        vm.startPrank(account);
        ledger.revokeGrants(router, ids);
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, ids[0], GrantStatus.Revoked, GrantStatus.Never
            )
        );
        ledger.enableGrants(_trees(fresh, sessions));
        vm.stopPrank();
        assertEq(GrantId.unwrap(seen), GrantId.unwrap(grantId));
        _sendAccepted(_operation());
    }

    function test_enable_publishesWhatRebuildsTheGrant() public {
        grant.salt = 4;
        GrantId id = grant.toId();
        Session[] memory published = sessions;
        (uint64 epoch, uint64 sequence) = ledger.getAccount(router, account);
        vm.expectEmit(address(ledger));
        emit IGrantLedger.GrantEnabled(account, router, id, sequence + 1, epoch, grant, published);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        vm.expectEmit(address(ledger));
        emit IGrantLedger.AllGrantsRevoked(account, router, sequence + 2, epoch + 1);
        vm.prank(account);
        ledger.revokeAllGrants(router);
    }

    function test_enable_refusesOtherSessionsThanTheRootNames() public {
        grant.salt = 4;
        Session memory kept = sessions[1];
        sessions[1].data = _swapData(_limitTotal(1));
        vm.expectPartialRevert(IGrantLedger.SessionsRootWrong.selector);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        sessions[1] = kept;
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
    }

    function test_enable_refusesTermsThatCannotWork() public {
        Grant memory good = grant;
        good.salt = 9;
        Grant memory bad = grant;
        bad.salt = 9;
        // P-256 and WebAuthn: the chain of this suite has no precompile for them.
        for (uint8 keyType = 1; keyType < 3; ++keyType) {
            bad.keyType = keyType;
            _refusedTerms(bad, abi.encodeWithSelector(IGrantLedger.KeyTypeNotVerifiable.selector, keyType));
        }
        bad.keyType = 3;
        _refusedTerms(bad, abi.encodeWithSelector(IGrantLedger.KeyTypeNotVerifiable.selector, 3));
        bad.keyType = 0;
        bad.router = address(0);
        _refusedTerms(
            bad,
            isNexus
                ? abi.encodeWithSelector(IGrantLedger.RouterWrong.selector, address(0), router)
                : abi.encodeWithSelector(IGrantLedger.RouterZero.selector)
        );
        bad.router = router;
        bad.feeBudget = 0;
        _refusedTerms(bad, abi.encodeWithSelector(IGrantLedger.FeeTermsMissing.selector));
        vm.prank(account);
        ledger.enableGrants(_trees(good, sessions));
    }

    function _refusedTerms(Grant memory terms, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(account);
        ledger.enableGrants(_trees(terms, sessions));
    }
}
