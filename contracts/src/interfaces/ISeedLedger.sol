// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SessionStorage} from "./ISeedFramework.sol";

/// @title The memory of the seed format: an account's root, and what its operations may cost
/// @dev Both move only by the account itself; what is spent, by the router that the account named.
interface ISeedLedger {
    event MerkleRootSet(address indexed account, bytes32 merkleRoot);
    /// @param budget wei, over the account's life
    /// @param spent wei of it that are spent already
    event SeedPaymentsSet(
        address indexed account, address indexed router, uint96 budget, address paymaster, uint128 spent
    );

    /// @notice Makes `merkleRoot` the root of the sessions of `msg.sender`. 0 ends them all.
    function setMerkleRoot(bytes32 merkleRoot) external;

    /// @notice Sets what the seed-format operations of `msg.sender` through `router` may cost. Nothing is allowed before.
    /// `revokeAllGrants(router)` ends it.
    /// @param router the router; for operations of a single call the manager itself
    /// @param budget wei: the sum of the maximum costs of all self-paid operations, those of the past included; 0: none
    /// @param paymaster who else may pay; 0: nobody. It may bill the account.
    function setSeedPayments(address router, uint96 budget, address paymaster) external;

    /// @notice Charges `account` for one operation through `msg.sender`, or compares the paymaster.
    /// @dev Over the budget the charge still happens, so that estimation with any fee costs the same.
    /// @param paymaster who pays; 0: the account
    /// @param cost wei: the most that the operation can cost the account
    /// @return allowed whether the account's seed terms allow this payment
    function paySeedOperation(address account, address paymaster, uint256 cost)
        external
        returns (bool allowed);

    function getSessionKeys(address smartAccount) external view returns (SessionStorage memory);

    /// @return budget wei, over the account's life; 0: none, or ended by `revokeAllGrants(router)`
    /// @return paymaster who else may pay; 0: nobody
    /// @return spent wei of all budgets so far
    /// @return operations self-paid operations charged so far
    function getPaymentsOfSeed(address router, address account)
        external
        view
        returns (uint96 budget, address paymaster, uint128 spent, uint32 operations);
}
