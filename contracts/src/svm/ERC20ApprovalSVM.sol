// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title `approve(spender, amount)` on one ERC-20 for one spender
/// @dev Rule: `token (20) ‖ spender (20)`. Limits are in base units of the token. Setting the allowance to zero is always allowed
/// and free. Nothing else of the token can be called.
contract ERC20ApprovalSVM is SessionValidationModule {
    using CalldataReader for bytes;

    error SpenderNotAllowed(uint256 call, address found, address allowed);

    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 40;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        call.requireNoCallSpecificData();
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(IERC20.approve.selector);
        call.requireLength(68);
        address spender = call.addressAt(4);
        address allowed = rule.packedAddressAt(20);
        if (spender != allowed) revert SpenderNotAllowed(call.index(), spender, allowed);
        amount = call.wordAt(36);
        return (amount != 0, amount);
    }
}
