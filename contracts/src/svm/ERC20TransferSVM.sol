// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {AddressSet} from "./AddressSet.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title `transfer(to, amount)` of one ERC-20 to a set of recipients
/// @dev Rule: `token (20) ‖ recipientCount (1) ‖ recipients (20 each)`. Limits are in base units of the token, as the call names them: a token
/// that charges on transfer delivers less. Not `transferFrom`, which would move what others let the account spend.
contract ERC20TransferSVM is SessionValidationModule {
    using CalldataReader for bytes;
    using AddressSet for bytes;

    uint256 private constant RECIPIENTS = 20;

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        return data.endOf(RECIPIENTS);
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(IERC20.transfer.selector);
        call.requireLength(68);
        address recipient = call.addressAt(4);
        if (!rule.has(RECIPIENTS, recipient)) revert RecipientNotAllowed(call.index(), recipient);
        return (true, call.wordAt(36));
    }
}
