// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {IDepositAll} from "../interfaces/IDepositAll.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title Depositing what the account has of a token in an ERC-4626 vault, through DepositAll
/// @dev Rule: `helper (20) ‖ token (20) ‖ vault (20) ‖ keep (16)`. keep: base units of the token that stay in the account at least.
/// Limits are in base units of the token, and charge the maximum that the call names in full: what the account has when it runs, nobody
/// knows here. DepositAll serves its caller alone, so there is no beneficiary to check.
/// `deposit` names no minimum of shares, so only vaults that are protected against inflated share prices should be granted.
contract DepositAllSVM is SessionValidationModule {
    using CalldataReader for bytes;

    error AssetNotAllowed(uint256 call, address found, address allowed);
    error VaultNotAllowed(uint256 call, address found, address allowed);
    error KeepTooLow(uint256 call, uint256 found, uint256 allowed);

    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 76;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(IDepositAll.depositAll.selector);
        call.requireLength(132);
        address token = rule.packedAddressAt(20);
        if (!call.holds(4, token)) revert AssetNotAllowed(call.index(), call.addressAt(4), token);
        address vault = rule.packedAddressAt(40);
        if (!call.holds(36, vault)) revert VaultNotAllowed(call.index(), call.addressAt(36), vault);
        uint256 keep = rule.wordAt(60) >> 128;
        uint256 found = call.wordAt(68);
        if (found < keep) revert KeepTooLow(call.index(), found, keep);
        return (true, call.wordAt(100));
    }
}
