// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Errors of ABIRulesSVM
/// @dev `call` is the index of the call in the batch. `rule` is the number of a node of the rule tree, counted from 0 in the order in which the
/// nodes stand. `position` is an offset in bytes: in the call's data, selector included, or, where the session's own data are
/// malformed, in those.
interface IABIRulesErrors {
    /// @dev The layout is no list of ABI types at the byte `position` of the session data, which is `found`.
    error LayoutMalformed(uint256 position, uint256 found);
    /// @dev The layout marks another number of parameters than the session data declare.
    error MarkCountWrong(uint256 found, uint256 allowed);
    error OperatorUnknown(uint256 position, uint256 found);
    /// @dev The operator `found` does not go with parameters of the type `parameter` (a byte of the layout).
    error OperatorMisplaced(uint256 position, uint256 found, uint256 parameter);
    /// @dev A number in the rule tree, `found`, is none that may stand at this byte of the session data.
    error RuleMalformed(uint256 position, uint256 found);

    error CalldataTooShort(uint256 call, uint256 found, uint256 allowed);
    /// @dev A word of the arguments that no encoder writes: a pointer elsewhere than to the next free place, dirty bits, dirty padding.
    error ArgumentNotCanonical(uint256 call, uint256 position, uint256 found, uint256 allowed);
    /// @dev The length at `position` says more bytes or elements than the calldata has room for.
    error ArgumentTooLong(uint256 call, uint256 position, uint256 found, uint256 allowed);

    /// @dev The argument at `position` breaks a rule. `operator` says how `found` had to compare with `allowed`: for lengths these are
    /// lengths, for masks what the mask leaves, for a beginning the first 32 bytes at most.
    error RuleBroken(
        uint256 call, uint256 rule, uint8 operator, uint256 position, uint256 found, uint256 allowed
    );
    error NotInSet(uint256 call, uint256 rule, uint256 position, uint256 found);
    /// @dev An array has no element of this number.
    error ElementMissing(uint256 call, uint256 rule, uint256 found, uint256 allowed);
    /// @dev None of the rules of an OR holds.
    error NoRuleHolds(uint256 call, uint256 rule);
    /// @dev What stands below a NOT holds.
    error RuleMustNotHold(uint256 call, uint256 rule);
    error NoElementHolds(uint256 call, uint256 rule);
    error CallSpecificDataTooShort(uint256 call, uint256 found, uint256 allowed);
}
