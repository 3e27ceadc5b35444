// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {ModularFixture} from "../helpers/KindFixtures.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What only the modular account, its router and its manager have.
contract ModularAccountTest is ModularFixture {
    function _revoked() internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Active
        );
    }

    function test_attack_63_uninstallWithRevokeAll_thenReinstall() public {
        vm.startPrank(account);
        ledger.revokeAllGrants(router);
        IModularAccount(account).disableModule(address(1), router);
        IModularAccount(account).enableModule(router);
        vm.stopPrank();
        _sendRefused(_operation(), _revoked());
        vm.expectRevert(
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Never
            )
        );
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        _regrant();
        _sendAccepted(_operation());
    }

    /// @dev The gap that the design names: this account calls no hook when a module goes, so without revoke-all grants outlive it.
    function test_attack_63_uninstallWithoutRevokeAll_grantsComeBack() public {
        vm.startPrank(account);
        IModularAccount(account).disableModule(address(1), router);
        vm.stopPrank();
        UserOperation memory op = _operation();
        vm.expectRevert();
        _send(op);
        vm.prank(account);
        IModularAccount(account).enableModule(router);
        _sendAccepted(op);
    }

    function test_attack_67_anotherManagerCannotBeNamed() public view {
        assertEq(address(batchedRouter.MANAGER()), address(manager));
        assertEq(router.code.length < 16_384, true);
    }

    function test_attack_65_strangerCharges() public {
        bytes memory never = abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Never, GrantStatus.Active
        );
        vm.expectRevert(never);
        manager.chargeGrant(account, grantId, 1, 1);
        vm.expectRevert(never);
        manager.verifyGrant(account, grantId);
        vm.prank(router);
        manager.verifyGrant(account, grantId);
        _sendAccepted(_operation());
    }

    function test_seedFlow_runsThroughExecuteBatch() public {
        _sendAccepted(
            _signed(
                _unsigned(abi.encodeCall(IModularAccount.executeBatch, (targets, values, datas))), _routing()
            )
        );
        assertEq(vault.balanceOf(account), 95e18);
    }

    /// @dev The EntryPoint reads 20 zero bytes as "no paymaster": the account pays, so the grant is charged.
    function test_attack_70_paymasterOfZeroBytes_isSelfPaid() public {
        UserOperation memory op = _unsigned(_callData());
        op.paymasterAndData = new bytes(20);
        op.maxFeePerGas *= 1000;
        _depositTo(account, 100 ether);
        _sendFailed(_signed(op, _routing()));
        op.maxFeePerGas = 1 gwei;
        _sendAccepted(_signed(op, _routing()));
        (,, uint96 spent,) = ledger.getGrant(router, account, grantId);
        assertEq(spent, 2_050_000 gwei);
    }

    /// @dev A session key that sees the owner's revocation waiting cannot take its nonce, nor that of another key.
    function test_nonceOfTheOwnerOrOfAnotherKey_isRefused() public {
        address key = grant.key;
        uint192[3] memory lanes = [0, 7, uint192(uint160(key)) + 1];
        for (uint256 i = 0; i < lanes.length; ++i) {
            UserOperation memory op = _unsigned(_callData());
            op.nonce = ENTRY_POINT_06.getNonce(account, lanes[i]);
            _sendRefused(
                _signed(op, _routing()),
                abi.encodeWithSelector(ISessionRouter.NonceNotOfKey.selector, address(uint160(lanes[i])), key)
            );
        }
        UserOperation memory own = _unsigned(_callData());
        own.nonce = ENTRY_POINT_06.getNonce(account, uint192(5) << 160 | uint160(key));
        _sendAccepted(_signed(own, _routing()));
    }
}
