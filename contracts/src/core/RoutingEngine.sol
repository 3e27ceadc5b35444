// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {GrantTree, OwnerApproval} from "../types/Approval.sol";
import {GrantId} from "../types/Grant.sol";
import {SessionId, sessionId} from "../types/Session.sol";
import {Window, toWindow} from "../types/Window.sol";
import {Batch} from "./Batch.sol";
import {Domain} from "./Domain.sol";
import {EnablingPart} from "./EnablingPart.sol";
import {ForbiddenTargets} from "./ForbiddenTargets.sol";
import {GrantView, Grants, RoutedGrant} from "./GrantView.sol";
import {KeySignature} from "./KeySignature.sol";
import {ModuleCall} from "./ModuleCall.sol";
import {Routed, Routing} from "./Routing.sol";
import {SessionView, Sessions} from "./SessionView.sol";

/// @dev Who pays for an operation, as the EntryPoint will see it.
/// @param paymaster 0: the account itself
/// @param maxCost wei: the most that the EntryPoint can take from the account for this operation
struct Payment {
    address paymaster;
    uint256 maxCost;
}

/// @title The routing engine: takes a batch apart and has each call checked by its session's module
/// @dev Guarantees: an operation passes only if the account has enabled every grant that it uses, every call is allowed by the module of
/// a session of those grants, the grants' one key has signed exactly this operation with exactly this routing, and every grant's fee
/// terms hold.
/// Checks run in one order (docs/format.md): batch, routing, targets, ledger, modules, then signature and fees, which answer with a flag,
/// never with a revert, so that an estimate with a stub signature does all the work.
/// Trusts: the ledger, for what is enabled; the modules that the owner's grants name, each for its own calls only.
/// Does not protect: against an owner who grants too much; against what a permitted call does by design.
abstract contract RoutingEngine is ISessionRouter, Domain {
    bytes32 private constant OPERATION_TYPEHASH =
        keccak256("SessionOperation(bytes32 userOpHash,bytes routing)");

    /// @dev The account is the caller: the router has compared it with the operation's sender.
    /// @param batch the calls as the account will execute them
    /// @param signature the batch signature: routing, then r, s, v
    /// @param initCodeLength bytes of initCode that deploy the account
    /// @param nonce the operation's
    /// @return validationData ERC-4337: window, and 1 if the signature or the fee terms fail
    function _validateBatch(
        bytes32 userOpHash,
        Batch batch,
        bytes calldata signature,
        uint256 initCodeLength,
        uint256 nonce,
        Payment memory payment
    ) internal returns (uint256 validationData) {
        if (signature.length < KeySignature.LENGTH) {
            revert RoutingTruncated(signature.length, KeySignature.LENGTH);
        }
        bytes calldata routing = signature[:signature.length - KeySignature.LENGTH];
        Routed memory routed = Routing.decode(routing, address(this), batch);
        if (initCodeLength != 0 && routed.enabling == 0) revert InitCodeNotAllowed(initCodeLength);
        _checkNonce(nonce, routed.key);
        ForbiddenTargets.refuse(batch, routed.grants, msg.sender, _ledger());

        Window window;
        if (routed.enabling != 0) window = _enableFirst(routed);
        bool affordable = _settle(routed.grants, payment);
        window = _validateGrants(window, routed, batch);
        bytes32 digest =
            _hashTypedData(keccak256(abi.encode(OPERATION_TYPEHASH, userOpHash, keccak256(routing))));
        bool signed =
            KeySignature.isValid(routed.key, digest, signature[signature.length - KeySignature.LENGTH:]);
        return window.toValidationData({failed: !signed || !affordable});
    }

    /// @return window until the approval's deadline; no bound if the grant was active already
    function _enableFirst(Routed memory routed) private returns (Window window) {
        OwnerApproval memory approval = EnablingPart.toApproval(routed.enabling);
        bool enabled = _enableInOperation(
            msg.sender, EnablingPart.toTree(routed.grants.grantAt(0), routed.key), approval
        );
        if (enabled) window = toWindow(0, approval.deadline);
    }

    /// @dev Proves every grant against the ledger and, if the account pays, charges each in full. A sponsored operation charges nothing.
    /// @return allowed whether every grant's fee terms allow this payment
    function _settle(Grants grants, Payment memory payment) private returns (bool allowed) {
        allowed = true;
        // Indices stay below the array's length.
        unchecked {
            for (uint256 i = 0; i < grants.length(); ++i) {
                GrantView terms = grants.grantAt(i).terms();
                GrantId id = grants.grantAt(i).id();
                if (payment.paymaster == address(0)) {
                    uint256 budget = terms.feeBudget();
                    if (!_chargeGrant(msg.sender, id, payment.maxCost, budget) || budget == 0) {
                        allowed = false;
                    }
                } else {
                    _requireGrant(msg.sender, id);
                    if (payment.paymaster != terms.paymaster()) allowed = false;
                }
            }
        }
    }

    function _validateGrants(Window window, Routed memory routed, Batch batch) private returns (Window) {
        Grants grants = routed.grants;
        // Indices stay below the lengths.
        unchecked {
            for (uint256 i = 0; i < grants.length(); ++i) {
                window = grants.grantAt(i).terms().window().intersect(window);
                // Only a grant that is being enabled carries sessions without calls.
                bool complete = i != 0 || routed.enabling == 0;
                window = _validateSessions(window, grants.grantAt(i), batch, complete);
            }
            return window;
        }
    }

    /// @param complete whether every session serves a call
    function _validateSessions(Window window, RoutedGrant grant, Batch batch, bool complete)
        private
        returns (Window)
    {
        Sessions sessions = grant.sessions();
        // Indices stay below the lengths.
        unchecked {
            for (uint256 i = 0;; ++i) {
                if (i == sessions.length()) return window;
                SessionView session = sessions.sessionAt(i);
                if (!complete && session.callCount() == 0) continue;
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
