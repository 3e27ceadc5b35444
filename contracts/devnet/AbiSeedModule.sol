// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedModule} from "../src/interfaces/ISeedFramework.sol";
import {UserOperation} from "../src/types/UserOperation.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title A module of the original framework's shape: one function of one contract, with rules for words of its arguments
/// @dev Test-only. Session data: `sessionKey (20) ‖ target (20) ‖ selector (4) ‖ valueLimit (16) ‖ ruleCount (2) ‖ rules`, a rule being
/// `offset (2) ‖ condition (1) ‖ reference (32)`, as the original's SDK encodes them.
contract AbiSeedModule is ISeedModule {
    error TargetWrong(address found);
    error ValueTooHigh(uint256 found);
    error SelectorWrong(bytes4 found);
    error RuleBroken(uint256 rule, bytes32 found);

    function validateSessionParams(
        address destinationContract,
        uint256 callValue,
        bytes calldata funcCallData,
        bytes calldata sessionKeyData,
        bytes calldata
    ) external pure returns (address sessionKey) {
        return _check(destinationContract, callValue, funcCallData, sessionKeyData);
    }

    function validateSessionUserOp(
        UserOperation calldata userOp,
        bytes32 userOpHash,
        bytes calldata sessionKeyData,
        bytes calldata sessionKeySignature
    ) external pure returns (bool isSigned) {
        (address target, uint256 value) = abi.decode(userOp.callData[4:], (address, uint256));
        uint256 start = 4 + uint256(bytes32(userOp.callData[68:100]));
        uint256 length = uint256(bytes32(userOp.callData[start:start + 32]));
        address key = _check(target, value, userOp.callData[start + 32:start + 32 + length], sessionKeyData);
        bytes32 digest = MessageHashUtils.toEthSignedMessageHash(userOpHash);
        return ECDSA.recover(digest, sessionKeySignature) == key;
    }

    function _check(address target, uint256 value, bytes calldata callData, bytes calldata data)
        private
        pure
        returns (address sessionKey)
    {
        if (target != address(bytes20(data[20:40]))) revert TargetWrong(target);
        if (bytes4(callData) != bytes4(data[40:44])) revert SelectorWrong(bytes4(callData));
        if (value > uint128(bytes16(data[44:60]))) revert ValueTooHigh(value);
        uint256 count = uint16(bytes2(data[60:62]));
        for (uint256 i = 0; i < count; ++i) {
            bytes calldata rule = data[62 + 35 * i:97 + 35 * i];
            uint256 offset = 4 + uint256(uint16(bytes2(rule)));
            bytes32 found = bytes32(callData[offset:offset + 32]);
            if (!_holds(uint8(rule[2]), found, bytes32(rule[3:]))) revert RuleBroken(i, found);
        }
        return address(bytes20(data[:20]));
    }

    function _holds(uint8 condition, bytes32 found, bytes32 other) private pure returns (bool) {
        if (condition == 0) return found == other;
        if (condition == 1) return found <= other;
        if (condition == 2) return found < other;
        if (condition == 3) return found >= other;
        if (condition == 4) return found > other;
        return found != other;
    }
}
