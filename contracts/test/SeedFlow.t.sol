// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "./helpers/IEntryPoint06.sol";
import {Operations} from "./helpers/Operations.sol";
import {GrantStatus} from "src/interfaces/IGrantLedger.sol";
import {GrantId} from "src/types/Grant.sol";

/// @dev The seed flow through the real EntryPoint and account: approve, swap, stake in one operation of a session key.
contract SeedFlowTest is Operations {
    GrantId internal grantId;

    function setUp() public {
        _deployWorld();
        _sendAccepted(_ownerOperation(abi.encodeCall(IModularAccount.enableModule, (address(router)))));
        vm.prank(account);
        tokenB.approve(address(vault), type(uint256).max);
        _addSeedSessions();
        _makeGrant();
        grantId = _enableGrant();
        _addSeedCalls();
        _routeSeed();
    }

    function test_seedFlow_runsAtomically() public {
        _sendAccepted(_operation());
        assertEq(tokenA.balanceOf(account), 900e18);
        assertEq(vault.balanceOf(account), 95e18);
        (GrantStatus status,, uint96 spent, uint32 operations) =
            manager.getGrant(address(router), account, grantId);
        assertEq(uint8(status), uint8(GrantStatus.Active));
        assertEq(spent, 2_050_000 gwei);
        assertEq(operations, 1);
    }
}
