// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "../helpers/IEntryPoint06.sol";
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
        (uint256 total,) = approvalSvm.getUsage(address(router), id, account);
        assertEq(total, 0, "the router's counter did not move");
        (total,) = approvalSvm.getUsage(address(this), id, account);
        assertEq(total, 1000e18, "the stranger's own did");
        _sendAccepted(_operation());
    }

    function test_attack_56_anotherAccountsOperation() public {
        address sibling = _deployAccount(owner, 3);
        UserOperation memory op = _operation();
        bytes32 userOpHash = entryPoint.getUserOpHash(op);
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.SenderNotCaller.selector, sibling, account));
        vm.prank(sibling);
        router.validateUserOp(op, userOpHash);
        _sendAccepted(op);
    }

    function test_attack_59_regrantingStartsAfresh_andTheOldOneCannotReturn() public {
        _sendAccepted(_operation());
        vm.prank(account);
        manager.revokeGrants(address(router), _ids());
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
            )
        );
        vm.prank(account);
        manager.enableGrant(grant, sessions);
        _regrant();
        (uint256 total,) = approvalSvm.getUsage(address(router), _sessionId(0), account);
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
        router.validateUserOp(_built, bytes32(0));
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
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.SessionTwice.selector, 0, 1));
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
        _sendRefused(_operation(), abi.encodeWithSelector(ISessionRouter.SessionServesNoCall.selector, 1));
        routes.pop();
        _sendAccepted(_operation());
    }

    function test_attack_62_twoGrantsStandAlone() public {
        Grant memory first = grant;
        GrantId firstId = grantId;
        _regrant();
        _sendAccepted(_operation());
        vm.prank(account);
        manager.revokeGrants(address(router), _ids());
        _sendRefused(_operation(), _revoked());
        (grant, grantId) = (first, firstId);
        _sendAccepted(_operation());
    }

    function test_attack_63_uninstallWithRevokeAll_thenReinstall() public {
        vm.startPrank(account);
        manager.revokeAllGrants(address(router));
        IModularAccount(account).disableModule(address(1), address(router));
        IModularAccount(account).enableModule(address(router));
        vm.stopPrank();
        _sendRefused(_operation(), _revoked());
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
            )
        );
        vm.prank(account);
        manager.enableGrant(grant, sessions);
        _regrant();
        _sendAccepted(_operation());
    }

    /// @dev The gap that the design names: this account calls no hook when a module goes, so without revoke-all grants outlive it.
    function test_attack_63_uninstallWithoutRevokeAll_grantsComeBack() public {
        vm.startPrank(account);
        IModularAccount(account).disableModule(address(1), address(router));
        vm.stopPrank();
        UserOperation memory op = _operation();
        vm.expectRevert();
        _send(op);
        vm.prank(account);
        IModularAccount(account).enableModule(address(router));
        _sendAccepted(op);
    }

    function test_attack_64_ownerChange_keepsGrants() public {
        vm.prank(account);
        (bool success,) =
            ownershipModule.call(abi.encodeWithSignature("transferOwnership(address)", address(0xdead)));
        assertTrue(success);
        _sendAccepted(_operation());
        vm.prank(account);
        manager.revokeAllGrants(address(router));
        _sendRefused(_operation(), _revoked());
    }

    function test_attack_65_strangerEnablesRevokesOrCharges() public {
        GrantId[] memory ids = _ids();
        manager.revokeGrants(address(router), ids);
        manager.revokeAllGrants(address(router));
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Never, GrantStatus.Active
            )
        );
        manager.chargeGrant(account, grantId, 1, 1);
        Grant memory fresh = grant;
        fresh.salt = 99;
        manager.enableGrant(fresh, sessions);
        (GrantStatus status,,,) = manager.getGrant(address(router), account, fresh.toId());
        assertEq(uint8(status), uint8(GrantStatus.Never));
        (, uint64 sequence) = manager.getAccount(address(router), account);
        assertEq(sequence, 1, "the account's own event alone");
        _sendAccepted(_operation());
    }

    function test_attack_67_anotherManagerCannotBeNamed() public view {
        assertEq(address(router.MANAGER()), address(manager));
        assertEq(address(router).code.length < 16_384, true);
    }

    function test_revoke_isFinal_alsoForIdsNeverSeen() public {
        GrantId seen = grantId;
        Grant memory fresh = grant;
        fresh.salt = 5;
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = fresh.toId();
        vm.startPrank(account);
        manager.revokeGrants(address(router), ids);
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, ids[0], GrantStatus.Revoked, GrantStatus.Never
            )
        );
        manager.enableGrant(fresh, sessions);
        vm.stopPrank();
        assertEq(GrantId.unwrap(seen), GrantId.unwrap(grantId));
        _sendAccepted(_operation());
    }

    function test_enable_publishesWhatRebuildsTheGrant() public {
        grant.salt = 4;
        GrantId id = grant.toId();
        Session[] memory published = sessions;
        vm.expectEmit(address(manager));
        emit IGrantLedger.GrantEnabled(account, address(router), id, 2, 0, grant, published);
        vm.prank(account);
        manager.enableGrant(grant, sessions);
        vm.expectEmit(address(manager));
        emit IGrantLedger.AllGrantsRevoked(account, address(router), 3, 1);
        vm.prank(account);
        manager.revokeAllGrants(address(router));
    }

    function test_enable_refusesOtherSessionsThanTheRootNames() public {
        grant.salt = 4;
        Session memory kept = sessions[1];
        sessions[1].data = _swapData(_limitTotal(1));
        vm.expectPartialRevert(IGrantLedger.SessionsRootWrong.selector);
        vm.prank(account);
        manager.enableGrant(grant, sessions);
        sessions[1] = kept;
        vm.prank(account);
        manager.enableGrant(grant, sessions);
    }

    function test_enable_refusesTermsThatCannotWork() public {
        Grant memory good = grant;
        good.salt = 9;
        Grant memory bad = grant;
        bad.salt = 9;
        bad.keyType = 1;
        _refusedTerms(bad, abi.encodeWithSelector(IGrantLedger.KeyTypeUnknown.selector, 1));
        bad.keyType = 0;
        bad.router = address(0);
        _refusedTerms(bad, abi.encodeWithSelector(IGrantLedger.RouterZero.selector));
        bad.router = address(router);
        bad.feeBudget = 0;
        _refusedTerms(bad, abi.encodeWithSelector(IGrantLedger.FeeTermsMissing.selector));
        vm.expectRevert(abi.encodeWithSelector(IGrantLedger.SessionsEmpty.selector));
        vm.prank(account);
        manager.enableGrant(good, new Session[](0));
        vm.prank(account);
        manager.enableGrant(good, sessions);
    }

    function _refusedTerms(Grant memory terms, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(account);
        manager.enableGrant(terms, sessions);
    }
}
