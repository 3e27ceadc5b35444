// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Batch} from "./Batch.sol";
import {Grants} from "./GrantView.sol";
import {Sessions} from "./SessionView.sol";

/// @title Targets that would turn the account against itself
/// @dev What no router can know, such as the account's other modules, the SDK checks when a grant is signed or enabled.
library ForbiddenTargets {
    address internal constant ENTRY_POINT_06 = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;
    address internal constant ENTRY_POINT_07 = 0x0000000071727De22E5E9d8BAf0edAc6f37da032;
    address internal constant ENTRY_POINT_08 = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;
    address internal constant ENTRY_POINT_09 = 0x433709009B8330FDa32311DF1C2AFA402eD8D009;

    /// @dev The bits of the constants among the forbidden targets, zero included.
    uint256 private constant BITS = 1 | 1 << (uint160(ENTRY_POINT_06) & 0xff) | 1
        << (uint160(ENTRY_POINT_07) & 0xff) | 1 << (uint160(ENTRY_POINT_08) & 0xff) | 1
        << (uint160(ENTRY_POINT_09) & 0xff);

    /// @dev Each forbidden target sets the bit that its last byte names, and so does each call's target. Without a bit in common no target is
    /// forbidden; otherwise each is compared with each. Comparing at once costs 2,000 gas more for three calls of three sessions.
    function refuse(Batch batch, Grants grants, address account, address ledger) internal view {
        uint256 bits = BITS | _bitOf(account) | _bitOf(address(this)) | _bitOf(ledger) | grants.moduleBits();
        if (bits & batch.targetBits() != 0) _compare(batch, grants, account, ledger);
    }

    function _compare(Batch batch, Grants grants, address account, address ledger) private view {
        // Indices stay below the lengths.
        unchecked {
            for (uint256 i = 0;; ++i) {
                if (i == batch.length()) return;
                address target = batch.callAt(i).target();
                if (_isForbidden(target, grants, account, ledger)) {
                    revert ISessionRouter.TargetForbidden(i, target);
                }
            }
        }
    }

    function _bitOf(address target) private pure returns (uint256) {
        return 1 << (uint160(target) & 0xff);
    }

    /// @dev Whatever an operation's sessions are. Zero is among them because some accounts read it as themselves.
    function isForbidden(address target, address account, address ledger) internal view returns (bool) {
        return target == address(0) || target == account || target == address(this) || target == ledger
            || target == ENTRY_POINT_06 || target == ENTRY_POINT_07 || target == ENTRY_POINT_08
            || target == ENTRY_POINT_09;
    }

    function _isForbidden(address target, Grants grants, address account, address ledger)
        private
        view
        returns (bool)
    {
        if (isForbidden(target, account, ledger)) return true;
        for (uint256 i = 0; i < grants.length(); ++i) {
            Sessions sessions = grants.grantAt(i).sessions();
            for (uint256 j = 0; j < sessions.length(); ++j) {
                if (target == sessions.sessionAt(j).module()) return true;
            }
        }
        return false;
    }
}
