// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @title Staking an ERC-20 for the account itself
/// @dev Rule: `kind (1) ‖ protocol (20)`. Kind 0: `deposit(assets, receiver)` of an ERC-4626 vault, receiver exactly the account.
/// Limits are in base units of the asset. `deposit` names no minimum of shares, so only vaults that are protected against inflated share
/// prices should be granted.
contract ERC20StakeSVM is SessionValidationModule {
    using CalldataReader for bytes;

    uint8 internal constant KIND_ERC4626_DEPOSIT = 0;

    error StakeKindUnknown(uint8 found, uint8 allowed);
    error BeneficiaryNotAccount(uint256 call, address found, address allowed);

    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 21;
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        uint8 kind = uint8(rule[0]);
        if (kind != KIND_ERC4626_DEPOSIT) revert StakeKindUnknown(kind, KIND_ERC4626_DEPOSIT);
        call.requireNoCallSpecificData();
        call.requireTarget(rule.packedAddressAt(1));
        call.requireNoValue();
        call.requireSelector(IERC4626.deposit.selector);
        call.requireLength(68);
        amount = call.wordAt(4);
        address receiver = call.addressAt(36);
        if (receiver != account) revert BeneficiaryNotAccount(call.index(), receiver, account);
        return (true, amount);
    }
}
