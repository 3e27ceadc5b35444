// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DevnetOwnerValidator} from "../../devnet/DevnetOwnerValidator.sol";
import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {Execution, INexus} from "../helpers/INexus.sol";
import {ReviewFixture} from "./ReviewFixture.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {GrantTree, OwnerApproval} from "src/types/Approval.sol";
import {GrantId} from "src/types/Grant.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What the account does with the router: who judges signatures, hostile encodings of a bundle, installing.
contract AccountModularReviewTest is ReviewFixture {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }

    /// @dev A bundle whose fields stand in another order, with gaps, dirty padding and two fields that share bytes. The EntryPoint and
    /// the account read the same fields, so what was signed is what runs; with one byte of callData changed it fails.
    function test_review_bundleInAnotherEncoding() public {
        UserOperation memory op = _operation();
        uint256 clean = vm.snapshotState();
        (bool success,) = entryPoint.call(_oddBundle(op));
        assertTrue(success, "the same operation in another encoding");
        assertEq(vault.balanceOf(account), 95e18);
        vm.revertToState(clean);
        op.callData[op.callData.length - 33] ^= 0x01;
        (success,) = entryPoint.call(_oddBundle(op));
        assertFalse(success);
        assertEq(vault.balanceOf(account), 0);
    }

    function _ownersRevocation() internal view returns (UserOperation memory op) {
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        op = _unsigned("");
        op.callData = abi.encodeCall(
            IModularAccount.execute_ncC,
            (address(ledger), 0, abi.encodeCall(IGrantLedger.revokeGrants, (router, ids)))
        );
        op.nonce = _nonceOf(account, ownershipModule, 0);
        bytes32 digest = MessageHashUtils.toEthSignedMessageHash(_hashOf(op));
        op.signature = abi.encode(_sign(ownerKey, digest), ownershipModule);
    }

    function test_review_ownersRevocation_isIncluded() public {
        _sendAccepted(_ownersRevocation());
        assertEq(_statusOf(grantId), 2);
    }

    /// @dev Finding 1, fixed: the holder of a session key that sees the owner's revocation waiting cannot take its nonce, which is none of
    /// that key's.
    function test_review_sessionKey_cannotTakeTheNonceOfTheRevocation() public {
        UserOperation memory revocation = _ownersRevocation();
        _clearCalls();
        _addCall(address(tokenA), _approveCall(0));
        _route(0, 0);
        UserOperation memory op = _operation();
        uint256 clean = vm.snapshotState();
        _sendAccepted(op);
        vm.revertToState(clean);
        op.nonce = revocation.nonce;
        _sendRefused(
            _resigned(op),
            abi.encodeWithSelector(
                ISessionRouter.NonceNotOfKey.selector, address(uint160(op.nonce >> 64)), vm.addr(sessionKey)
            )
        );
        _sendAccepted(revocation);
        assertEq(_statusOf(grantId), 2);
    }

    /// @dev Finding 2, fixed on v0.6: the same between two keys.
    function test_review_oneKey_cannotTakeTheNonceOfAnothers() public {
        UserOperation memory victim = _operation();
        address victimKey = vm.addr(sessionKey);
        UserOperation memory thief = _operationOfAnotherKey();
        uint256 clean = vm.snapshotState();
        _sendAccepted(thief);
        vm.revertToState(clean);
        thief.nonce = victim.nonce;
        _sendRefused(
            _resigned(thief),
            abi.encodeWithSelector(ISessionRouter.NonceNotOfKey.selector, victimKey, vm.addr(sessionKey))
        );
        _sendAccepted(victim);
    }

    function _oddBundle(UserOperation memory op) private pure returns (bytes memory) {
        bytes memory junk = abi.encodePacked(type(uint256).max);
        bytes memory signature = _field(op.signature);
        bytes memory callData = _field(op.callData);
        uint256 head = 11 * 32;
        // signature, junk, callData, junk, then one zero length that initCode and paymasterAndData share
        uint256 callDataAt = head + signature.length + 32;
        uint256 emptyAt = callDataAt + callData.length + 32;
        bytes memory first = abi.encode(op.sender, op.nonce, emptyAt, callDataAt, op.callGasLimit);
        bytes memory second = abi.encode(
            op.verificationGasLimit, op.preVerificationGas, op.maxFeePerGas, op.maxPriorityFeePerGas
        );
        bytes memory third = abi.encode(emptyAt, head);
        bytes memory body =
            bytes.concat(first, second, third, signature, junk, callData, junk, abi.encode(uint256(0)));
        return
            abi.encodePacked(
                bytes4(0x1fad948c), uint256(0x40), uint256(0xbe4e), uint256(1), uint256(0x20), body
            );
    }

    /// @dev A length, the bytes, and padding that is not zero.
    function _field(bytes memory data) private pure returns (bytes memory) {
        bytes memory padding = new bytes((32 - data.length % 32) % 32);
        for (uint256 i = 0; i < padding.length; ++i) {
            padding[i] = 0xff;
        }
        return bytes.concat(bytes32(data.length), data, padding);
    }
}

