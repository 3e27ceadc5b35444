// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Approvals} from "../helpers/Approvals.sol";
import {Test} from "forge-std/Test.sol";
import {GrantStatus} from "src/interfaces/IGrantLedger.sol";
import {GrantTree, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Honest and hostile actors around one account's ledger: its owner, a session key, strangers. Keeps a model of what must hold.
contract LedgerHandler is Approvals {
    uint256 internal constant GRANTS = 5;
    uint256 internal constant BUDGET = 3 * 2_050_000 gwei;

    Grant[GRANTS] internal grants;
    /// @dev The model: what the ledger must say.
    GrantStatus[GRANTS] public model;
    /// @dev Wei that operations of each grant may have cost the account: what validation let pass.
    uint256[GRANTS] public allowedCost;
    uint256 public accepted;
    OwnerApproval[] internal approvals;
    uint256[] internal approvalGrant;

    function setUp() public override {
        super.setUp();
        _clearCalls();
        _addCall(address(tokenA), _approveCall(0));
        _route(0, 0);
        for (uint256 i = 0; i < GRANTS; ++i) {
            grants[i] = grant;
            grants[i].salt = uint64(1000 + i);
            grants[i].feeBudget = uint96(BUDGET);
        }
    }

    function idOf(uint256 i) public view returns (GrantId) {
        return grants[i].toId();
    }

    function count() external pure returns (uint256) {
        return GRANTS;
    }

    function statusOf(uint256 i) external view returns (GrantStatus status, uint96 spent) {
        (status,, spent,) = ledger.getGrant(router, account, idOf(i));
    }

    function budget() external pure returns (uint256) {
        return BUDGET;
    }

    function _pick(uint256 seed) private returns (uint256 i) {
        i = seed % GRANTS;
        grant = grants[i];
        grantId = grant.toId();
    }

    // the owner

    function enable(uint256 seed) external {
        uint256 i = _pick(seed);
        GrantTree[] memory trees = _trees(grant, sessions);
        vm.prank(account);
        try ledger.enableGrants(trees) {
            assertEq(uint8(model[i]), uint8(GrantStatus.Never), "enabled from Never alone");
            model[i] = GrantStatus.Active;
        } catch {
            assertNotEq(uint8(model[i]), uint8(GrantStatus.Never));
        }
    }

    function revoke(uint256 seed) external {
        uint256 i = _pick(seed);
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        vm.prank(account);
        ledger.revokeGrants(router, ids);
        model[i] = GrantStatus.Revoked;
    }

    function revokeAll(uint256 dice) external {
        if (dice % 4 != 0) return;
        vm.prank(account);
        ledger.revokeAllGrants(router);
        for (uint256 i = 0; i < GRANTS; ++i) {
            if (model[i] == GrantStatus.Active) model[i] = GrantStatus.Revoked;
        }
    }

    /// @dev Signed now, used whenever somebody likes.
    function approve(uint256 seed) external {
        approvalGrant.push(_pick(seed));
        OwnerApproval memory approval = _approve(grant);
        approvals.push();
        OwnerApproval storage kept = approvals[approvals.length - 1];
        (kept.deadline, kept.position, kept.signature) =
        (approval.deadline, approval.position, approval.signature);
    }

    // anybody

    function carryApproval(uint256 seed) external {
        if (approvals.length == 0) return;
        uint256 which = seed % approvals.length;
        uint256 i = _pick(approvalGrant[which]);
        GrantTree memory tree = _trees(grant, sessions)[0];
        try ledger.enableGrantWithApproval(account, tree, approvals[which]) {
            assertEq(uint8(model[i]), uint8(GrantStatus.Never));
            model[i] = GrantStatus.Active;
        } catch {}
    }

    function strangerTries(uint256 seed, address stranger) external {
        if (stranger == account || stranger == router || stranger == address(vm)) return;
        _pick(seed);
        GrantTree[] memory trees = _trees(grant, sessions);
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        vm.startPrank(stranger);
        try ledger.enableGrants(trees) {} catch {}
        ledger.revokeGrants(router, ids);
        ledger.revokeAllGrants(router);
        if (stranger != grant.key) {
            try ledger.renounceGrant(account, grant) {
                fail();
            } catch {}
        }
        if (!isNexus) {
            try manager.chargeGrant(account, grantId, 1 ether, type(uint256).max) {} catch {}
        }
        vm.stopPrank();
    }

    // the key

    function renounce(uint256 seed, uint256 dice) external {
        if (dice % 3 != 0) return;
        uint256 i = _pick(seed);
        Grant memory terms = grant;
        vm.prank(terms.key);
        try ledger.renounceGrant(account, terms) {
            assertEq(uint8(model[i]), uint8(GrantStatus.Active));
            model[i] = GrantStatus.Revoked;
        } catch {
            assertNotEq(uint8(model[i]), uint8(GrantStatus.Active));
        }
    }

    /// @dev An operation at any price, with or without an approval from any time.
    function operate(uint256 seed, uint64 fee, uint256 dice) external {
        uint256 i = _pick(seed);
        UserOperation memory op = _unsigned(_callData());
        op.maxFeePerGas = dice % 2 == 0 ? 1 gwei : fee;
        bytes memory routing = _routing();
        bool enabling = approvals.length != 0 && dice % 3 == 0;
        if (enabling) {
            uint256 which = dice % approvals.length;
            i = _pick(approvalGrant[which]);
            routing = _allSessions(approvals[which]);
        }
        op = _signed(op, routing);
        bytes memory call = _validateCall(op, _hashOf(op));
        vm.prank(account);
        (bool success, bytes memory answer) = router.call(call);
        if (!success) {
            if (!enabling) assertNotEq(uint8(model[i]), uint8(GrantStatus.Active), "active grants validate");
            return;
        }
        assertTrue(model[i] != GrantStatus.Revoked, "a revoked grant never validates");
        if (model[i] == GrantStatus.Never) {
            assertTrue(enabling, "a grant never seen validates only with an approval");
            model[i] = GrantStatus.Active;
        }
        if (abi.decode(answer, (uint256)) & type(uint160).max != 0) return;
        ++accepted;
        allowedCost[i] += (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas)
            * op.maxFeePerGas;
    }

    function _allSessions(OwnerApproval memory approval) private returns (bytes memory routing) {
        for (uint256 i = 1; i < sessions.length; ++i) {
            routes.push();
            routes[i].leaf = i;
        }
        routing = _enablingRouting(approval);
        for (uint256 i = 1; i < sessions.length; ++i) {
            routes.pop();
        }
    }
}

contract LedgerInvariantTest is Test {
    LedgerHandler internal handler;

    function setUp() public {
        handler = new LedgerHandler();
        vm.deal(address(handler), 1000 ether);
        handler.setUp();
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = handler.enable.selector;
        selectors[1] = handler.revoke.selector;
        selectors[2] = handler.revokeAll.selector;
        selectors[3] = handler.approve.selector;
        selectors[4] = handler.carryApproval.selector;
        selectors[5] = handler.strangerTries.selector;
        selectors[6] = handler.renounce.selector;
        selectors[7] = handler.operate.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    /// @dev Each grant is what its own history made it: no other grant and no stranger moved it, and revoked is final.
    function invariant_statusFollowsTheModel() public view {
        for (uint256 i = 0; i < handler.count(); ++i) {
            (GrantStatus status,) = handler.statusOf(i);
            assertEq(uint8(status), uint8(handler.model(i)));
        }
    }

    /// @dev What validation let pass, at its maximum cost, never exceeds the budget, and all of it was charged.
    function invariant_costStaysWithinTheBudget() public view {
        for (uint256 i = 0; i < handler.count(); ++i) {
            (, uint96 spent) = handler.statusOf(i);
            assertLe(handler.allowedCost(i), handler.budget());
            assertGe(spent, handler.allowedCost(i));
        }
    }
}
