// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeyVerifier} from "../interfaces/IKeyVerifier.sol";
import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
import {ISeedModule, ISeedSessionManager, SeedSession} from "../interfaces/ISeedFramework.sol";
import {ISessionKeyManager} from "../interfaces/ISessionKeyManager.sol";
import {ISessionRouter} from "../interfaces/ISessionRouter.sol";
import {KEY_TYPE_SECP256K1} from "../types/SessionKey.sol";
import {UserOperation} from "../types/UserOperation.sol";
import {Window, toWindow} from "../types/Window.sol";
import {AccountSignature} from "./AccountSignature.sol";
import {Batch, CallView} from "./Batch.sol";
import {BatchDecoder} from "./BatchDecoder.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {ForbiddenTargets} from "./ForbiddenTargets.sol";
import {KeySignature} from "./KeySignature.sol";
import {Payment} from "./Payment.sol";
import {SeedCall} from "./SeedCall.sol";
import {SeedSignature} from "./SeedSignature.sol";
import {ECDSA} from "solady/utils/ECDSA.sol";

/// @title The seed format: batches under the signature, the roots and the modules of the original framework
/// @dev Guarantees: a batch passes only if a manager of a fixed list, which the account has enabled as a module, holds a session for
/// each call, each session's module allows its call, all of them name one session key, that key has signed the operation's hash, and the
/// account's seed terms allow the payment.
/// Trusts: the managers of the list, for what is enabled; the modules that the account's root names, each for its own calls only.
/// Does not protect: the routing. As in the original the key signs the operation's hash (EIP-191) and nothing of this signature, so
/// whoever carries an operation may choose, among the sessions that allow its calls to its key, which ones are used, and what
/// call-specific data they get. The native format has no such gap.
/// How: code that a router runs as its own (DELEGATECALL), created by the router's constructor, fixed and without state. So the native
/// format pays for none of it. Called otherwise it is a router that no account has given terms.
contract SeedFormat is ISessionRouter, ISeedFormat {
    using CalldataReader for bytes;

    uint256 private constant MAX_OTHERS = 4;

    ISessionKeyManager private immutable MANAGER;

    /// @dev The list; its unused places repeat the router's own manager.
    address private immutable OTHER_0;
    address private immutable OTHER_1;
    address private immutable OTHER_2;
    address private immutable OTHER_3;

    /// @param others managers, besides the router's own, that accounts may name; at most four
    constructor(ISessionKeyManager manager, address[] memory others) {
        MANAGER = manager;
        if (others.length > MAX_OTHERS) revert SeedManagersTooMany(others.length, MAX_OTHERS);
        address[MAX_OTHERS] memory all;
        for (uint256 i = 0; i < MAX_OTHERS; ++i) {
            all[i] = i < others.length ? others[i] : address(manager);
            if (all[i] == address(0)) revert SeedManagerZero(i);
        }
        (OTHER_0, OTHER_1, OTHER_2, OTHER_3) = (all[0], all[1], all[2], all[3]);
    }

    /// @notice Whether seed-format operations may name this manager.
    function isSeedManager(address manager) public view returns (bool) {
        return manager == address(MANAGER) || manager == OTHER_0 || manager == OTHER_1 || manager == OTHER_2
            || manager == OTHER_3;
    }

    /// @dev Checks run in this order: caller, batch, signature's encoding, deployment, nonce, manager, targets, fees, then call by call window,
    /// root and module, at last the key's signature.
    /// @param userOp its signature: `abi.encode(manager, sessions, keySignature)`, in the account's wrapper
    /// @return validationData ERC-4337: window, and 1 if the signature or the fee terms fail
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        if (msg.sender != userOp.sender) revert SenderNotCaller(msg.sender, userOp.sender);
        Batch batch = BatchDecoder.decodeExecuteBatch(userOp.callData);
        (address manager, SeedSession[] calldata sessions, bytes calldata keySignature) = SeedSignature.decodeBatch(
            AccountSignature.unwrap(userOp.signature, address(this)), batch.length()
        );
        if (userOp.initCode.length != 0) revert InitCodeNotAllowed(userOp.initCode.length);
        SeedCall.checkNonce(userOp.nonce);
        if (!isSeedManager(manager)) revert SeedManagerUnknown(manager);
        if (!SeedCall.isEnabled(0, manager)) revert SeedManagerNotEnabled(manager);
        _refuseTargets(batch, sessions);

        bool allowed = MANAGER.paySeedOperation(
            msg.sender, Payment.paymasterOf(userOp.paymasterAndData), Payment.maxCostOf(userOp)
        );
        (Window window, address key, bool same) = _validateCalls(manager, sessions, batch);
        allowed = same && allowed;
        allowed = KeySignature.isValid(
            // Keys of other types have no place in this format.
            IKeyVerifier(address(0)),
            key,
            KEY_TYPE_SECP256K1,
            ECDSA.toEthSignedMessageHash(userOpHash),
            keySignature.positionOf(0)
        ) && allowed;
        return window.toValidationData({failed: !allowed});
    }

    /// @return window in which all sessions hold
    /// @return key the one that the first call's module names
    /// @return same whether all modules name it
    function _validateCalls(address manager, SeedSession[] calldata sessions, Batch batch)
        private
        returns (Window window, address key, bool same)
    {
        same = true;
        for (uint256 i = 0; i < sessions.length; ++i) {
            SeedSession calldata session = sessions[i];
            window = window.intersect(toWindow(session.validAfter, session.validUntil));
            _requireSession(i, manager, session);
            address found = _askModule(i, session, batch.callAt(i));
            if (i == 0) key = found;
            if (found != key) same = false;
        }
    }

    function _requireSession(uint256 call, address manager, SeedSession calldata session) private view {
        try ISeedSessionManager(manager)
            .validateSessionKey(
                msg.sender,
                session.validUntil,
                session.validAfter,
                session.sessionValidationModule,
                session.sessionKeyData,
                session.merkleProof
            ) {}
        catch (bytes memory reason) {
            revert SeedCallRefused(call, manager, reason);
        }
    }

    /// @return key the session key that the module names, never zero
    function _askModule(uint256 index, SeedSession calldata session, CallView call_)
        private
        returns (address key)
    {
        address module = session.sessionValidationModule;
        bytes memory data = abi.encodeCall(
            ISeedModule.validateSessionParams,
            (
                call_.target(),
                call_.value(),
                CalldataReader.slice(call_.data(), call_.dataLength()),
                session.sessionKeyData,
                session.callSpecificData
            )
        );
        uint256 word = SeedCall.ask(index, module, data);
        if (word >> 160 != 0) revert SeedAnswerWrong(module, word);
        // Nothing lies above 160 bits.
        key = address(uint160(word));
        if (key == address(0)) revert SessionKeyZero();
    }

    /// @dev As in the native format; besides, the managers of the list and every module of the account: here no SDK has looked at what the owner
    /// enabled.
    function _refuseTargets(Batch batch, SeedSession[] calldata sessions) private {
        uint256 bits = 0;
        for (uint256 i = 0; i < sessions.length; ++i) {
            bits |= 1 << (uint160(sessions[i].sessionValidationModule) & 0xff);
        }
        for (uint256 i = 0; i < sessions.length; ++i) {
            address target = batch.callAt(i).target();
            if (
                ForbiddenTargets.isForbidden(target, msg.sender, address(MANAGER)) || isSeedManager(target)
                    || (bits >> (uint160(target) & 0xff) & 1 != 0 && _isModule(target, sessions))
                    || SeedCall.isEnabled(i, target)
            ) revert TargetForbidden(i, target);
        }
    }

    function _isModule(address target, SeedSession[] calldata sessions) private pure returns (bool) {
        for (uint256 i = 0; i < sessions.length; ++i) {
            if (target == sessions[i].sessionValidationModule) return true;
        }
        return false;
    }
}
