// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {IOriginalManager, OriginalFixture} from "../helpers/OriginalFixture.sol";
import {OriginalTree} from "../helpers/OriginalTree.sol";
import {EvilSeedModule, FixedModule, YesManager} from "./BadSeedModules.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BatchedSessionRouter} from "src/BatchedSessionRouter.sol";
import {ISeedFormat} from "src/interfaces/ISeedFormat.sol";
import {SeedSession} from "src/interfaces/ISeedFramework.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";
import {WindowEmpty, WindowOutOfRange} from "src/types/Window.sol";

/// @dev The seed format: roots, managers, windows and modules.
contract SeedSessionsTest is OriginalFixture {
    function _notEnabled(uint256 call, bytes32 leaf, bytes32 root) internal view returns (bytes memory) {
        return _refusedBy(
            call,
            address(manager),
            abi.encodeWithSelector(ISeedFormat.SeedSessionNotEnabled.selector, leaf, root)
        );
    }

    function _refusedByErc20(string memory words) internal {
        _sendRefused(
            _seedOperation(), _refusedBy(0, erc20Module, abi.encodeWithSignature("Error(string)", words))
        );
    }

    // roots

    function test_attack_23_proofOfAnotherLeaf() public {
        SeedSession[] memory sessions = _seedSessions();
        bytes memory keySignature = _keySignature(_seedUnsigned(_callData()));
        sessions[0].merkleProof = sessions[1].merkleProof;
        _sendRefused(
            _seedWith(abi.encode(named, sessions, keySignature)),
            _notEnabled(0, OriginalTree.leafOf(tree[0]), _root())
        );
        sessions = _seedSessions();
        sessions[2].merkleProof = new bytes32[](0);
        _sendRefused(
            _seedWith(abi.encode(named, sessions, keySignature)),
            _notEnabled(2, OriginalTree.leafOf(tree[2]), _root())
        );
        _sendAccepted(_seedOperation());
    }

    function test_attack_24_25_earlierRoot_zeroRoot_othersRoot() public {
        UserOperation memory op = _seedOperation();
        bytes32 leaf = OriginalTree.leafOf(tree[0]);
        vm.prank(address(this));
        manager.setMerkleRoot(_root());
        vm.prank(account);
        manager.setMerkleRoot(bytes32(uint256(1)));
        _sendRefused(op, _notEnabled(0, leaf, bytes32(uint256(1))));
        vm.prank(account);
        manager.setMerkleRoot(0);
        _sendRefused(op, _notEnabled(0, leaf, 0));
        _setRoot();
        assertEq(manager.getSessionKeys(account).merkleRoot, _root());
        _sendAccepted(op);
    }

    function test_sessionThatWasNotGranted() public {
        tree[0].sessionKeyData = _erc20Data(101e18);
        _sendRefused(
            _seedOperation(),
            _notEnabled(0, OriginalTree.leafOf(tree[0]), manager.getSessionKeys(account).merkleRoot)
        );
        tree[0].sessionKeyData = _erc20Data(100e18);
        _sendAccepted(_seedOperation());
    }

    /// @dev The original takes an inner node of the tree for a leaf with 32 bytes of data. Whoever finds an address that a node ends its first half
    /// with (here: by the test's power) puts a module there and has a session that nobody granted.
    function test_attack_22_innerNodeAsALeaf() public {
        bytes32[] memory leaves = OriginalTree.leavesOf(tree);
        (bytes32 a, bytes32 b) = leaves[0] < leaves[1] ? (leaves[0], leaves[1]) : (leaves[1], leaves[0]);
        address thief = vm.addr(uint256(keccak256("thief")));
        SeedSession[] memory sessions = new SeedSession[](1);
        sessions[0] = SeedSession({
            validUntil: uint48(bytes6(a)),
            validAfter: uint48(bytes6(a << 48)),
            sessionValidationModule: address(uint160(uint256(a))),
            sessionKeyData: abi.encode(b),
            merkleProof: new bytes32[](1),
            callSpecificData: ""
        });
        sessions[0].merkleProof[0] = leaves[2];
        vm.etch(sessions[0].sessionValidationModule, address(new FixedModule(abi.encode(thief), false)).code);
        named = address(originalManager);
        _setRoot();
        originalManager.validateSessionKey(
            account,
            sessions[0].validUntil,
            sessions[0].validAfter,
            sessions[0].sessionValidationModule,
            sessions[0].sessionKeyData,
            sessions[0].merkleProof
        );

        UserOperation memory op = _seedUnsigned(_callData());
        _clearCalls();
        _addCall(address(tokenA), abi.encodeCall(IERC20.transfer, (thief, 1000e18)));
        op.callData = _callData();
        address[2] memory managers = [address(originalManager), address(manager)];
        for (uint256 i = 0; i < managers.length; ++i) {
            bytes memory keySignature = _sign(uint256(keccak256("thief")), _personalDigest(_hashOf(op)));
            op.signature = _wrap(abi.encode(managers[i], sessions, keySignature));
            _sendRefused(op, abi.encodeWithSelector(ISeedFormat.SeedDataLikeNode.selector, 32));
        }
        vm.expectRevert(abi.encodeWithSelector(ISeedFormat.SeedDataLikeNode.selector, 32));
        manager.validateSessionKey(
            account, 0, 0, sessions[0].sessionValidationModule, abi.encode(b), sessions[0].merkleProof
        );
    }

    function test_dataOf32Bytes_isRefused_of31And33AreTaken() public {
        address module = address(new FixedModule(abi.encode(vm.addr(sessionKey)), false));
        for (uint256 length = 31; length < 34; ++length) {
            _useLeaf(_leaf(module, new bytes(length)), address(tokenA), _approveCall(1));
            if (length == 32) {
                _sendRefused(
                    _seedOperation(), abi.encodeWithSelector(ISeedFormat.SeedDataLikeNode.selector, 32)
                );
            } else {
                _sendAccepted(_seedOperation());
            }
        }
    }

    // managers

    function test_attack_67_fakeManager() public {
        address fake = address(new YesManager());
        named = fake;
        _sendRefused(_seedOperation(), abi.encodeWithSelector(ISeedFormat.SeedManagerUnknown.selector, fake));
        vm.prank(account);
        IModularAccount(account).enableModule(fake);
        _sendRefused(_seedOperation(), abi.encodeWithSelector(ISeedFormat.SeedManagerUnknown.selector, fake));
        named = address(0);
        _sendRefused(
            _seedOperation(), abi.encodeWithSelector(ISeedFormat.SeedManagerUnknown.selector, address(0))
        );
        named = address(manager);
        _sendAccepted(_seedOperation());
    }

    /// @dev Disabling the manager is how owners of the original end all sessions. There it does not end those of the batch router.
    function test_managerThatTheAccountDisabled() public {
        vm.prank(account);
        // The last that was enabled stands first.
        IModularAccount(account).disableModule(address(originalManager), address(manager));
        _sendRefused(
            _seedOperation(),
            abi.encodeWithSelector(ISeedFormat.SeedManagerNotEnabled.selector, address(manager))
        );
        vm.prank(account);
        IModularAccount(account).enableModule(address(manager));
        _sendAccepted(_seedOperation());
    }

    function test_constructor_refusesMoreThanFour_andZero() public {
        address[] memory others = new address[](5);
        vm.expectRevert(abi.encodeWithSelector(ISeedFormat.SeedManagersTooMany.selector, 5, 4));
        new BatchedSessionRouter(manager, others);
        others = new address[](2);
        others[0] = address(originalManager);
        vm.expectRevert(abi.encodeWithSelector(ISeedFormat.SeedManagerZero.selector, 1));
        new BatchedSessionRouter(manager, others);
        others[1] = address(originalManager);
        new BatchedSessionRouter(manager, others);
    }

    // windows

    function test_attack_28_29_outOfTime() public {
        tree[1].validAfter = uint48(block.timestamp + 10);
        tree[2].validUntil = uint48(block.timestamp + 20);
        _setRoot();
        UserOperation memory op = _seedOperation();
        _sendOutOfTime(op);
        vm.warp(block.timestamp + 21);
        _sendOutOfTime(op);
        vm.warp(block.timestamp - 11);
        _sendAccepted(op);
    }

    function testFuzz_windowsAreIntersected(uint48[3] memory froms, uint48[3] memory untils) public {
        uint256 from = 0;
        uint256 until = type(uint256).max;
        for (uint256 i = 0; i < 3; ++i) {
            (froms[i], untils[i]) = (uint48(bound(froms[i], 0, 1000)), uint48(bound(untils[i], 0, 1500)));
            (tree[i].validAfter, tree[i].validUntil) = (froms[i], untils[i]);
            if (froms[i] > from) from = froms[i];
            if (untils[i] != 0 && untils[i] < until) until = untils[i];
        }
        _setRoot();
        UserOperation memory op = _seedOperation();
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        if (from > until) vm.expectPartialRevert(WindowEmpty.selector);
        uint256 answer = batchedRouter.validateUserOp(op, userOpHash);
        if (from > until) return;
        assertEq(answer, from << 208 | (until == type(uint256).max ? 0 : until) << 160);
    }

    function test_attack_31_33_emptyWindows() public {
        tree[0].validUntil = uint48(block.timestamp);
        tree[2].validAfter = uint48(block.timestamp + 1);
        _setRoot();
        _sendRefused(
            _seedOperation(),
            abi.encodeWithSelector(WindowEmpty.selector, block.timestamp + 1, block.timestamp)
        );
        tree[2].validAfter = uint48(block.timestamp);
        _setRoot();
        _sendAccepted(_seedOperation());
    }

    function test_boundsThatNewerEntryPointsReadAsBlocks() public {
        tree[1].validUntil = 1 << 47;
        _setRoot();
        _sendRefused(
            _seedOperation(), abi.encodeWithSelector(WindowOutOfRange.selector, 1 << 47, (1 << 47) - 1)
        );
        (tree[1].validUntil, tree[1].validAfter) = (0, type(uint48).max);
        _setRoot();
        _sendRefused(
            _seedOperation(),
            abi.encodeWithSelector(WindowOutOfRange.selector, type(uint48).max, (1 << 47) - 1)
        );
        (tree[1].validUntil, tree[1].validAfter) = ((1 << 47) - 1, 0);
        _setRoot();
        _sendAccepted(_seedOperation());
    }

    // modules

    function test_rulesOfTheOriginalModule() public {
        datas[0] = _approveCall(100e18 + 1);
        _refusedByErc20("ERC20SV Max Amount Exceeded");
        datas[0] = abi.encodeCall(IERC20.approve, (address(this), 1));
        _refusedByErc20("ERC20SV Wrong Recipient");
        datas[0] = _approveCall(100e18);
        values[0] = 1;
        _refusedByErc20("ERC20SV Non Zero Value");
        values[0] = 0;
        targets[0] = address(tokenB);
        _refusedByErc20("ERC20SV Invalid Token");
        targets[0] = address(tokenA);
        _sendAccepted(_seedOperation());
    }

    function test_rulesOfTheRulesModule() public {
        datas[1] = _swapCall(100e18, 89e18);
        _sendRefused(
            _seedOperation(),
            _refusedBy(1, rulesModule, abi.encodeWithSignature("RuleBroken(uint256,bytes32)", 0, 89e18))
        );
        datas[1] = _swapCall(100e18, 95e18);
        _sendAccepted(_seedOperation());
    }

    function test_attack_61_modulesThatAnswerNoAddress() public {
        bytes4 wrongLength = ISessionRouter.ModuleAnswerWrong.selector;
        bytes32 key = bytes32(uint256(uint160(vm.addr(sessionKey))));
        address module = address(0xc0de1e55);
        _useModule(module);
        _sendRefused(_seedOperation(), abi.encodeWithSelector(wrongLength, module, 0, 32));
        module = address(new FixedModule(abi.encodePacked(uint160(uint256(key))), false));
        _useModule(module);
        _sendRefused(_seedOperation(), abi.encodeWithSelector(wrongLength, module, 20, 32));
        module = address(new FixedModule(abi.encode(key, key), false));
        _useModule(module);
        _sendRefused(_seedOperation(), abi.encodeWithSelector(wrongLength, module, 64, 32));
        module = address(new FixedModule(abi.encode(uint256(key) | 1 << 160), false));
        _useModule(module);
        _sendRefused(
            _seedOperation(),
            abi.encodeWithSelector(ISeedFormat.SeedAnswerWrong.selector, module, uint256(key) | 1 << 160)
        );
        module = address(new FixedModule("no", true));
        _useModule(module);
        _sendRefused(_seedOperation(), _refusedBy(0, module, "no"));
        module = address(new FixedModule(abi.encode(key), false));
        _useModule(module);
        _sendAccepted(_seedOperation());
    }

    /// @dev Precompiles answer one word without having code: that of RIPEMD-160 is an address, but nobody has its key.
    function test_attack_61_precompiles() public {
        _useModule(address(3));
        _sendFailed(_seedOperation());
        _useModule(address(2));
        UserOperation memory op = _seedOperation();
        bytes32 userOpHash = _hashOf(op);
        vm.expectPartialRevert(ISeedFormat.SeedAnswerWrong.selector);
        _validateAtAccount(op, userOpHash);
    }

    function _useModule(address module) internal {
        _useLeaf(_leaf(module, "data"), address(tokenA), _approveCall(1));
    }

    /// @dev While it is asked, a module may call whom it wants: it speaks for nobody but itself.
    function test_reentrantModule_gainsNothing() public {
        EvilSeedModule evil = new EvilSeedModule(vm.addr(sessionKey));
        UserOperation memory other = _seedOperation();
        _useModule(address(evil));
        bytes32 root = manager.getSessionKeys(account).merkleRoot;
        evil.add(router, abi.encodeCall(batchedRouter.validateUserOp, (other, _hashOf(other))));
        evil.add(address(manager), abi.encodeCall(manager.validateUserOp, (other, _hashOf(other))));
        evil.add(address(manager), abi.encodeCall(manager.verifyGrant, (account, grantId)));
        evil.add(address(manager), abi.encodeCall(manager.chargeGrant, (account, grantId, 1 ether, 1 ether)));
        evil.add(account, abi.encodeCall(IModularAccount.enableModule, (address(evil))));
        evil.add(account, abi.encodeCall(IModularAccount.validateUserOp, (other, _hashOf(other), 0)));
        uint256 failing = 6;
        evil.add(address(manager), abi.encodeCall(IOriginalManager.setMerkleRoot, (bytes32(uint256(1)))));
        evil.add(
            address(manager),
            abi.encodeCall(manager.setSeedPayments, (router, type(uint96).max, address(evil)))
        );
        evil.add(address(manager), abi.encodeCall(manager.paySeedOperation, (account, address(0), 1 ether)));
        UserOperation memory op = _seedOperation();
        _sendAccepted(op);
        assertEq(evil.asked(), 1);
        assertEq(evil.succeeded(), 9 - failing, "only what concerns the module itself");
        assertEq(manager.getSessionKeys(account).merkleRoot, root);
        (uint96 budget, address paymaster, uint128 spent, uint32 operations) =
            manager.getPaymentsOfSeed(router, account);
        assertEq(budget, 1 ether);
        assertEq(paymaster, address(0));
        assertEq(spent, 2_050_000 gwei);
        assertEq(operations, 1);
    }
}
