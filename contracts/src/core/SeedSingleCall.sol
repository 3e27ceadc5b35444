// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
import {ISeedModule, ISeedSessionManager, SeedSession} from "../interfaces/ISeedFramework.sol";
import {ISeedLedger} from "../interfaces/ISeedLedger.sol";
import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {UserOperation} from "../types/UserOperation.sol";
import {Window, toWindow} from "../types/Window.sol";
import {AccountSignature} from "./AccountSignature.sol";
import {ForbiddenTargets} from "./ForbiddenTargets.sol";
import {Payment} from "./Payment.sol";
import {SeedCall} from "./SeedCall.sol";
import {SeedSignature} from "./SeedSignature.sol";
import {SingleCall} from "./SingleCall.sol";

/// @title The seed format for operations of a single call: the manager validates them itself
/// @dev Guarantees: an operation passes only if it executes one call, canonically encoded, to a target that no session may turn against
/// the account; the account's root holds the session; its module allows the operation; the account's seed terms for this manager allow
/// the payment.
/// Trusts: the module, for who has signed. It alone knows the session key and its kind of signature.
/// Does not protect: the session. As in SeedFormat the key does not sign which one is used.
/// How: code that the manager runs as its own (DELEGATECALL), created by the manager's constructor, fixed and without state: it asks
/// the ledger as any router does. Called otherwise it is a module that no account has enabled.
contract SeedSingleCall {
    /// @dev Checks run in this order: caller, call, signature's encoding, deployment, nonce, target, fees, window, root, module.
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        if (msg.sender != userOp.sender) {
            revert ISessionRouter.SenderNotCaller(msg.sender, userOp.sender);
        }
        address target = SingleCall.targetOf(userOp.callData);
        SeedSession calldata session =
            SeedSignature.decodeSingle(AccountSignature.unwrap(userOp.signature, address(this)));
        if (userOp.initCode.length != 0) revert ISessionRouter.InitCodeNotAllowed(userOp.initCode.length);
        SeedCall.checkNonce(userOp.nonce);
        address module = session.sessionValidationModule;
        if (
            ForbiddenTargets.isForbidden(target, msg.sender, address(this)) || target == module
                || SeedCall.isEnabled(0, target)
        ) revert ISessionRouter.TargetForbidden(0, target);

        // The manager calls itself.
        bool allowed = ISeedLedger(address(this))
            .paySeedOperation(
                msg.sender, Payment.paymasterOf(userOp.paymasterAndData), Payment.maxCostOf(userOp)
            );
        Window window = toWindow(session.validAfter, session.validUntil);
        // Refuses a window without a moment.
        window = window.intersect(window);
        ISeedSessionManager(address(this))
            .validateSessionKey(
                msg.sender,
                session.validUntil,
                session.validAfter,
                module,
                session.sessionKeyData,
                session.merkleProof
            );
        // The last field holds the session key's signature here.
        bytes memory data = abi.encodeCall(
            ISeedModule.validateSessionUserOp,
            (userOp, userOpHash, session.sessionKeyData, session.callSpecificData)
        );
        uint256 word = SeedCall.ask(0, module, data);
        if (word > 1) revert ISeedFormat.SeedAnswerWrong(module, word);
        return window.toValidationData({failed: word == 0 || !allowed});
    }
}
