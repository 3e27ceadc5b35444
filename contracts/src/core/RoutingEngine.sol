// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {GrantTree, OwnerApproval} from "../types/Approval.sol";
import {GrantId} from "../types/Grant.sol";
import {SessionId, sessionId} from "../types/Session.sol";
import {toSessionKey} from "../types/SessionKey.sol";
import {Window, toWindow} from "../types/Window.sol";
import {Batch} from "./Batch.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {Domain} from "./Domain.sol";
import {EnablingPart} from "./EnablingPart.sol";
import {ForbiddenTargets} from "./ForbiddenTargets.sol";
import {GrantView, Grants, RoutedGrant} from "./GrantView.sol";
import {KeySignature} from "./KeySignature.sol";
import {ModuleCall} from "./ModuleCall.sol";
import {Routing} from "./Routing.sol";
import {SessionView, Sessions} from "./SessionView.sol";
import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";

/// @title The routing engine: takes a batch apart and has each call checked by its session's module
/// @dev Guarantees: an operation passes only if the account has enabled every grant that it uses, every call is allowed by the module of
/// a session of those grants, the grants' one key has signed exactly this operation with exactly this routing, and every grant's fee
/// terms hold.
/// Checks run in one order (docs/format.md): batch, routing, targets, ledger, modules, then signature and fees, which answer with a flag,
/// never with a revert, so that an estimate with a stub signature does all the work.
/// Trusts: the ledger, for what is enabled; the modules that the owner's grants name, each for its own calls only.
/// Does not protect: against an owner who grants too much; against what a permitted call does by design.
abstract contract RoutingEngine is ISessionRouter, Domain {
    using CalldataReader for bytes;

    bytes32 private constant OPERATION_TYPEHASH =
        keccak256("SessionOperation(bytes32 userOpHash,bytes routing)");

    /// @dev The account is the caller: the router has compared it with the operation's sender.
    /// @param batch the calls as the account will execute them
    /// @param signature the batch signature: routing, then the key's signature
    /// @param initCodeLength bytes of initCode that deploy the account
    /// @param nonce the operation's
    /// @param paymaster who pays, as the EntryPoint will see it; 0: the account itself
    /// @param maxCost wei: the most that the EntryPoint can take from the account for this operation
    /// @return validationData ERC-4337: window, and 1 if the signature or the fee terms fail
    function _validateBatch(
        bytes32 userOpHash,
        Batch batch,
        bytes calldata signature,
        uint256 initCodeLength,
        uint256 nonce,
        address paymaster,
        uint256 maxCost
    ) internal returns (uint256 validationData) {
        bytes calldata routing = KeySignature.routingOf(signature);
        (address key, Grants grants, uint256 enabling) = Routing.decode(routing, address(this), batch);
        if (initCodeLength != 0 && enabling == 0) revert InitCodeNotAllowed(initCodeLength);
        _checkNonce(nonce, key);
        ForbiddenTargets.refuse(batch, grants, msg.sender, _ledger());

        Window window;
        if (enabling != 0) window = _enableFirst(grants, key, enabling);
        bool allowed = _settle(grants, paymaster, maxCost);
        window = _validateGrants(window, grants, enabling, batch);
        bytes32 digest = _hashTypedData(
            EfficientHashLib.hash(OPERATION_TYPEHASH, userOpHash, EfficientHashLib.hashCalldata(routing))
        );
        uint256 signed = routing.positionOf(routing.length);
        // In this form a wrong signature costs a little more than a right one, and never less: an estimate must not fall short.
        if (!KeySignature.isValid(KEY_VERIFIER, key, grants.keyType(), digest, signed)) allowed = false;
        return window.toValidationData({failed: !allowed});
    }

    /// @dev Returns from within, which keeps the compiler from inlining it where the stack is full.
    /// @param enabling position in calldata of the enabling part
    /// @return window until the approval's deadline; no bound if the grant was active already
    function _enableFirst(Grants grants, address key, uint256 enabling) private returns (Window window) {
        OwnerApproval memory approval = EnablingPart.toApproval(enabling);
        GrantTree memory tree = EnablingPart.toTree(grants.grantAt(0), toSessionKey(key, grants.keyType()));
        if (_enableInOperation(msg.sender, tree, approval)) return toWindow(0, approval.deadline);
    }

    /// @dev Proves every grant against the ledger and, if the account pays, charges each in full. A sponsored operation charges nothing.
    /// @return allowed whether every grant's fee terms allow this payment
    function _settle(Grants grants, address paymaster, uint256 maxCost) private returns (bool allowed) {
        allowed = true;
        // Indices stay below the array's length.
        unchecked {
            for (uint256 i = 0; i < grants.length(); ++i) {
                GrantView terms = grants.grantAt(i).terms();
                GrantId id = grants.grantAt(i).id();
                if (paymaster == address(0)) {
                    uint256 budget = terms.feeBudget();
                    if (!_chargeGrant(msg.sender, id, maxCost, budget) || budget == 0) allowed = false;
                } else {
                    _requireGrant(msg.sender, id);
                    if (paymaster != terms.paymaster()) allowed = false;
                }
            }
        }
    }

    /// @param enabling not 0: the first grant is being enabled
    function _validateGrants(Window window, Grants grants, uint256 enabling, Batch batch)
        private
        returns (Window)
    {
        // Indices stay below the lengths.
        unchecked {
            for (uint256 i = 0; i < grants.length(); ++i) {
                window = grants.grantAt(i).terms().window().intersect(window);
                // Only a grant that is being enabled carries sessions without calls.
                window = _validateSessions(window, grants.grantAt(i), batch, i == 0 && enabling != 0);
            }
            return window;
        }
    }

    /// @param enabling whether the grant is being enabled
    function _validateSessions(Window window, RoutedGrant grant, Batch batch, bool enabling)
        private
        returns (Window)
    {
        Sessions sessions = grant.sessions();
        // Indices stay below the lengths.
        unchecked {
            for (uint256 i = 0;; ++i) {
                if (i == sessions.length()) return window;
                SessionView session = sessions.sessionAt(i);
                if (enabling && session.callCount() == 0) continue;
                SessionId id = sessionId(grant.id(), sessions.leafAt(i));
                uint256 word = ModuleCall.ask(msg.sender, id, session, batch);
                if (session.hasWindow()) window = window.intersect(session.window());
                if (word != 0) window = window.intersect(toWindow(word));
            }
        }
    }

    /// @dev Reverts where a session key could take a nonce of its owner or of another key.
    function _checkNonce(uint256 nonce, address key) internal pure virtual;

    /// @dev The contract that remembers grants.
    function _ledger() internal view virtual returns (address);

    /// @dev Enables a grant on its owner's approval, unless it is active; whether it did.
    function _enableInOperation(address account, GrantTree memory tree, OwnerApproval memory approval)
        internal
        virtual
        returns (bool enabled);

    /// @dev Reverts unless `account` has enabled the grant for this router.
    function _requireGrant(address account, GrantId id) internal view virtual;

    /// @dev Reverts unless active, then charges; whether all charges are within `budget` (wei).
    function _chargeGrant(address account, GrantId id, uint256 cost, uint256 budget)
        internal
        virtual
        returns (bool withinBudget);
}
