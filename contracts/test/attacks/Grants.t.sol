// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Approvals} from "../helpers/Approvals.sol";
import {Route} from "../helpers/RoutingBuilder.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session, sessionId} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Several grants of one key in one operation: approve from the first, swap and stake from the second.
contract SeveralGrantsTest is Approvals {
    Grant internal second;
    Session[] internal secondSessions;
    Route[] internal secondRoutes;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 1; i < 3; ++i) {
            secondSessions.push(sessions[i]);
            uint8[] memory calls = new uint8[](1);
            calls[0] = uint8(i);
            secondRoutes.push(Route(i - 1, calls));
        }
        second = grant;
        second.salt = 77;
        second.sessionsRoot = _rootOf(secondSessions);
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        routes.pop();
        routes.pop();
    }

    function _both() internal view returns (bytes memory) {
        return abi.encodePacked(
            _routingHeader(0, grant, 2),
            _routingGrant(grant, sessions, routes),
            _routingGrant(second, secondSessions, secondRoutes)
        );
    }

    function _operationOfBoth() internal view returns (UserOperation memory) {
        return _signed(_unsigned(_callData()), _both());
    }

    function _spent(Grant memory terms) internal view returns (uint256 spent) {
        (,, spent,) = ledger.getGrant(router, account, terms.toId());
    }

    function test_twoGrants_eachChargedInFull() public {
        _sendAccepted(_operationOfBoth());
        assertEq(vault.balanceOf(account), 95e18);
        assertEq(_spent(grant), 2_050_000 gwei);
        assertEq(_spent(second), 2_050_000 gwei);
        (uint256 total,,,) = approvalSvm.getUsage(router, sessionId(grant.toId(), _leaves()[0]), account);
        assertEq(total, 100e18);
    }

    function test_attack_71_budgetSpreadOverSeveralGrants() public {
        Grant memory poor = second;
        poor.feeBudget = 2_050_000 gwei - 1;
        poor.salt = 78;
        second = poor;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _sendFailed(_operationOfBoth());
        poor.feeBudget = 2_050_000 gwei;
        poor.salt = 79;
        second = poor;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _sendAccepted(_operationOfBoth());
    }

    function test_everyGrantMustAllowThePaymaster() public {
        second.paymaster = address(0xbad);
        second.feeBudget = 0;
        second.salt = 80;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _sendFailed(_operationOfBoth());
        second.feeBudget = 1 ether;
        second.salt = 81;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _sendAccepted(_operationOfBoth());
    }

    function test_oneOfTwoRevoked_isRefused() public {
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = second.toId();
        uint256 snapshot = vm.snapshotState();
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        _sendRefused(
            _operationOfBoth(),
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, ids[0], GrantStatus.Revoked, GrantStatus.Active
            )
        );
        vm.revertToState(snapshot);
        _sendAccepted(_operationOfBoth());
    }

    function test_grantOfAnotherKey_isRefused() public {
        Grant memory foreign = second;
        foreign.key = vm.addr(uint256(keccak256("another key")));
        vm.prank(account);
        ledger.enableGrants(_trees(foreign, secondSessions));
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = second.toId();
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        // The key stands once for all grants: the foreign grant's terms under this key are the revoked grant.
        _sendRefused(
            _operationOfBoth(),
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, ids[0], GrantStatus.Revoked, GrantStatus.Active
            )
        );
        second.salt = 82;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _sendAccepted(_operationOfBoth());
    }

    function test_grantTwice_isRefused() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
        _addCall(address(tokenA), _approveCall(2));
        _route(0, 0);
        bytes memory one = _routingGrant(grant, sessions, routes);
        delete routes;
        _route(0, 1);
        bytes memory again = _routingGrant(grant, sessions, routes);
        _sendRefused(
            _signed(_unsigned(_callData()), abi.encodePacked(_routingHeader(0, grant, 2), one, again)),
            abi.encodeWithSelector(ISessionRouter.GrantTwice.selector, 0, 1)
        );
        delete routes;
        routes.push();
        routes[0].calls = [0, 1];
        _sendAccepted(_operation());
    }

    function test_grantCountZero_isRefused() public {
        bytes memory routing = _both();
        routing[23] = 0;
        _sendRefused(
            _signed(_unsigned(_callData()), routing),
            abi.encodeWithSelector(ISessionRouter.GrantCountZero.selector)
        );
        _sendAccepted(_operationOfBoth());
    }

    function test_moreGrantsThanCounted_isRefused() public {
        bytes memory routing = _both();
        routing[23] = 0x01;
        _sendRefused(
            _signed(_unsigned(_callData()), routing),
            abi.encodeWithSelector(
                ISessionRouter.RoutingTrailing.selector,
                _routingGrant(second, secondSessions, secondRoutes).length
            )
        );
        routing[23] = 0x03;
        UserOperation memory op = _signed(_unsigned(_callData()), routing);
        vm.expectPartialRevert(ISessionRouter.RoutingTruncated.selector);
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
        _sendAccepted(_operationOfBoth());
    }

    function test_callOfBothGrants_isRefused() public {
        secondRoutes[0].calls = [0, 1];
        _sendRefused(_operationOfBoth(), abi.encodeWithSelector(ISessionRouter.CallRoutedTwice.selector, 0));
        secondRoutes[0].calls = [1];
        _sendAccepted(_operationOfBoth());
    }

    function test_attack_33_disjointWindowsOfTwoGrants() public {
        second.validAfter = grant.validUntil + 1;
        second.validUntil = second.validAfter + 1 days;
        second.salt = 83;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _sendRefused(
            _operationOfBoth(),
            abi.encodeWithSignature("WindowEmpty(uint48,uint48)", second.validAfter, grant.validUntil)
        );
        second.validAfter = grant.validUntil - 1;
        second.salt = 84;
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        vm.warp(grant.validUntil);
        _sendAccepted(_operationOfBoth());
    }

    /// @dev One gas figure does not tell who signed: the stub costs what the real signature costs, with two grants, too.
    function test_attack_14_stubWithTwoGrants() public {
        UserOperation memory real = _operationOfBoth();
        UserOperation memory stub = _unsigned(_callData());
        stub.signature = _wrap(
            abi.encodePacked(
                _both(),
                hex"fffffffffffffffffffffffffffffff0000000000000000000000000000000007aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1c"
            )
        );
        bytes32 userOpHash = _hashOf(real);
        uint256 snapshot = vm.snapshotState();
        _validateAtAccount(stub, userOpHash);
        uint256 stubGas = vm.lastCallGas().gasTotalUsed;
        vm.revertToState(snapshot);
        _validateAtAccount(real, userOpHash);
        assertApproxEqRel(stubGas, vm.lastCallGas().gasTotalUsed, 0.01e18);
    }
}