abstract contract AccountNexusReview is ReviewFixture {
    function setUp() public virtual override {
        super.setUp();
        vm.warp(block.timestamp + 1);
    }

    /// @dev The router installed as a validator signs nothing for the account, whatever stands behind its address.
    function test_review_erc1271_judgedByTheRouter() public {
        bytes32 digest = keccak256("digest");
        assertEq(INexus(account).isValidSignature(digest, _signAsOwner(digest)), bytes4(0x1626ba7e), "twin");
        bytes[4] memory signatures =
            [bytes(""), _sign(ownerKey, digest), _sign(sessionKey, digest), _operation().signature];
        for (uint256 i = 0; i < 4; ++i) {
            (bool success, bytes memory answer) = account.staticcall(
                abi.encodeCall(INexus.isValidSignature, (digest, abi.encodePacked(router, signatures[i])))
            );
            assertTrue(!success || abi.decode(answer, (bytes4)) != 0x1626ba7e);
        }
    }

    /// @dev Module enable mode: the operation's nonce asks Nexus to install a module first, on a signature that names its judge. The router as
    /// that judge says no, so a session key cannot install anything.
    function test_review_moduleEnableMode_judgedByTheRouter() public {
        UserOperation memory op = _unsigned(_callData());
        for (uint256 i = 0; i < 2; ++i) {
            op.nonce = nexusEntryPoint.getNonce(account, uint192(i) << 160 | uint160(router));
            bytes memory routing = _routing();
            bytes memory signature =
                abi.encodePacked(routing, _sign(sessionKey, _digest(_hashOf(op), routing)));
            if (i == 0) {
                op.signature = signature;
                uint256 clean = vm.snapshotState();
                _sendAccepted(op);
                vm.revertToState(clean);
                continue;
            }
            bytes memory enableSignature = abi.encodePacked(router, _sign(sessionKey, keccak256("x")));
            // module, type, init data, enable signature, each behind its length
            op.signature = abi.encodePacked(
                address(0xe7ec),
                uint256(2),
                uint32(0),
                uint32(enableSignature.length),
                enableSignature,
                signature
            );
            vm.expectRevert(_failedReverted(abi.encodeWithSignature("EnableModeSigError()")));
            _send(op);
        }
        assertFalse(INexus(account).isModuleInstalled(2, address(0xe7ec), ""));
    }

    /// @dev A session operation under a nonce that names the owner's validator is judged by that one, and fails.
    function test_review_nonceOfAnotherValidator() public {
        UserOperation memory op = _unsigned(_callData());
        op.nonce = _nonceOf(account, address(ownerValidator), 0);
        _sendFailed(_signed(op, _routing()));
        _sendAccepted(_operation());
    }

    /// @dev What the modular account lacks: a Nexus nonce names its validator, so a session key cannot take the owner's.
    function test_review_ownersRevocation_hasItsOwnNonces() public {
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        Execution[] memory executions = new Execution[](1);
        executions[0] =
            Execution(address(ledger), 0, abi.encodeCall(IGrantLedger.revokeGrants, (router, ids)));
        PackedUserOperation memory revocation =
            _ownerNexusOperation(account, ownerKey, _executeBatch(executions));
        _sendAccepted(_operation());
        _sendNexusAccepted(revocation);
        assertEq(_statusOf(grantId), 2);
    }

    /// @dev Uninstalled and installed again: grants from before are over, and so are approvals of the earlier epoch.
    function test_review_reinstalling_endsGrantsAndApprovals() public {
        UserOperation memory op = _operation();
        uint256 clean = vm.snapshotState();
        _sendAccepted(op);
        vm.revertToState(clean);
        vm.startPrank(account);
        (bool success,) = router.call(abi.encodeWithSignature("onInstall(bytes)", ""));
        assertFalse(success, "installed already");
        INexus(account).uninstallModule(1, router, abi.encode(address(1), bytes("")));
        vm.stopPrank();
        assertFalse(INexus(account).isModuleInstalled(1, router, ""));
        vm.expectRevert();
        _send(op);
        vm.prank(account);
        INexus(account).installModule(1, router, "");
        assertEq(_statusOf(grantId), 2, "revoked");
        vm.expectRevert();
        _send(op);
        _regrant();
        vm.warp(block.timestamp + 1);
        _sendAccepted(_operation());
    }

    /// @dev Finding 2, documented: nonces belong to the validator, not to the key, so one dApp's key can take the nonce that another's waiting
    /// operation carries. It costs the thief its own fee budget and moves nothing of the other grant; under the next nonce the other runs.
    function test_review_limit_oneKey_takesTheNonceOfAnothers() public {
        UserOperation memory victim = _operation();
        UserOperation memory next = _operation();
        ++next.nonce;
        next = _resigned(next);
        UserOperation memory thief = _operationOfAnotherKey();
        assertEq(thief.nonce, victim.nonce);
        vm.prank(BUNDLER, BUNDLER);
        (bool success,) = entryPoint.call(_bundle(thief));
        assertTrue(success, "the thief's runs");
        vm.prank(BUNDLER, BUNDLER);
        (success,) = entryPoint.call(_bundle(victim));
        assertFalse(success, "the victim's nonce is gone");
        _sendAccepted(next);
        assertEq(vault.balanceOf(account), 95e18);
    }

    function _bundle(UserOperation memory op) internal pure returns (bytes memory) {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = _packed(op);
        return abi.encodeWithSignature(
            "handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)",
            ops,
            BUNDLER
        );
    }

    /// @dev Finding 4, documented: EntryPoint v0.8 takes an operation only after validAfter, v0.7 in that very second.
    function test_review_limit_firstMomentOfTheWindow() public {
        UserOperation memory op = _operation();
        bytes memory bundle = _bundle(op);
        vm.warp(grant.validAfter);
        uint256 clean = vm.snapshotState();
        vm.prank(BUNDLER, BUNDLER);
        (bool success,) = entryPoint.call(bundle);
        assertEq(success, keccak256(bytes(_kind())) == keccak256("0.7"));
        vm.revertToState(clean);
        vm.warp(grant.validAfter + 1);
        _sendAccepted(op);
    }

    /// @dev Note, no flaw: whoever may sign for the account under any of its validators may enable grants, since the signature names its judge.
    function test_review_anyValidatorsSignature_enablesGrants() public {
        address second = address(new DevnetOwnerValidator());
        uint256 friendKey = uint256(keccak256("friend"));
        _freshGrant();
        OwnerApproval memory approval = _emptyApproval(uint48(block.timestamp + 1 hours));
        bytes memory signature = _sign(friendKey, _digestOf(account, grant, approval));
        approval.signature = _wrapForAccount(signature, second);
        uint256 clean = vm.snapshotState();
        vm.expectRevert();
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);
        vm.revertToState(clean);
        vm.prank(account);
        INexus(account).installModule(1, second, abi.encodePacked(vm.addr(friendKey)));
        ledger.enableGrantWithApproval(account, GrantTree(grant, sessions), approval);
        assertEq(_statusOf(grantId), 1);
    }
}

contract AccountNexus07ReviewTest is AccountNexusReview {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}

contract AccountNexus08ReviewTest is AccountNexusReview {
    function _kind() internal pure override returns (string memory) {
        return "0.8";
    }
}
