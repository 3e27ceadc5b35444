// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {CallView} from "./CallView.sol";
import {RoutedSession} from "./Routing.sol";

/// @title Targets that would turn the account against itself
/// @dev What no router can know, such as the account's other modules, the SDK checks when a grant is signed or enabled.
library ForbiddenTargets {
    address internal constant ENTRY_POINT_06 = 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;
    address internal constant ENTRY_POINT_07 = 0x0000000071727De22E5E9d8BAf0edAc6f37da032;
    address internal constant ENTRY_POINT_08 = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;
    address internal constant ENTRY_POINT_09 = 0x433709009B8330FDa32311DF1C2AFA402eD8D009;

    function refuse(CallView[] memory calls, RoutedSession[] memory sessions, address account, address ledger)
        internal
        view
    {
        // Indices stay below the arrays' lengths.
        unchecked {
            for (uint256 i = 0; i < calls.length; ++i) {
                address target = calls[i].target;
                // Zero, because some accounts read it as themselves.
                if (
                    target == address(0) || target == account || target == address(this) || target == ledger
                        || target == ENTRY_POINT_06 || target == ENTRY_POINT_07 || target == ENTRY_POINT_08
                        || target == ENTRY_POINT_09
                ) revert ISessionRouter.TargetForbidden(i, target);
                for (uint256 j = 0; j < sessions.length; ++j) {
                    if (target == sessions[j].module) revert ISessionRouter.TargetForbidden(i, target);
                }
            }
        }
    }
}
