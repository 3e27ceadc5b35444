// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "./helpers/SeedFixture.sol";
import {GrantStatus} from "src/interfaces/IGrantLedger.sol";

/// @dev The seed flow through the real EntryPoint and account: approve, swap, stake in one operation of a session key.
contract SeedFlowTest is SeedFixture {
    function test_seedFlow_runsAtomically() public {
        _sendAccepted(_operation());
        assertEq(tokenA.balanceOf(account), 900e18);
        assertEq(vault.balanceOf(account), 95e18);
        (GrantStatus status, uint64 epoch, uint96 spent, uint32 operations) =
            ledger.getGrant(router, account, grantId);
        assertEq(uint8(status), uint8(GrantStatus.Active));
        assertEq(epoch, isNexus ? 1 : 0, "installing a validator begins an epoch");
        assertEq(spent, 2_050_000 gwei, "gas limits times fee");
        assertEq(operations, 1);
        (uint256 total,,,) = approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(total, 100e18);
    }

    function test_batchOfOne_isABatch() public {
        _useCall(address(tokenA), _approveCall(1));
        _sendAccepted(_operation());
        assertEq(tokenA.allowance(account, address(dex)), 1);
    }

    function test_callsInAnotherOrder_useTheSameGrant() public {
        tokenB.mint(account, 95e18);
        _clearCalls();
        _addCall(address(vault), _stakeCall(95e18));
        _addCall(address(tokenA), _approveCall(100e18));
        _addCall(address(dex), _swapCall(100e18, 95e18));
        _route(0, 1);
        _route(1, 2);
        _route(2, 0);
        _sendAccepted(_operation());
        assertEq(vault.balanceOf(account), 95e18);
    }

    function test_oneSession_coversSeveralCalls() public {
        _clearCalls();
        uint8[] memory calls = new uint8[](10);
        for (uint8 i = 0; i < 10; ++i) {
            _addCall(address(tokenA), _approveCall(100e18));
            calls[i] = i;
        }
        routes.push();
        routes[0].calls = calls;
        _sendAccepted(_operation());
        (uint256 total,,,) = approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(total, 1000e18);
    }

    function test_failingStake_undoesApproveAndSwap_butTheChargeStands() public {
        datas[2] = _stakeCall(1_000_000e18);
        _send(_operation());
        assertEq(tokenA.balanceOf(account), 1000e18);
        assertEq(tokenA.allowance(account, address(dex)), 0);
        (uint256 total,,,) = approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(total, 100e18, "an attempt counts");
    }
}
