// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Approvals} from "../helpers/Approvals.sol";
import {INexus} from "../helpers/INexus.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {ISessionRouterValidator} from "src/interfaces/ISessionRouterValidator.sol";
import {OwnerApproval} from "src/types/Approval.sol";
import {Grant} from "src/types/Grant.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What only an ERC-7579 account and the router as its validator have.
contract ValidatorAccountTest is Approvals {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }

    function _revoked() internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Active
        );
    }

    function _uninstall() internal {
        vm.prank(account);
        INexus(account).uninstallModule(MODULE_TYPE_VALIDATOR, router, abi.encode(address(1), bytes("")));
    }

    function _install() internal {
        vm.prank(account);
        INexus(account).installModule(MODULE_TYPE_VALIDATOR, router, "");
    }

    function test_isAValidatorAndNothingElse() public view {
        assertTrue(validator.isModuleType(1));
        for (uint256 i = 0; i < 10; ++i) {
            if (i != 1) assertFalse(validator.isModuleType(i));
        }
    }

    function test_attack_63_uninstallAndReinstall_bringNothingBack() public {
        OwnerApproval memory approval = _approve(grant);
        _uninstall();
        assertFalse(validator.isInitialized(account));
        _install();
        assertTrue(validator.isInitialized(account));
        _sendRefused(_operation(), _revoked());
        Grant memory old = grant;
        _freshGrant();
        (uint64 epoch,) = ledger.getAccount(router, account);
        assertEq(epoch, 3, "installed, uninstalled, installed");
        // An approval from before, of a grant never seen.
        approval = _approve(grant);
        _uninstall();
        _install();
        vm.expectPartialRevert(IGrantLedger.ApprovalRefused.selector);
        ledger.enableGrantWithApproval(account, _trees(grant, sessions)[0], approval);
        assertNotEq(old.salt, grant.salt);
        ledger.enableGrantWithApproval(account, _trees(grant, sessions)[0], _approve(grant));
        _sendAccepted(_operation());
    }

    function test_grantsEnabledBeforeInstalling_areGone() public {
        _uninstall();
        _freshGrant();
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        _install();
        _sendRefused(_operation(), _revoked());
        _freshGrant();
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        _sendAccepted(_operation());
    }

    function test_installTwice_isRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ISessionRouterValidator.AlreadyInstalled.selector, account));
        vm.prank(account);
        validator.onInstall("");
        _sendAccepted(_operation());
    }

    function test_installData_isRefused() public {
        address other = address(0x1234);
        vm.expectRevert(abi.encodeWithSelector(ISessionRouterValidator.InstallDataNotAllowed.selector, 1));
        vm.prank(other);
        validator.onInstall(hex"00");
        vm.prank(other);
        validator.onInstall("");
        assertTrue(validator.isInitialized(other));
    }

    function test_attack_65_strangerInstallsOrUninstalls() public {
        validator.onInstall("");
        validator.onUninstall("anything");
        validator.onUninstall("");
        _sendAccepted(_operation());
    }

    function test_attack_67_grantOfAnotherRouter_isRefused() public {
        grant.router = address(0xbad);
        grant.salt = 9;
        vm.expectRevert(
            abi.encodeWithSelector(IGrantLedger.RouterWrong.selector, address(0xbad), address(validator))
        );
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        grant.router = router;
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        _sendAccepted(_operation());
    }

    function test_attack_73_signsNoMessages() public view {
        bytes32 hash = keccak256("message");
        assertEq(
            validator.isValidSignatureWithSender(address(this), hash, _sign(sessionKey, hash)),
            bytes4(0xffffffff)
        );
    }

    /// @dev EntryPoint v0.7 reads a paymaster of zeros as "the account pays", and demands the paymaster's gas of the account.
    function test_attack_70_paymasterOfZeroBytes_isSelfPaid() public {
        UserOperation memory op = _unsigned(_callData());
        op.paymasterAndData = _paymasterBytes(address(0));
        op.maxFeePerGas *= 1000;
        _depositTo(account, 100 ether);
        _sendFailed(_signed(op, _routing()));
        op.maxFeePerGas = 1 gwei;
        _sendAccepted(_signed(op, _routing()));
        (,, uint96 spent,) = ledger.getGrant(router, account, grantId);
        assertEq(spent, 2_350_000 gwei, "five limits");
    }

    function test_paymasterDataTooShort_isRefused() public {
        UserOperation memory op = _unsigned(_callData());
        op.paymasterAndData = new bytes(51);
        op.signature = _wrap(abi.encodePacked(_routing(), new bytes(65)));
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.PaymasterDataTooShort.selector, 51, 52));
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
        op.paymasterAndData = new bytes(52);
        vm.prank(account);
        assertEq(uint160(_validateAtRouter(op, bytes32(0))), 1);
    }

    function _validateWithInitCode(bytes memory initCode)
        internal
        returns (bool success, bytes memory answer)
    {
        UserOperation memory op = _unsigned(_callData());
        op.initCode = initCode;
        op.signature = _wrap(abi.encodePacked(_routing(), new bytes(65)));
        bytes memory call = _validateCall(op, bytes32(0));
        uint256 snapshot = vm.snapshotState();
        vm.prank(account);
        (success, answer) = router.call(call);
        vm.revertToState(snapshot);
    }

    function test_attack_72_initCode_andTheBareMarker() public {
        bytes20 marker = bytes20(hex"7702");
        (bool success, bytes memory answer) = _validateWithInitCode(abi.encodePacked(marker));
        assertTrue(success, "EIP-7702's marker deploys nothing");
        (success,) = _validateWithInitCode(hex"7702");
        assertTrue(success, "nor does its short form");
        bytes[4] memory refused = [
            abi.encodePacked(marker, hex"00"),
            abi.encodePacked(address(nexusFactory)),
            abi.encodePacked(address(nexusFactory), _nexusFactoryCall(owner, 5)),
            abi.encodePacked(bytes20(hex"770201"))
        ];
        for (uint256 i = 0; i < refused.length; ++i) {
            (success, answer) = _validateWithInitCode(refused[i]);
            assertFalse(success);
            assertEq(
                answer, abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, refused[i].length)
            );
        }
    }

    /// @dev Whatever the limits are: their sum times the fee, and never less for being large.
    function testFuzz_charge_isTheSumOfFiveLimits(uint128[5] memory limits, uint128 fee, bool named) public {
        limits[2] = uint128(bound(limits[2], 0, type(uint128).max));
        PackedUserOperation memory op = _packed(_unsigned(_callData()));
        op.accountGasLimits = _pack(limits[0], limits[1]);
        op.preVerificationGas = limits[2];
        op.gasFees = _pack(0, fee);
        if (named) op.paymasterAndData = abi.encodePacked(address(0), limits[3], limits[4]);
        op.signature = abi.encodePacked(_routing(), new bytes(65));
        vm.prank(account);
        validator.validateUserOp(op, bytes32(0));
        uint256 sum = uint256(limits[0]) + limits[1] + limits[2];
        if (named) sum += uint256(limits[3]) + limits[4];
        bool overflows = sum != 0 && uint256(fee) > type(uint256).max / sum;
        uint256 cost = overflows ? type(uint256).max : sum * fee;
        (,, uint96 spent, uint32 operations) = ledger.getGrant(router, account, grantId);
        assertEq(spent, cost > type(uint96).max ? type(uint96).max : cost);
        assertEq(operations, 1);
    }
}
