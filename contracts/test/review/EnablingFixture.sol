// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReviewFixture} from "./ReviewFixture.sol";
import {Vm} from "forge-std/Vm.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {GrantTree, OtherGrant, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev A grant that its owner approves, and that nobody has enabled yet.
abstract contract EnablingFixture is ReviewFixture {
    uint48 internal deadline;

    function setUp() public virtual override {
        super.setUp();
        _freshGrant();
        deadline = uint48(block.timestamp + 1 hours);
    }

    function _refusedBy(OwnerApproval memory approval) internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IGrantLedger.ApprovalRefused.selector, account, _digestOf(account, grant, approval)
        );
    }

    /// @dev How many sessions the ledger's events have published for the grant since logs are recorded.
    function _published() internal returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(ledger) || logs[i].topics.length < 4) continue;
            if (logs[i].topics[3] != GrantId.unwrap(grantId)) continue;
            Session[] memory list;
            if (logs[i].topics[0] == IGrantLedger.GrantEnabled.selector) {
                (,,, list) = abi.decode(logs[i].data, (uint64, uint64, Grant, Session[]));
            } else if (logs[i].topics[0] == IGrantLedger.SessionsPublished.selector) {
                list = abi.decode(logs[i].data, (Session[]));
            }
            count += list.length;
        }
    }
}
