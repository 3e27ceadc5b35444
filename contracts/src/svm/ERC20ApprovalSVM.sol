// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {Call} from "../interfaces/ISessionValidationModule.sol";
import {CallReader, readerAt} from "./CallReader.sol";
import {LIMIT_FLAGS} from "./Limits.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title `approve(spender, amount)` on one ERC-20 for one spender
/// @dev Rule: `token (20) ‖ spender (20)`. Limits are in base units of the token. Setting the allowance to zero is always allowed
/// and free. Nothing else of the token can be called.
/// Own flag: 0x10: nothing is left standing: the last call of the session in an operation sets the allowance to zero.
contract ERC20ApprovalSVM is SessionValidationModule {
    using CalldataReader for bytes;

    uint256 private constant ENDS_AT_ZERO = 0x10;

    error SpenderNotAllowed(uint256 call, address found, address allowed);
    /// @dev `call` is the session's last in the operation.
    error AllowanceLeft(uint256 call, uint256 found, uint256 allowed);

    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 40;
    }

    function _knownFlags(bytes calldata) internal pure override returns (uint256) {
        return LIMIT_FLAGS | ENDS_AT_ZERO;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(IERC20.approve.selector);
        call.requireLength(68);
        address allowed = rule.packedAddressAt(20);
        if (!call.holds(4, allowed)) revert SpenderNotAllowed(call.index(), call.addressAt(4), allowed);
        amount = call.wordAt(36);
        return (amount != 0, amount);
    }

    /// @dev Execution is atomic, so what the last call sets is what stands when the batch is done.
    function _checkEnd(bytes calldata rule, Call[] calldata calls) internal pure override {
        if (_ownFlags(rule) == 0 || calls.length == 0) return;
        CallReader last = readerAt(calls, calls.length - 1);
        uint256 left = last.wordAt(36);
        if (left != 0) revert AllowanceLeft(last.index(), left, 0);
    }
}
