// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GenerousPaymaster} from "../attacks/Money.t.sol";
import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {OriginalFixture} from "../helpers/OriginalFixture.sol";
import {ISeedLedger} from "src/interfaces/ISeedLedger.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The seed format: what its operations may cost the account.
contract SeedPaymentTest is OriginalFixture {
    uint256 internal constant COST = 2_050_000 gwei;

    function _allow(uint96 budget, address paymaster) internal {
        vm.prank(account);
        manager.setSeedPayments(router, budget, paymaster);
    }

    function _spent() internal view returns (uint128 spent) {
        (,, spent,) = manager.getPaymentsOfSeed(router, account);
    }

    function test_nothingIsAllowedByDefault() public {
        address other = _deployAccount(owner, 1);
        (uint96 budget, address paymaster, uint128 spent, uint32 operations) =
            manager.getPaymentsOfSeed(router, other);
        assertEq(uint256(budget) + spent + operations, 0);
        assertEq(paymaster, address(0));
        vm.prank(router);
        assertFalse(manager.paySeedOperation(other, address(0), 0));
        vm.prank(router);
        assertFalse(manager.paySeedOperation(other, address(this), 0));
        _sendAccepted(_seedOperation());
    }

    function test_noBudget_refusesSelfPaid_alsoWithoutFee() public {
        _allow(0, address(0));
        _sendFailed(_seedOperation());
        UserOperation memory op = _seedUnsigned(_callData());
        (op.maxFeePerGas, op.maxPriorityFeePerGas) = (0, 0);
        _sendFailed(_seedSigned(op));
        _allow(1, address(0));
        _sendAccepted(_seedSigned(op));
    }

    function test_attack_68_69_feesOverTheBudget() public {
        _depositTo(account, 1000 ether);
        UserOperation memory op = _seedUnsigned(_callData());
        op.preVerificationGas = 1_000_000_000;
        _sendFailed(_seedSigned(op));
        op = _seedUnsigned(_callData());
        op.maxFeePerGas *= 1000;
        _sendFailed(_seedSigned(op));
        op = _seedUnsigned(_callData());
        op.verificationGasLimit = 1_000_000_000;
        _sendFailed(_seedSigned(op));
        _sendAccepted(_seedOperation());
    }

    function test_attack_71_budgetUsedUp() public {
        _allow(uint96(3 * COST - 1), address(0));
        _sendAccepted(_seedOperation());
        _sendAccepted(_seedOperation());
        _sendFailed(_seedOperation());
        assertEq(_spent(), 2 * COST);
        _allow(uint96(3 * COST), address(0));
        _sendAccepted(_seedOperation());
        // The same budget again is no new one: it is a total.
        _allow(uint96(3 * COST), address(0));
        _sendFailed(_seedOperation());
    }

    function testFuzz_neverAboveTheBudget(uint96 budget, uint96[8] memory costs) public {
        _allow(budget, address(0));
        uint256 paid = 0;
        for (uint256 i = 0; i < costs.length; ++i) {
            uint256 cost = bound(costs[i], 0, uint256(budget) + 2);
            vm.prank(router);
            bool allowed = manager.paySeedOperation(account, address(0), cost);
            paid += cost;
            assertEq(allowed, budget != 0 && paid <= budget);
        }
    }

    function test_hugeCosts() public {
        _allow(type(uint96).max, address(0));
        vm.startPrank(router);
        assertTrue(manager.paySeedOperation(account, address(0), type(uint96).max));
        assertFalse(manager.paySeedOperation(account, address(0), 1));
        assertFalse(manager.paySeedOperation(account, address(0), type(uint256).max));
        (,, uint128 spent, uint32 operations) = manager.getPaymentsOfSeed(router, account);
        assertEq(spent, type(uint96).max + uint256(1) + (1 << 96));
        assertEq(operations, 3);
    }

    function test_attack_70_paymasterThatTheOwnerDidNotSet() public {
        address paymaster = address(new GenerousPaymaster());
        _depositTo(paymaster, 1 ether);
        UserOperation memory op = _seedUnsigned(_callData());
        op.paymasterAndData = _paymasterBytes(paymaster);
        _sendFailed(_seedSigned(op));
        _allow(1 ether, address(this));
        _sendFailed(_seedSigned(op));
        _allow(0, paymaster);
        _send(_seedSigned(op));
        assertEq(vault.balanceOf(account), 95e18);
        assertEq(_spent(), 0, "a sponsored operation charges nothing");
        _sendFailed(_seedOperation());
    }

    function test_attack_70_paymasterOfZeroBytes_isSelfPaid() public {
        UserOperation memory op = _seedUnsigned(_callData());
        op.paymasterAndData = new bytes(20);
        _allow(0, address(0));
        _sendFailed(_seedSigned(op));
        _allow(1 ether, address(0));
        _sendAccepted(_seedSigned(op));
        assertEq(_spent(), COST);
    }

    function test_attack_57_chargeStandsWhenExecutionReverts() public {
        _clearCalls();
        delete used;
        used.push(2);
        _addCall(address(vault), _stakeCall(1e30));
        _send(_seedOperation());
        assertEq(_spent(), COST);
    }

    /// @dev A stranger spends in a name of his own, and sets his own terms.
    function test_attack_65_strangerChargesOrSets() public {
        assertFalse(manager.paySeedOperation(account, address(0), 1 ether));
        manager.setSeedPayments(router, 0, address(0));
        assertEq(_spent(), 0);
        _sendAccepted(_seedOperation());
    }

    /// @dev Revoking everything ends the seed format, too, until the owner sets its terms again.
    function test_revokeAll_endsSeedPayments() public {
        _sendAccepted(_seedOperation());
        vm.prank(account);
        manager.revokeAllGrants(router);
        _sendFailed(_seedOperation());
        (uint96 budget,, uint128 spent,) = manager.getPaymentsOfSeed(router, account);
        assertEq(budget, 0);
        assertEq(spent, COST);
        _allow(1 ether, address(0));
        _sendAccepted(_seedOperation());
        assertEq(_spent(), 2 * COST);
    }

    function test_revokeAll_endsSponsoring() public {
        address paymaster = address(new GenerousPaymaster());
        _depositTo(paymaster, 1 ether);
        UserOperation memory op = _seedUnsigned(_callData());
        op.paymasterAndData = _paymasterBytes(paymaster);
        _allow(0, paymaster);
        vm.prank(account);
        manager.revokeAllGrants(router);
        _sendFailed(_seedSigned(op));
        _allow(0, paymaster);
        _send(_seedSigned(op));
    }

    function test_attack_63_uninstallWithRevokeAll_thenReinstall() public {
        vm.startPrank(account);
        manager.revokeAllGrants(router);
        IModularAccount(account).disableModule(address(manager), router);
        IModularAccount(account).enableModule(router);
        vm.stopPrank();
        _sendFailed(_seedOperation());
    }

    function test_grantsAndSeedPayments_areApart() public {
        _sendAccepted(_operation());
        assertEq(_spent(), 0);
        _sendAccepted(_seedOperation());
        (,, uint96 ofGrant,) = ledger.getGrant(router, account, grantId);
        assertEq(ofGrant, COST);
        assertEq(_spent(), COST);
    }

    function test_setters_sayWhatTheySet() public {
        vm.startPrank(account);
        vm.expectEmit(true, true, true, true, address(manager));
        emit ISeedLedger.SeedPaymentsSet(account, router, 5, address(this), 0);
        manager.setSeedPayments(router, 5, address(this));
        vm.expectEmit(true, true, true, true, address(manager));
        emit ISeedLedger.MerkleRootSet(account, bytes32(uint256(7)));
        manager.setMerkleRoot(bytes32(uint256(7)));
    }
}
