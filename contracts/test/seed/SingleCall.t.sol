// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GenerousPaymaster} from "../attacks/Money.t.sol";
import {Bytes} from "../helpers/Bytes.sol";
import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {OriginalTree} from "../helpers/OriginalTree.sol";
import {SingleCallFixture} from "../helpers/SingleCallFixture.sol";
import {EvilSeedModule, FixedModule} from "./BadSeedModules.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ForbiddenTargets} from "src/core/ForbiddenTargets.sol";
import {ISeedFormat} from "src/interfaces/ISeedFormat.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";
import {WindowEmpty, WindowOutOfRange} from "src/types/Window.sol";

interface IExecute {
    function execute(address dest, uint256 value, bytes calldata func) external;
}

/// @dev The seed format: operations of a single call.
contract SeedSingleCallTest is SingleCallFixture {
    using Bytes for bytes;

    function _notCanonical(uint256 position, uint256 found, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(ISeedFormat.SingleCallNotCanonical.selector, position, found, allowed);
    }

    function _signatureWrong(uint256 position, uint256 found, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return
            abi.encodeWithSelector(ISeedFormat.SeedSignatureNotCanonical.selector, position, found, allowed);
    }

    function _withSignature(bytes memory moduleSignature) internal view returns (UserOperation memory op) {
        op = _seedUnsigned(_ncC(address(tokenA), 0, _approveCall(5)));
        op.signature = abi.encode(moduleSignature, named);
    }

    function test_singleCall_underTheOriginalSignature() public {
        _sendAccepted(_single());
        assertEq(tokenA.allowance(account, address(dex)), 5);
        _sendAccepted(_singleOf(abi.encodeCall(IExecute.execute, (address(tokenA), 0, _approveCall(6)))));
        assertEq(tokenA.allowance(account, address(dex)), 6);
    }

    function test_singleCall_ofTheRulesModule() public {
        tokenB.mint(account, 10);
        leaf = 2;
        _sendAccepted(_singleOf(_ncC(address(vault), 0, _stakeCall(10))));
        assertEq(vault.balanceOf(account), 10);
    }

    function test_attack_05_06_batchOrAnotherFunction() public {
        bytes4 wrong = ISeedFormat.SelectorNotSingle.selector;
        _sendRefused(
            _singleOf(_callData()), abi.encodeWithSelector(wrong, IModularAccount.executeBatch_y6U.selector)
        );
        _sendRefused(_singleOf(""), abi.encodeWithSelector(wrong, bytes4(0)));
        _sendRefused(_singleOf(hex"000018"), abi.encodeWithSelector(wrong, bytes4(0x00001800)));
        _sendRefused(
            _singleOf(abi.encodeCall(IModularAccount.enableModule, (address(this)))),
            abi.encodeWithSelector(ISeedFormat.SingleCallNotCanonical.selector, 36, 36, 0x84)
        );
        _sendAccepted(_single());
    }

    function test_attack_07_10_11_encodingThatIsNotCanonical() public {
        bytes memory good = _ncC(address(tokenA), 0, _approveCall(5));
        uint256 dirty = 1 << 160 | uint160(address(tokenA));
        _sendRefused(_singleOf(good.withWord(4, dirty)), _notCanonical(4, dirty, uint160(address(tokenA))));
        _sendRefused(_singleOf(good.withWord(0x44, 0x80)), _notCanonical(0x44, 0x80, 0x60));
        _sendRefused(
            _singleOf(good.withWord(0x64, type(uint256).max)),
            _notCanonical(0x64, type(uint256).max, good.length)
        );
        _sendRefused(_singleOf(good.withWord(0x64, 32)), _notCanonical(0x84 + 32, good.length, 0x84 + 32));
        _sendRefused(
            _singleOf(bytes.concat(good, hex"00")), _notCanonical(good.length, good.length + 1, good.length)
        );
        _sendRefused(_singleOf(good.withByte(good.length - 1, 1)), _notCanonical(good.length - 28, 1, 0));
        _sendRefused(_singleOf(good.cut(0x84 - 1)), _notCanonical(0x83, 0x83, 0x84));
        _sendAccepted(_singleOf(good));
    }

    /// @dev The original's module reads the call by the pointer in it. Behind another pointer it would see another call than the account.
    function test_attack_54_moduleAndAccount_readTheSameCall() public {
        bytes memory evil = abi.encodeCall(IERC20.transfer, (address(this), 1000e18));
        bytes memory callData = abi.encodePacked(
            IModularAccount.execute_ncC.selector,
            abi.encode(address(tokenA), 0, 0xe0, evil.length),
            evil,
            bytes28(0),
            abi.encode(_approveCall(5).length),
            _approveCall(5)
        );
        _sendRefused(_singleOf(callData), _notCanonical(0x44, 0xe0, 0x60));
    }

    function test_attack_37_forbiddenTargets() public {
        address[11] memory forbidden = [
            address(0),
            account,
            address(manager),
            router,
            ownershipModule,
            ForbiddenTargets.ENTRY_POINT_06,
            ForbiddenTargets.ENTRY_POINT_07,
            ForbiddenTargets.ENTRY_POINT_08,
            ForbiddenTargets.ENTRY_POINT_09,
            rulesModule,
            address(tokenB)
        ];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            _useSession(rulesModule, _rulesData(forbidden[i], IERC20.approve.selector, ""));
            UserOperation memory op = _singleOf(_ncC(forbidden[i], 0, _approveCall(1)));
            if (i < 10) {
                _sendRefused(
                    op, abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, forbidden[i])
                );
            } else {
                _sendAccepted(op);
            }
        }
    }

    function test_attack_13_wrongSigner_stubCostsTheSame() public {
        UserOperation memory op = _single();
        bytes32 userOpHash = _hashOf(op);
        bytes memory signature = _sign(uint256(keccak256("stranger")), _personalDigest(userOpHash));
        UserOperation memory stub = _withSignature(_singleSignature(signature));
        _sendFailed(stub);
        assertApproxEqRel(_validationGas(stub, userOpHash), _validationGas(op, userOpHash), 0.01e18);
        _sendAccepted(op);
    }

    function test_attack_68_70_71_payment() public {
        _depositTo(account, 1000 ether);
        UserOperation memory op = _seedUnsigned(_ncC(address(tokenA), 0, _approveCall(5)));
        op.preVerificationGas = 1_000_000_000;
        _sendFailed(_signSingle(op));
        vm.prank(account);
        manager.setSeedPayments(address(manager), uint96(2 * COST - 1), address(0));
        _sendAccepted(_single());
        _sendFailed(_single());
        (,, uint128 spent,) = manager.getPaymentsOfSeed(address(manager), account);
        assertEq(spent, COST);
        (,, spent,) = manager.getPaymentsOfSeed(router, account);
        assertEq(spent, 0, "the router's is apart");

        address paymaster = address(new GenerousPaymaster());
        _depositTo(paymaster, 1 ether);
        op = _seedUnsigned(_ncC(address(tokenA), 0, _approveCall(7)));
        op.paymasterAndData = _paymasterBytes(paymaster);
        _sendFailed(_signSingle(op));
        vm.prank(account);
        manager.setSeedPayments(address(manager), 0, paymaster);
        _send(_signSingle(op));
        assertEq(tokenA.allowance(account, address(dex)), 7);
        _sendFailed(_single());
    }

    function test_attack_24_28_windowsAndRoots() public {
        tree[0].validUntil = uint48(block.timestamp);
        _sendRefused(
            _single(),
            abi.encodeWithSelector(
                ISeedFormat.SeedSessionNotEnabled.selector,
                OriginalTree.leafOf(tree[0]),
                manager.getSessionKeys(account).merkleRoot
            )
        );
        _setRoot();
        UserOperation memory op = _single();
        vm.warp(block.timestamp + 1);
        _sendOutOfTime(op);
        vm.warp(block.timestamp - 1);
        _sendAccepted(op);
        tree[0].validAfter = uint48(block.timestamp + 1);
        _setRoot();
        _sendRefused(
            _single(), abi.encodeWithSelector(WindowEmpty.selector, block.timestamp + 1, block.timestamp)
        );
        (tree[0].validUntil, tree[0].validAfter) = (1 << 47, 0);
        _setRoot();
        _sendRefused(_single(), abi.encodeWithSelector(WindowOutOfRange.selector, 1 << 47, (1 << 47) - 1));
    }

    function test_attack_22_dataOf32Bytes() public {
        _useSession(address(new FixedModule(abi.encode(true), false)), new bytes(32));
        _sendRefused(_single(), abi.encodeWithSelector(ISeedFormat.SeedDataLikeNode.selector, 32));
        _useSession(tree[0].sessionValidationModule, new bytes(31));
        _sendAccepted(_single());
    }

    function test_attack_61_modulesThatAnswerNoBool() public {
        address module = address(0xc0de1e55);
        bytes4 wrongLength = ISessionRouter.ModuleAnswerWrong.selector;
        _useSession(module, "");
        _sendRefused(_single(), abi.encodeWithSelector(wrongLength, module, 0, 32));
        module = address(new FixedModule(hex"01", false));
        _useSession(module, "");
        _sendRefused(_single(), abi.encodeWithSelector(wrongLength, module, 1, 32));
        module = address(new FixedModule(abi.encode(2), false));
        _useSession(module, "");
        _sendRefused(_single(), abi.encodeWithSelector(ISeedFormat.SeedAnswerWrong.selector, module, 2));
        module = address(new FixedModule("no", true));
        _useSession(module, "");
        _sendRefused(_single(), _refusedBy(0, module, "no"));
        _useSession(address(new FixedModule(abi.encode(false), false)), "");
        _sendFailed(_single());
        _useSession(address(new FixedModule(abi.encode(true), false)), "");
        _sendAccepted(_single());
    }

    function test_rulesOfTheOriginalModule() public {
        _sendRefused(
            _singleOf(_ncC(address(tokenA), 0, _approveCall(100e18 + 1))),
            _refusedBy(
                0, erc20Module, abi.encodeWithSignature("Error(string)", "ERC20SV Max Amount Exceeded")
            )
        );
        _sendRefused(
            _singleOf(_ncC(address(tokenB), 0, _approveCall(1))),
            _refusedBy(0, erc20Module, abi.encodeWithSignature("Error(string)", "ERC20SV Wrong Token"))
        );
        _sendAccepted(_single());
    }

    /// @dev The original module recovers the signer by OpenZeppelin's ECDSA, which reverts where the precompile finds nobody.
    function test_attack_16_signatureOfNobody_isTheModulesToRefuse() public {
        _useSession(erc20Module, abi.encode(address(0), address(tokenA), address(dex), 5));
        _sendRefused(
            _withSignature(_singleSignature(new bytes(65))),
            _refusedBy(0, erc20Module, abi.encodeWithSignature("Error(string)", "ECDSA: invalid signature"))
        );
    }

    function test_attack_11_signatureNotCanonical() public {
        bytes memory good = _singleSignature(_keySignature(_single()));
        _sendRefused(_withSignature(good.withWord(0, 1 << 48)), _signatureWrong(0, 1 << 48, type(uint48).max));
        _sendRefused(
            _withSignature(good.withWord(0x40, type(uint256).max)),
            _signatureWrong(0x40, type(uint256).max, type(uint160).max)
        );
        _sendRefused(_withSignature(good.withWord(0x60, 0xe0)), _signatureWrong(0x60, 0xe0, 0xc0));
        _sendRefused(
            _withSignature(good.withWord(0xa0, good.wordAt(0x80))),
            _signatureWrong(0xa0, good.wordAt(0x80), good.wordAt(0xa0))
        );
        _sendRefused(_withSignature(""), _signatureWrong(0x60, 0, 0xc0));
        _sendRefused(
            _withSignature(good.cut(good.length - 1)),
            _signatureWrong(good.length, good.length - 1, good.length)
        );
        // The original's SDK puts a module's additional data behind all that; nobody else reads it.
        _sendAccepted(_withSignature(bytes.concat(good, hex"beef")));
    }

    /// @dev Every word of zero is an empty proof: without a comparison the pointer could lead to any.
    function test_attack_54_proofPointerThatReadsTheSame() public {
        delete tree;
        tree.push(_leaf(erc20Module, _erc20Data(5)));
        _setRoot();
        bytes memory good = _singleSignature(_keySignature(_single()));
        assertEq(good.wordAt(0x20), 0);
        _sendRefused(
            _withSignature(good.withWord(0x80, 0x20)), _signatureWrong(0x80, 0x20, good.wordAt(0x80))
        );
        _sendAccepted(_withSignature(good));
    }

    /// @dev A length that leads back to where the position came from, by overflow.
    function test_attack_07_lengthsThatWrapAround() public {
        bytes memory good = _singleSignature(_keySignature(_single()));
        uint256[3] memory positions = [uint256(0xc0), good.wordAt(0x80), good.wordAt(0xa0)];
        for (uint256 i = 0; i < positions.length; ++i) {
            uint256 found = type(uint256).max - 31;
            _sendRefused(
                _withSignature(good.withWord(positions[i], found)),
                _signatureWrong(positions[i], found, good.length)
            );
        }
        _sendAccepted(_withSignature(good));
    }

    function testFuzz_flippedBit_isNeverAccepted(uint256 bit) public {
        UserOperation memory op = _single();
        bytes32 userOpHash = _hashOf(op);
        bit = bound(bit, 0, 8 * op.signature.length - 1);
        op.signature[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.prank(account);
        try manager.validateUserOp(op, userOpHash) returns (uint256 answer) {
            assertEq(uint160(answer), 1);
        } catch {}
    }

    function test_attack_65_72_73_callerInitCodeMessages() public {
        UserOperation memory op = _single();
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert(
            abi.encodeWithSelector(ISessionRouter.SenderNotCaller.selector, address(this), account)
        );
        manager.validateUserOp(op, userOpHash);
        op.initCode = hex"00";
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, 1));
        vm.prank(account);
        manager.validateUserOp(op, userOpHash);
        assertEq(manager.isValidSignature(userOpHash, op.signature), bytes4(0xffffffff));
        assertEq(
            IModularAccount(account)
                .isValidSignature(userOpHash, abi.encode(_sign(sessionKey, userOpHash), address(manager))),
            bytes4(0xffffffff)
        );
        _sendAccepted(_single());
    }

    function test_nonceOfAnAddress_isRefused() public {
        UserOperation memory op = _single();
        op.nonce = ENTRY_POINT_06.getNonce(account, uint160(grant.key));
        _sendRefused(
            _signSingle(op),
            abi.encodeWithSelector(ISeedFormat.SeedNonceWrong.selector, uint160(grant.key), type(uint64).max)
        );
        op.nonce = ENTRY_POINT_06.getNonce(account, 77);
        _sendAccepted(_signSingle(op));
    }

    function test_reentrantModule_gainsNothing() public {
        EvilSeedModule evil = new EvilSeedModule(address(1));
        UserOperation memory other = _single();
        _useSession(address(evil), "");
        evil.add(address(manager), abi.encodeCall(manager.validateUserOp, (other, _hashOf(other))));
        evil.add(account, abi.encodeCall(IModularAccount.validateUserOp, (other, _hashOf(other), 0)));
        evil.add(address(manager), abi.encodeCall(manager.setMerkleRoot, (bytes32(0))));
        evil.add(address(manager), abi.encodeCall(manager.paySeedOperation, (account, address(0), 1 ether)));
        bytes32 root = manager.getSessionKeys(account).merkleRoot;
        _sendAccepted(_single());
        assertEq(evil.asked(), 1);
        assertEq(evil.succeeded(), 2, "only what concerns the module itself");
        assertEq(manager.getSessionKeys(account).merkleRoot, root);
        (uint96 budget,, uint128 spent,) = manager.getPaymentsOfSeed(address(manager), account);
        assertEq(budget, 1 ether);
        assertEq(spent, COST);
    }
}
