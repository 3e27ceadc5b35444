// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

/// @title Some functions of some contracts, with any arguments, and a cap on the value that goes along
/// @dev Rule: `valueCap (12) ‖ functionCount (1) ‖ functions: target (20) ‖ selector (4)`. valueCap: wei that one call may send; 0: none.
/// Limits are in wei.
/// Does not protect: whatever the arguments decide, such as who receives. Only for functions that do no harm whatever they are passed;
/// for the others there is ABIRulesSVM.
contract ContractCallSVM is SessionValidationModule {
    using CalldataReader for bytes;

    uint256 private constant FUNCTIONS = 12;
    uint256 private constant FUNCTION = 24;

    error CallNotAllowed(uint256 call, address target, bytes4 selector);

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        unchecked {
            return data.length <= FUNCTIONS ? FUNCTIONS + 1 : _endOf(data);
        }
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        bytes4 selector = bytes4(bytes32(call.wordAt(0)));
        address target = call.target();
        if (call.dataLength() < 4 || !_isAllowed(rule, target, selector)) {
            revert CallNotAllowed(call.index(), target, selector);
        }
        amount = call.value();
        uint256 cap = rule.wordAt(0) >> 160;
        if (amount > cap) revert ValueNotAllowed(call.index(), amount, cap);
        return (true, amount);
    }

    function _isAllowed(bytes calldata rule, address target, bytes4 selector) private pure returns (bool) {
        uint256 wanted = uint256(uint160(target)) << 32 | uint32(selector);
        // At most 255 functions.
        unchecked {
            uint256 end = _endOf(rule);
            for (uint256 place = FUNCTIONS + 1; place < end; place += FUNCTION) {
                if (rule.wordAt(place) >> 64 == wanted) return true;
            }
            return false;
        }
    }

    function _endOf(bytes calldata rule) private pure returns (uint256) {
        unchecked {
            return FUNCTIONS + 1 + FUNCTION * (rule.wordAt(FUNCTIONS) >> 248);
        }
    }
}
