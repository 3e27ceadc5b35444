// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {CallReader} from "./CallReader.sol";
import {LIMIT_FLAGS, LIMIT_USES} from "./Limits.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";

/// @dev Staking contracts in the manner of Synthetix's StakingRewards: all of it for the caller.
interface IStakingRewards {
    function stake(uint256 amount) external;
    function withdraw(uint256 amount) external;
    function getReward() external;
}

/// @dev Pools in the manner of Aave v3.
interface IAavePool {
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;
    function withdraw(address asset, uint256 amount, address to) external returns (uint256);
}

/// @title Staking an ERC-20 for the account itself, and taking it back
/// @dev Rule: `kind (1) ‖ protocol (20)`, and of Aave's kinds `‖ asset (20)`. A session is for one function:
///
/// | kind | function                                                      | limits, in                 |
/// | ---- | ------------------------------------------------------------- | -------------------------- |
/// | 0    | ERC-4626 `deposit(assets, receiver)`                          | base units of the asset    |
/// | 1    | ERC-4626 `withdraw(assets, receiver, owner)`                  | uses                       |
/// | 2    | ERC-4626 `redeem(shares, receiver, owner)`                    | uses                       |
/// | 3    | `stake(amount)`                                               | base units of the token    |
/// | 4    | `withdraw(amount)`                                            | base units of the token    |
/// | 5    | `getReward()`                                                 | uses                       |
/// | 6    | Aave v3 `supply(asset, amount, onBehalfOf, 0)`                | base units of the asset    |
/// | 7    | Aave v3 `withdraw(asset, amount, to)`                         | uses                       |
///
/// Receiver, owner, beneficiary are exactly the account. What comes back to the account is no loss, and its amount is not known
/// (shares, or Aave's "all" of 2^256 − 1): such sessions take a number of uses and no other limit.
/// `deposit` names no minimum of shares, so only vaults that are protected against inflated share prices should be granted. Not `mint`, whose
/// price in assets nobody bounds.
contract ERC20StakeSVM is SessionValidationModule {
    using CalldataReader for bytes;

    uint256 private constant ERC4626_DEPOSIT = 0;
    uint256 private constant ERC4626_WITHDRAW = 1;
    uint256 private constant ERC4626_REDEEM = 2;
    uint256 private constant STAKE = 3;
    uint256 private constant STAKE_WITHDRAW = 4;
    uint256 private constant GET_REWARD = 5;
    uint256 private constant AAVE_SUPPLY = 6;
    uint256 private constant AAVE_WITHDRAW = 7;
    /// @dev One bit a kind: those whose rule names an asset.
    uint256 private constant NAMES_ASSET = 1 << AAVE_SUPPLY | 1 << AAVE_WITHDRAW;
    /// @dev One bit a kind: those limited by uses alone.
    uint256 private constant USES_ALONE =
        1 << ERC4626_WITHDRAW | 1 << ERC4626_REDEEM | 1 << GET_REWARD | 1 << AAVE_WITHDRAW;

    error StakeKindUnknown(uint8 found, uint8 allowed);
    error BeneficiaryNotAccount(uint256 call, address found, address allowed);
    error AssetNotAllowed(uint256 call, address found, address allowed);
    error ReferralNotZero(uint256 call, uint256 found);

    function _ruleLength(bytes calldata data) internal pure override returns (uint256) {
        unchecked {
            return 21 + 20 * (NAMES_ASSET >> (data.wordAt(0) >> 248) & 1);
        }
    }

    function _knownFlags(bytes calldata data) internal pure override returns (uint256) {
        return USES_ALONE >> (data.wordAt(0) >> 248) & 1 == 0 ? LIMIT_FLAGS : LIMIT_USES;
    }

    function _checkCall(address account, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        uint256 kind = rule.wordAt(0) >> 248;
        // The shift leaves eight bits.
        if (kind > AAVE_WITHDRAW) revert StakeKindUnknown(uint8(kind), uint8(AAVE_WITHDRAW));
        call.requireTarget(rule.packedAddressAt(1));
        call.requireNoValue();
        if (kind == ERC4626_DEPOSIT) {
            call.requireSelector(IERC4626.deposit.selector);
            call.requireLength(68);
            _requireBeneficiary(account, call, 36);
            return (true, call.wordAt(4));
        }
        if (kind <= ERC4626_REDEEM) {
            call.requireSelector(
                kind == ERC4626_WITHDRAW ? IERC4626.withdraw.selector : IERC4626.redeem.selector
            );
            call.requireLength(100);
            _requireBeneficiary(account, call, 36);
            if (!call.holds(68, account)) revert OwnerNotAccount(call.index(), call.addressAt(68), account);
        } else if (kind <= GET_REWARD) {
            amount = _checkStaking(call, kind);
        } else {
            amount = _checkAave(account, rule, call, kind);
        }
        return (true, amount);
    }

    function _checkStaking(CallReader call, uint256 kind) private pure returns (uint256 amount) {
        if (kind == GET_REWARD) {
            call.requireSelector(IStakingRewards.getReward.selector);
            call.requireLength(4);
            return 0;
        }
        call.requireSelector(
            kind == STAKE ? IStakingRewards.stake.selector : IStakingRewards.withdraw.selector
        );
        call.requireLength(36);
        return call.wordAt(4);
    }

    function _checkAave(address account, bytes calldata rule, CallReader call, uint256 kind)
        private
        pure
        returns (uint256 amount)
    {
        bool isSupply = kind == AAVE_SUPPLY;
        call.requireSelector(isSupply ? IAavePool.supply.selector : IAavePool.withdraw.selector);
        call.requireLength(isSupply ? 132 : 100);
        address asset = rule.packedAddressAt(21);
        if (!call.holds(4, asset)) revert AssetNotAllowed(call.index(), call.addressAt(4), asset);
        _requireBeneficiary(account, call, 68);
        if (!isSupply) return 0;
        uint256 referral = call.wordAt(100);
        if (referral != 0) revert ReferralNotZero(call.index(), referral);
        return call.wordAt(36);
    }

    function _requireBeneficiary(address account, CallReader call, uint256 position) private pure {
        if (call.holds(position, account)) return;
        revert BeneficiaryNotAccount(call.index(), call.addressAt(position), account);
    }
}
