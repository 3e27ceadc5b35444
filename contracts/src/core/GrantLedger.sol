// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantStatus, IGrantLedger} from "../interfaces/IGrantLedger.sol";
import {IKeyVerifier} from "../interfaces/IKeyVerifier.sol";
import {GrantTree, OwnerApproval} from "../types/Approval.sol";
import {Grant, GrantId} from "../types/Grant.sol";
import {AccountState, GrantState, enabledState, revokedState} from "../types/GrantState.sol";
import {Session, hashSession} from "../types/Session.sol";
import {KEY_TYPE_SECP256K1} from "../types/SessionKey.sol";
import {Window, toWindow} from "../types/Window.sol";
import {ApprovalCheck} from "./ApprovalCheck.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {Domain} from "./Domain.sol";
import {KeySignature} from "./KeySignature.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";

/// @title The grant ledger
/// @dev Guarantees: a grant becomes active once, by the account that it binds or its owner's approval; revoked is final, also for ids
/// never seen and after all grants were revoked; what a grant has spent only grows, and only its router adds to it.
/// Trusts: the account's ERC-1271, for what its owner approves. Does not protect: an owner who enables a grant that allows too much.
abstract contract GrantLedger is IGrantLedger, Domain {
    using CalldataReader for bytes;

    bytes32 private constant RENOUNCE_TYPEHASH = keccak256("RenounceGrant(address account,bytes32 grant)");

    /// @dev A struct, so that its place is hashed once to be read and written.
    struct GrantSlot {
        GrantState state;
    }

    /// @dev The account stands innermost in both mappings: ERC-7562 then counts the slot as the account's own.
    mapping(address router => mapping(GrantId id => mapping(address account => GrantSlot))) private _grants;
    mapping(address router => mapping(address account => AccountState)) private _accounts;

    /// @inheritdoc IGrantLedger
    function enableGrants(GrantTree[] memory trees) external returns (GrantId[] memory ids) {
        ids = new GrantId[](trees.length);
        for (uint256 i = 0; i < trees.length; ++i) {
            ids[i] = trees[i].grant.toId();
            _enable(msg.sender, ids[i], trees[i]);
        }
    }

    /// @inheritdoc IGrantLedger
    function enableGrantWithApproval(address account, GrantTree memory tree, OwnerApproval memory approval)
        external
        returns (GrantId id)
    {
        if (block.timestamp > approval.deadline) {
            revert DeadlinePassed(block.timestamp, approval.deadline);
        }
        // Whoever carries an approval first could leave the sessions out, and an operation that would have published them skips its part.
        if (tree.sessions.length == 0) revert SessionsEmpty();
        id = tree.grant.toId();
        ApprovalCheck.requireApproved(account, _epochOf(tree.grant.router, account), id, approval);
        _enable(account, id, tree);
    }

    /// @inheritdoc IGrantLedger
    function publishSessions(address account, Grant memory grant, Session[] memory sessions) external {
        GrantId id = grant.toId();
        _requireActive(grant.router, account, id);
        if (sessions.length == 0) revert SessionsEmpty();
        _checkSessions(grant, sessions);
        emit SessionsPublished(account, grant.router, id, sessions);
    }

    /// @inheritdoc IGrantLedger
    function revokeGrants(address router, GrantId[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            uint64 sequence = _end(router, msg.sender, ids[i]);
            emit GrantRevoked(msg.sender, router, ids[i], sequence);
        }
    }

    /// @inheritdoc IGrantLedger
    function revokeAllGrants(address router) external {
        _setAccount(router, msg.sender, _accounts[router][msg.sender].nextEpoch());
    }

    /// @inheritdoc IGrantLedger
    function renounceGrant(address account, Grant memory grant) external {
        if (msg.sender != grant.key) revert KeyWrong(msg.sender, grant.key);
        _renounce(account, grant);
    }

    /// @inheritdoc IGrantLedger
    function renounceGrantWithSignature(address account, Grant memory grant, bytes calldata signature)
        external
    {
        bytes32 digest = _hashTypedData(keccak256(abi.encode(RENOUNCE_TYPEHASH, account, grant.toId())));
        bool signed = signature.length == KeySignature.lengthOf(grant.keyType)
            && KeySignature.isValid(KEY_VERIFIER, grant.key, grant.keyType, digest, signature.positionOf(0));
        if (!signed) revert RenouncingNotSigned(digest, grant.key);
        _renounce(account, grant);
    }

    /// @inheritdoc IGrantLedger
    function keyVerifier() external view returns (IKeyVerifier) {
        return KEY_VERIFIER;
    }

    /// @inheritdoc IGrantLedger
    function getGrant(address router, address account, GrantId id)
        external
        view
        returns (GrantStatus status, uint64 epoch, uint96 feeSpent, uint32 operations)
    {
        GrantState state = _grants[router][id][account].state;
        return (_statusOf(router, account, state), state.enabledEpoch(), state.feeSpent(), state.operations());
    }

    /// @inheritdoc IGrantLedger
    function getFeeLeft(address account, Grant memory grant) external view returns (uint256) {
        GrantState state = _grants[grant.router][grant.toId()][account].state;
        if (_statusOf(grant.router, account, state) != GrantStatus.Active) return 0;
        uint96 spent = state.feeSpent();
        return spent < grant.feeBudget ? grant.feeBudget - spent : 0;
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

    /// @dev Enables on the owner's approval, whose deadline the caller puts into the operation's window.
    /// @return enabled false: the grant was active already
    function _enableInOperation(address account, GrantTree memory tree, OwnerApproval memory approval)
        internal
        virtual
        returns (bool enabled)
    {
        GrantId id = tree.grant.toId();
        address router = tree.grant.router;
        if (_statusOf(router, account, _grants[router][id][account].state) == GrantStatus.Active) {
            return false;
        }
        if (tree.sessions.length == 0) revert SessionsEmpty();
        ApprovalCheck.requireApproved(account, _epochOf(router, account), id, approval);
        _enable(account, id, tree);
        return true;
    }

    function _requireActive(address router, address account, GrantId id) internal view {
        _requireActive(router, account, id, _grants[router][id][account].state);
    }

    /// @dev Refuses a grant that is not active, else charges it.
    function _charge(address router, address account, GrantId id, uint256 cost, uint256 budget)
        internal
        returns (bool withinBudget)
    {
        GrantSlot storage slot = _grants[router][id][account];
        GrantState state = slot.state;
        _requireActive(router, account, id, state);
        uint256 sum;
        (slot.state, sum) = state.charged(cost);
        // Not the stored sum, which saturates: a budget of 2^96 - 1 is a bound like any other.
        return sum <= budget;
    }

    function _accountState(address router, address account) internal view returns (AccountState) {
        return _accounts[router][account];
    }

    /// @dev Begins the epoch that `state` carries.
    function _setAccount(address router, address account, AccountState state) internal {
        state = state.nextEvent();
        _accounts[router][account] = state;
        emit AllGrantsRevoked(account, router, state.sequence(), state.epoch());
    }

    /// @dev Whether this ledger keeps grants of that router.
    function _checkRouter(address router) internal view virtual;

    function _requireActive(address router, address account, GrantId id, GrantState state) private view {
        if (state.isEnabledIn(_epochOf(router, account))) return;
        revert GrantStatusWrong(id, _statusOf(router, account, state), GrantStatus.Active);
    }

    function _enable(address account, GrantId id, GrantTree memory tree) private {
        address router = tree.grant.router;
        _checkTerms(tree.grant);
        if (tree.sessions.length != 0) _checkSessions(tree.grant, tree.sessions);
        GrantStatus found = _statusOf(router, account, _grants[router][id][account].state);
        if (found != GrantStatus.Never) revert GrantStatusWrong(id, found, GrantStatus.Never);

        AccountState state = _accounts[router][account].nextEvent();
        _accounts[router][account] = state;
        _grants[router][id][account].state = enabledState(state.epoch());
        emit GrantEnabled(account, router, id, state.sequence(), state.epoch(), tree.grant, tree.sessions);
    }

    function _renounce(address account, Grant memory grant) private {
        GrantId id = grant.toId();
        _requireActive(grant.router, account, id);
        uint64 sequence = _end(grant.router, account, id);
        emit GrantRenounced(account, grant.router, id, sequence);
    }

    function _end(address router, address account, GrantId id) private returns (uint64 sequence) {
        GrantSlot storage slot = _grants[router][id][account];
        slot.state = revokedState(slot.state);
        AccountState state = _accounts[router][account].nextEvent();
        _accounts[router][account] = state;
        return state.sequence();
    }

    function _epochOf(address router, address account) private view returns (uint64) {
        return _accounts[router][account].epoch();
    }

    /// @dev A grant from before the account last revoked everything is as revoked as one revoked by name.
    function _statusOf(address router, address account, GrantState state) private view returns (GrantStatus) {
        if (state.mark() == 0) return GrantStatus.Never;
        return state.isEnabledIn(_epochOf(router, account)) ? GrantStatus.Active : GrantStatus.Revoked;
    }

    function _checkTerms(Grant memory grant) private view {
        _checkRouter(grant.router);
        if (grant.key == address(0)) revert KeyZero();
        if (grant.keyType != KEY_TYPE_SECP256K1 && !KeySignature.canVerify(KEY_VERIFIER, grant.keyType)) {
            revert KeyTypeNotVerifiable(grant.keyType);
        }
        Window window = toWindow(grant.validAfter, grant.validUntil);
        window.intersect(window);
        if (grant.paymaster == address(0) && grant.feeBudget == 0) revert FeeTermsMissing();
        if (grant.sessionsRoot == 0) revert SessionsRootZero();
    }

    /// @dev What is published is what the root stands for, and each session has a moment at which it can be used.
    /// A session that stands twice adds nothing: both have one id and so one set of counters.
    function _checkSessions(Grant memory grant, Session[] memory sessions) private pure {
        Window window = toWindow(grant.validAfter, grant.validUntil);
        bytes32[] memory leaves = new bytes32[](sessions.length);
        for (uint256 i = 0; i < sessions.length; ++i) {
            Session memory session = sessions[i];
            window.intersect(toWindow(session.validAfter, session.validUntil));
            if (session.data.length > type(uint16).max) {
                revert SessionDataTooLong(i, session.data.length, type(uint16).max);
            }
            leaves[i] = hashSession(session.validAfter, session.validUntil, session.module, session.data);
        }
        bytes32 root = MerkleTreeLib.root(MerkleTreeLib.build(leaves));
        if (root != grant.sessionsRoot) revert SessionsRootWrong(root, grant.sessionsRoot);
    }
}
