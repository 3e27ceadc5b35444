// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GenerousPaymaster} from "../attacks/Money.t.sol";
import {Random} from "../helpers/Random.sol";
import {SingleCallFixture} from "../helpers/SingleCallFixture.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What seed-format operations may cost, against a plain model: batches and single calls, self-paid and sponsored, while the owner sets and
/// ends terms.
contract SeedMoneyReviewTest is SingleCallFixture, Random {
    /// @dev Of what runs through one router; the second is the manager.
    struct Terms {
        bool isCurrent;
        uint256 budget;
        address paymaster;
        uint256 spent;
        uint256 operations;
    }

    Terms[2] internal model;
    address[3] internal paymasters;

    function setUp() public override {
        super.setUp();
        vm.deal(account, 1000 ether);
        for (uint256 i = 1; i < 3; ++i) {
            paymasters[i] = address(new GenerousPaymaster());
            vm.deal(address(this), 1000 ether);
            _depositTo(paymasters[i], 1000 ether);
        }
        for (uint256 i = 0; i < 2; ++i) {
            (model[i].isCurrent, model[i].budget) = (true, 1 ether);
        }
        used = [0];
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1));
    }

    /// forge-config: default.fuzz.runs = 300
    function testFuzz_review_seedMoney(uint256 seed) public {
        _seed = seed;
        uint256 before = _depositOf(account) + account.balance;
        for (uint256 i = 0; i < 24; ++i) {
            uint256 through = _random(2);
            uint256 step = _random(6);
            if (step == 0) _setTerms(through);
            else if (step == 1 && _random(3) == 0) _revokeAll(through);
            else _operate(through);
            uint256 lost = before - _depositOf(account) - account.balance;
            assertLe(lost, model[0].spent + model[1].spent, "more than was charged");
        }
    }

    function _routerOf(uint256 through) private view returns (address) {
        return through == 0 ? router : address(manager);
    }

    function _setTerms(uint256 through) private {
        Terms storage terms = model[through];
        // Around what is spent, so that budgets run out; at most two ether.
        terms.budget = _random(4) == 0 ? 0 : terms.spent + _random(0.3 ether);
        terms.paymaster = paymasters[_random(3)];
        terms.isCurrent = true;
        vm.prank(account);
        manager.setSeedPayments(_routerOf(through), uint96(terms.budget), terms.paymaster);
    }

    function _revokeAll(uint256 through) private {
        model[through].isCurrent = false;
        vm.prank(account);
        manager.revokeAllGrants(_routerOf(through));
    }

    function _operate(uint256 through) private {
        Terms storage terms = model[through];
        address paymaster = paymasters[_random(2) == 0 ? 0 : _random(3)];
        UserOperation memory op =
            _seedUnsigned(through == 0 ? _callData() : _ncC(address(tokenA), 0, _approveCall(1)));
        (op.callGasLimit, op.preVerificationGas) = (100_000 + _random(1e6), _random(1e6));
        op.maxFeePerGas = _random(100 gwei);
        op.maxPriorityFeePerGas = op.maxFeePerGas;
        if (paymaster != address(0)) op.paymasterAndData = _paymasterBytes(paymaster);
        else if (_random(3) == 0) op.paymasterAndData = new bytes(20 + _random(40));
        uint256 cost = (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas;
        bool expected = terms.isCurrent
            && (paymaster == address(0)
                    ? terms.budget != 0 && terms.spent + cost <= terms.budget
                    : paymaster == terms.paymaster);
        op = through == 0 ? _seedSigned(op) : _signSingle(op);
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = op;
        bool included = false;
        try ENTRY_POINT_06.handleOps(ops, payable(address(0xbe4ef1c1a))) {
            included = true;
        } catch {}
        assertEq(included, expected, "included");
        if (included && paymaster == address(0)) {
            terms.spent += cost;
            ++terms.operations;
        }
        (,, uint128 spent, uint32 operations) = manager.getPaymentsOfSeed(_routerOf(through), account);
        assertEq(spent, terms.spent, "spent");
        assertEq(operations, terms.operations, "operations");
    }
}
