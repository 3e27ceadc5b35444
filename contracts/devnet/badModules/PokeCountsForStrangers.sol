// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../../src/core/CalldataReader.sol";
import {Call, ISessionValidationModule} from "../../src/interfaces/ISessionValidationModule.sol";
import {CallReader, readerAt} from "../../src/svm/CallReader.sol";
import {LIMIT_FLAGS, Limits, PERIOD_SHIFT, Usage, toLimits} from "../../src/svm/Limits.sol";
import {SessionId} from "../../src/types/Session.sol";
import {requirePoke} from "./PokeSVM.sol";

/// @title A planted bad module: counts whoever asks, so that a stranger can use up a session
/// @dev Planted for tests of the conformance kit, never to be deployed for use: PokeSVM but for this.
contract PokeCountsForStrangers is ISessionValidationModule {
    using CalldataReader for bytes;

    /// @dev Without the router in front: what is planted here.
    mapping(SessionId id => mapping(address account => Usage)) private _usage;

    /// @inheritdoc ISessionValidationModule
    function validateSession(address account, SessionId id, bytes calldata data, Call[] calldata calls)
        external
        returns (uint256 window)
    {
        Limits limits = toLimits(data, 40);
        limits.requireKnown(LIMIT_FLAGS);
        bytes calldata rule = CalldataReader.slice(data.positionOf(0), 40);
        Usage usage = _usage[id][account];
        for (uint256 i = 0; i < calls.length; ++i) {
            CallReader call = readerAt(calls, i);
            if (limits.isPeriodic()) {
                usage = limits.enterPeriod(usage, call.index(), i == 0, call.readPeriod());
            }
        }
        for (uint256 i = 0; i < calls.length; ++i) {
            CallReader call = readerAt(calls, i);
            call.requireSpecificDataLength(limits.isPeriodic() ? 4 : 0);
            requirePoke(rule, call);
            usage = limits.charge(usage, call.index(), call.wordAt(36));
        }
        _usage[id][account] = usage;
        return limits.isPeriodic() ? limits.windowOf(usage) : 0;
    }

    /// @dev As the base of the modules says it.
    function getUsage(address, SessionId id, address account)
        external
        view
        returns (uint256 total, uint256 uses, uint256 period, uint256 usedInPeriod)
    {
        uint256 usage = Usage.unwrap(_usage[id][account]);
        return (uint104(usage >> 24), uint24(usage), usage >> PERIOD_SHIFT, uint96(usage >> 128));
    }
}
