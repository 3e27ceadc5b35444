// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantStatus, IGrantLedger} from "../interfaces/IGrantLedger.sol";
import {Grant, GrantId, KEY_TYPE_SECP256K1} from "../types/Grant.sol";
import {AccountState, ENABLED, GrantState, enabledState, revokedState} from "../types/GrantState.sol";
import {Session, hashSession} from "../types/Session.sol";
import {Window, toWindow} from "../types/Window.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";

/// @title The grant ledger
/// @dev Guarantees: a grant becomes active once, by the account that it binds; revoked is final, also for ids never seen and
/// after all grants were revoked; what a grant has spent only grows, and only its router adds to it.
/// Trusts: nobody. Does not protect: an owner who enables a grant that allows too much.
abstract contract GrantLedger is IGrantLedger {
    /// @dev The account stands innermost in both mappings: ERC-7562 then counts the slot as the account's own.
    mapping(address router => mapping(GrantId id => mapping(address account => GrantState))) private _grants;
    mapping(address router => mapping(address account => AccountState)) private _accounts;

    /// @inheritdoc IGrantLedger
    function enableGrant(Grant calldata grant, Session[] calldata sessions) external returns (GrantId id) {
        _checkTerms(grant);
        _checkSessions(grant, sessions);
        id = grant.toId();
        GrantStatus found = _statusOf(grant.router, msg.sender, id);
        if (found != GrantStatus.Never) revert GrantStatusWrong(id, found, GrantStatus.Never);

        AccountState account = _countEvent(grant.router);
        _grants[grant.router][id][msg.sender] = enabledState(account.epoch());
        emit GrantEnabled(msg.sender, grant.router, id, account.sequence(), account.epoch(), grant, sessions);
    }

    /// @inheritdoc IGrantLedger
    function revokeGrants(address router, GrantId[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            GrantId id = ids[i];
            _grants[router][id][msg.sender] = revokedState(_grants[router][id][msg.sender]);
            emit GrantRevoked(msg.sender, router, id, _countEvent(router).sequence());
        }
    }

    /// @inheritdoc IGrantLedger
    function revokeAllGrants(address router) external {
        AccountState account = _accounts[router][msg.sender].nextEpoch().nextEvent();
        _accounts[router][msg.sender] = account;
        emit AllGrantsRevoked(msg.sender, router, account.sequence(), account.epoch());
    }

    /// @inheritdoc IGrantLedger
    function getGrant(address router, address account, GrantId id)
        external
        view
        returns (GrantStatus status, uint64 epoch, uint96 feeSpent, uint32 operations)
    {
        GrantState state = _grants[router][id][account];
        return (_statusOf(router, account, id), state.enabledEpoch(), state.feeSpent(), state.operations());
    }

    /// @inheritdoc IGrantLedger
    function getAccount(address router, address account)
        external
        view
        returns (uint64 epoch, uint64 sequence)
    {
        AccountState state = _accounts[router][account];
        return (state.epoch(), state.sequence());
    }

    function _requireActive(address router, address account, GrantId id) internal view {
        GrantStatus found = _statusOf(router, account, id);
        if (found != GrantStatus.Active) revert GrantStatusWrong(id, found, GrantStatus.Active);
    }

    /// @dev The caller has found the grant active.
    function _charge(address router, address account, GrantId id, uint256 cost, uint256 budget)
        internal
        returns (bool withinBudget)
    {
        GrantState state = _grants[router][id][account];
        _grants[router][id][account] = state.charged(cost);
        // Not the stored sum, which saturates: a budget of 2^96 - 1 is a bound like any other.
        return cost <= budget && state.feeSpent() <= budget - cost;
    }

    /// @dev A grant from before the account last revoked everything is as revoked as one revoked by name.
    function _statusOf(address router, address account, GrantId id) private view returns (GrantStatus) {
        GrantState state = _grants[router][id][account];
        if (state.mark() == 0) return GrantStatus.Never;
        bool active = state.mark() == ENABLED && state.enabledEpoch() == _accounts[router][account].epoch();
        return active ? GrantStatus.Active : GrantStatus.Revoked;
    }

    function _countEvent(address router) private returns (AccountState account) {
        account = _accounts[router][msg.sender].nextEvent();
        _accounts[router][msg.sender] = account;
    }

    function _checkTerms(Grant calldata grant) private pure {
        if (grant.router == address(0)) revert RouterZero();
        if (grant.key == address(0)) revert KeyZero();
        if (grant.keyType != KEY_TYPE_SECP256K1) revert KeyTypeUnknown(grant.keyType);
        if (grant.paymaster == address(0) && grant.feeBudget == 0) revert FeeTermsMissing();
    }

    /// @dev What is published is what the root stands for, and each session has a moment at which it can be used.
    /// A session that stands twice adds nothing: both have one id and so one set of counters.
    function _checkSessions(Grant calldata grant, Session[] calldata sessions) private pure {
        if (sessions.length == 0) revert SessionsEmpty();
        Window grantWindow = toWindow(grant.validAfter, grant.validUntil);
        bytes32[] memory leaves = new bytes32[](sessions.length);
        for (uint256 i = 0; i < sessions.length; ++i) {
            Session calldata session = sessions[i];
            grantWindow.intersect(toWindow(session.validAfter, session.validUntil));
            leaves[i] =
                hashSession(session.validAfter, session.validUntil, session.module, keccak256(session.data));
        }
        bytes32 root = MerkleTreeLib.root(MerkleTreeLib.build(leaves));
        if (root != grant.sessionsRoot) revert SessionsRootWrong(root, grant.sessionsRoot);
    }
}
