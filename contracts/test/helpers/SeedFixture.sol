// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Operations} from "./Operations.sol";
import {GrantId} from "src/types/Grant.sol";

/// @dev An account with the router installed, one grant over the three seed sessions, and the seed batch routed. `_operation()` is
/// accepted as it stands: every test changes one thing.
abstract contract SeedFixture is Operations {
    GrantId internal grantId;

    function setUp() public virtual {
        _deployWorld();
        _installRouter(account);
        _addSeedSessions();
        _makeGrant();
        grantId = _enableGrant();
        _addSeedCalls();
        _routeSeed();
    }

    /// @dev Makes the test's sessions the ones of a fresh grant, and enables it.
    function _regrant() internal {
        uint64 salt = grant.salt + 1;
        _makeGrant();
        grant.salt = salt;
        grantId = _enableGrant();
    }

    /// @dev One session, one call: the smallest batch.
    function _useSingle(address module, bytes memory data, address target, bytes memory callData) internal {
        delete sessions;
        sessions.push(_session(module, data));
        _regrant();
        _useCall(target, callData);
    }

    function _useCall(address target, bytes memory callData) internal {
        _clearCalls();
        _addCall(target, callData);
        _route(0, 0);
    }

    function _refusal(address module, bytes memory reason) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("SessionRefused(address,bytes)", module, reason);
    }
}
