// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../helpers/Artifacts.sol";
import {Bytes} from "../helpers/Bytes.sol";
import {Random} from "../helpers/Random.sol";

import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev Asks modules about calls that are honest or damaged.
abstract contract ModuleReview is Artifacts, Random {
    using Bytes for bytes;

    address internal constant ACCOUNT = address(0xacc);

    /// @dev What stands behind the selector.
    function _tail(bytes memory data) internal pure returns (bytes memory out) {
        out = new bytes(data.length - 4);
        for (uint256 i = 0; i < out.length; ++i) {
            out[i] = data[4 + i];
        }
    }

    function _damage(bytes memory data) internal returns (bytes memory) {
        uint256 kind = _random(6);
        uint256 place = 4 + 32 * _random((data.length - 4) / 32);
        if (kind == 0) return data.withWord(place, data.wordAt(place) ^ (1 << _random(256)));
        if (kind == 1) return data.withWord(place, 32 * _random(12));
        if (kind == 2) return bytes.concat(data, new bytes(1 + _random(64)));
        if (kind == 3) return data.cut(data.length - 1 - _random(64));
        if (kind == 4) return data.withWord(place, _random(6));
        return data;
    }

    function _ask(address module, address target, bytes memory rule, bytes memory data, uint256 value)
        internal
        returns (bool success)
    {
        Call[] memory calls = new Call[](1);
        calls[0] = Call(0, target, value, data, "");
        (success,) = module.call(
            abi.encodeCall(
                ISessionValidationModule.validateSession, (ACCOUNT, SessionId.wrap(0), rule, calls)
            )
        );
    }
}
