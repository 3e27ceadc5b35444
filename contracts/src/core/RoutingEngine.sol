// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {Grant, GrantId} from "../types/Grant.sol";
import {sessionId} from "../types/Session.sol";
import {Window, toWindow} from "../types/Window.sol";
import {CallView} from "./CallView.sol";
import {ForbiddenTargets} from "./ForbiddenTargets.sol";
import {ModuleCall} from "./ModuleCall.sol";
import {RoutedSession, Routing} from "./Routing.sol";
import {EIP712} from "solady/utils/EIP712.sol";

/// @dev Who pays for an operation, as the EntryPoint will see it.
/// @param paymaster 0: the account itself
/// @param maxCost wei: the most that the EntryPoint can take from the account for this operation
struct Payment {
    address paymaster;
    uint256 maxCost;
}

/// @title The routing engine: takes a batch apart and has each call checked by its session's module
/// @dev Guarantees: an operation passes only if the account has enabled the grant, every call is allowed by the module of a session
/// of that grant, the grant's key has signed exactly this operation with exactly this routing, and the grant's fee terms hold.
/// Checks run in one order: batch, routing, targets, ledger, modules, then signature and fees, which answer with a flag, never
/// with a revert, so that an estimate with a stub signature does all the work.
/// Trusts: the ledger, for what is enabled; the modules that the owner's grant names, each for its own calls only.
/// Does not protect: against an owner who grants too much; against what a permitted call does by design.
abstract contract RoutingEngine is ISessionRouter, EIP712 {
    bytes32 private constant OPERATION_TYPEHASH =
        keccak256("SessionOperation(bytes32 userOpHash,bytes routing)");

    uint256 private constant SIGNATURE_LENGTH = 65;

    /// @dev Half of the order of secp256k1: of the two values of s that verify, the lower one is accepted (EIP-2).
    uint256 private constant MAX_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @param calls the batch as the account will execute it
    /// @param signature the batch signature: routing, then r, s, v
    /// @return validationData ERC-4337: window, and 1 if the signature or the fee terms fail
    function _validateBatch(
        address account,
        bytes32 userOpHash,
        CallView[] memory calls,
        bytes calldata signature,
        Payment memory payment
    ) internal returns (uint256 validationData) {
        if (signature.length < SIGNATURE_LENGTH) {
            revert RoutingTruncated(signature.length, SIGNATURE_LENGTH);
        }
        bytes calldata routing = signature[:signature.length - SIGNATURE_LENGTH];
        (Grant memory grant, RoutedSession[] memory sessions) = Routing.decode(routing, address(this), calls);
        ForbiddenTargets.refuse(calls, sessions, account, _ledger());

        GrantId grantId = grant.toId();
        bool affordable = _settle(account, grantId, grant, payment);
        Window window = _validateSessions(
            account, grantId, toWindow(grant.validAfter, grant.validUntil), sessions, calls
        );
        bytes32 digest =
            _hashTypedData(keccak256(abi.encode(OPERATION_TYPEHASH, userOpHash, keccak256(routing))));
        bool signed = _isSignedBy(grant.key, digest, signature[signature.length - SIGNATURE_LENGTH:]);
        return window.toValidationData({failed: !signed || !affordable});
    }

    /// @dev Proves the grant against the ledger and, if the account pays, charges it. A sponsored operation charges nothing.
    /// @return allowed whether the grant's fee terms allow this payment
    function _settle(address account, GrantId id, Grant memory grant, Payment memory payment)
        private
        returns (bool allowed)
    {
        if (payment.paymaster == address(0)) {
            return _charge(account, id, payment.maxCost, grant.feeBudget) && grant.feeBudget != 0;
        }
        _requireActive(account, id);
        return payment.paymaster == grant.paymaster;
    }

    function _validateSessions(
        address account,
        GrantId grantId,
        Window window,
        RoutedSession[] memory sessions,
        CallView[] memory calls
    ) private returns (Window) {
        for (uint256 i = 0; i < sessions.length; ++i) {
            RoutedSession memory session = sessions[i];
            uint256 word = ModuleCall.ask(account, sessionId(grantId, session.leaf), session, calls);
            window = window.intersect(session.window).intersect(toWindow(word));
        }
        return window;
    }

    /// @dev The precompile runs whatever the signature is.
    function _isSignedBy(address key, bytes32 digest, bytes calldata signature) private pure returns (bool) {
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        address signer = ecrecover(digest, uint8(signature[64]), r, s);
        return signer == key && signer != address(0) && uint256(s) <= MAX_S;
    }

    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("Session Router", "1");
    }

    /// @dev The contract that remembers grants.
    function _ledger() internal view virtual returns (address);

    /// @dev Reverts unless `account` has enabled the grant for this router.
    function _requireActive(address account, GrantId id) internal virtual;

    /// @dev Reverts unless active, then charges; whether all charges are within `budget` (wei).
    function _charge(address account, GrantId id, uint256 cost, uint256 budget)
        internal
        virtual
        returns (bool withinBudget);
}
