// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint06, IModularAccount} from "../helpers/IEntryPoint06.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Pays for whoever asks.
contract GenerousPaymaster {
    function validatePaymasterUserOp(UserOperation calldata, bytes32, uint256)
        external
        pure
        returns (bytes memory context, uint256 validationData)
    {
        return ("", 0);
    }

    function validatePaymasterUserOp(PackedUserOperation calldata, bytes32, uint256)
        external
        pure
        returns (bytes memory context, uint256 validationData)
    {
        return ("", 0);
    }
}

contract MoneyAttacksTest is SeedFixture {
    function _sendAndBack(UserOperation memory bad) internal {
        _sendFailed(_signed(bad, _routing()));
        _sendAccepted(_operation());
    }

    function test_attack_68_preVerificationGasHuge() public {
        _depositTo(account, 100 ether);
        UserOperation memory op = _unsigned(_callData());
        op.preVerificationGas = 1_000_000_000;
        _sendAndBack(op);
    }

    function test_attack_69_maxFeePerGasTimesThousand() public {
        _depositTo(account, 100 ether);
        UserOperation memory op = _unsigned(_callData());
        op.maxFeePerGas *= 1000;
        _sendAndBack(op);
    }

    function test_attack_70_paymasterThatTheGrantDoesNotName() public {
        address paymaster = address(new GenerousPaymaster());
        _depositTo(paymaster, 1 ether);
        UserOperation memory op = _unsigned(_callData());
        op.paymasterAndData = _paymasterBytes(paymaster);
        _sendFailed(_signed(op, _routing()));

        grant.paymaster = paymaster;
        grant.feeBudget = 0;
        grant.salt = 2;
        grantId = _enableGrant();
        _send(_signed(op, _routing()));
        assertEq(vault.balanceOf(account), 95e18);
        (,, uint96 spent, uint32 operations) = ledger.getGrant(router, account, grantId);
        assertEq(spent, 0, "a sponsored operation charges nothing");
        assertEq(operations, 0);
    }

    function test_sponsoredOnly_refusesSelfPaid_alsoWithoutFee() public {
        grant.paymaster = address(new GenerousPaymaster());
        grant.feeBudget = 0;
        grant.salt = 2;
        _enableGrant();
        UserOperation memory op = _unsigned(_callData());
        _sendFailed(_signed(op, _routing()));
        op.maxFeePerGas = 0;
        op.maxPriorityFeePerGas = 0;
        _sendFailed(_signed(op, _routing()));
        _depositTo(grant.paymaster, 1 ether);
        op.paymasterAndData = _paymasterBytes(grant.paymaster);
        _send(_signed(op, _routing()));
        assertEq(vault.balanceOf(account), 95e18);
    }

    function test_attack_71_budgetUsedUpOverManyOperations() public {
        grant.feeBudget = 2 * 2_050_000 gwei;
        grant.salt = 2;
        grantId = _enableGrant();
        _useCall(address(tokenA), _approveCall(1));
        _sendAccepted(_operation());
        _sendAccepted(_operation());
        _sendFailed(_operation());
        (,, uint96 spent, uint32 operations) = ledger.getGrant(router, account, grantId);
        assertEq(spent, grant.feeBudget);
        assertEq(operations, 2);
        grant.feeBudget = 3 * 2_050_000 gwei;
        grant.salt = 3;
        grantId = _enableGrant();
        _sendAccepted(_operation());
    }

    function test_attack_72_initCodeOnASessionOperation() public {
        UserOperation memory op = _operation();
        op.initCode = hex"00";
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, 1));
        vm.prank(account);
        _validateAtRouter(op, userOpHash);
        op.initCode = "";
        _sendAccepted(op);
    }

    function test_attack_73_isValidSignature_answersNever() public view {
        bytes32 hash = bytes32(uint256(1));
        bytes memory ofTheKey = _wrapForAccount(_sign(sessionKey, hash), router);
        assertEq(IModularAccount(account).isValidSignature(hash, ofTheKey), bytes4(0xffffffff));
        assertEq(IModularAccount(account).isValidSignature(hash, _signAsOwner(hash)), bytes4(0x1626ba7e));
    }

    /// @dev A session cannot reach the functions that change the account, because its target would be the account.
    function test_attack_75_accountManagementIsOutOfReach() public {
        _useSingle(
            address(stakeSvm),
            abi.encodePacked(uint8(0), account, _noLimits()),
            account,
            abi.encodeCall(IModularAccount.enableModule, (address(this)))
        );
        _sendRefused(
            _operation(), abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, account)
        );
        tokenB.mint(account, 1);
        _useSingle(address(stakeSvm), _stakeData(_noLimits()), address(vault), _stakeCall(1));
        _sendAccepted(_operation());
    }

    /// @dev The stated maximum is what the EntryPoint really prefunds: no operation can cost the account more than was charged.
    function testFuzz_charge_isTheEntryPointsPrefund(uint32 call, uint32 verification, uint32 pre, uint32 fee)
        public
    {
        UserOperation memory op = _unsigned(_callData());
        op.callGasLimit = bound(call, 500_000, 3_000_000);
        op.verificationGasLimit = bound(verification, 500_000, 3_000_000);
        op.preVerificationGas = bound(pre, 0, 3_000_000);
        op.maxFeePerGas = bound(fee, 1, 10 gwei);
        op.maxPriorityFeePerGas = op.maxFeePerGas;
        uint256 before = _depositOf(account) + account.balance;
        _sendAccepted(_signed(op, _routing()));
        (,, uint96 spent,) = ledger.getGrant(router, account, grantId);
        assertEq(spent, (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas);
        assertLe(before - _depositOf(account) - account.balance, spent);
    }
}
