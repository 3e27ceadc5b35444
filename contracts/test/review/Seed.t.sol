// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint06, IModularAccount} from "../helpers/IEntryPoint06.sol";
import {IOriginalManager} from "../helpers/OriginalFixture.sol";
import {OriginalTree} from "../helpers/OriginalTree.sol";
import {SingleCallFixture} from "../helpers/SingleCallFixture.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISeedFormat} from "src/interfaces/ISeedFormat.sol";
import {ISeedModule, SeedSession} from "src/interfaces/ISeedFramework.sol";
import {ISeedLedger} from "src/interfaces/ISeedLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Keeps the hash of what it was asked, and answers with a word.
contract RecordingSeedModule {
    uint256 private immutable ANSWER;
    bytes32[] public asked;

    constructor(uint256 answer) {
        ANSWER = answer;
    }

    fallback(bytes calldata data) external returns (bytes memory) {
        asked.push(keccak256(data));
        return abi.encode(ANSWER);
    }
}

/// @dev The seed format, read as a thief: with a stolen session key, a seat as a bundler, or a module that the owner's root names.
contract SeedReviewTest is SingleCallFixture {
    /// @dev An operation of the owner, judged by the account's owner module.
    function _owners(uint192 nonceKey, bytes memory callData)
        internal
        view
        returns (UserOperation memory op)
    {
        op = _unsigned(callData);
        op.nonce = ENTRY_POINT_06.getNonce(account, nonceKey);
        bytes32 digest = MessageHashUtils.toEthSignedMessageHash(_hashOf(op));
        op.signature = abi.encode(_sign(ownerKey, digest), ownershipModule);
    }

    function _endRoot() internal view returns (bytes memory) {
        return _ncC(address(manager), 0, abi.encodeCall(ISeedLedger.setMerkleRoot, (bytes32(0))));
    }

    // what ends what

    /// @dev Revoking all of the router's grants ends batches. Operations of a single call are the manager's own: they end with the manager's
    /// epoch, or with the root.
    function test_review_limit_revokingAllOfTheRouter_leavesSingleCalls() public {
        vm.startPrank(account);
        manager.revokeAllGrants(router);
        IModularAccount(account).disableModule(address(manager), router);
        vm.stopPrank();
        _sendAccepted(_single());
        vm.prank(account);
        manager.revokeAllGrants(address(manager));
        _sendFailed(_single());
    }

    /// @dev The account tells no module that it goes, so what is not ended is back with the module.
    function test_review_limit_managerTakenAwayAndBack_sessionsAreBack() public {
        _takeManagerAwayAndBack(address(originalManager));
        _sendAccepted(_single());
        vm.prank(account);
        manager.revokeAllGrants(address(manager));
        _takeManagerAwayAndBack(address(1));
        _sendFailed(_single());
        vm.prank(account);
        manager.setSeedPayments(address(manager), 1 ether, address(0));
        _sendAccepted(_single());
        vm.prank(account);
        manager.setMerkleRoot(0);
        _takeManagerAwayAndBack(address(1));
        _sendRefused(
            _single(),
            abi.encodeWithSelector(
                ISeedFormat.SeedSessionNotEnabled.selector, OriginalTree.leafOf(tree[0]), bytes32(0)
            )
        );
    }

    /// @param previous the module before it in the account's list: the one that was enabled after it, else 1
    function _takeManagerAwayAndBack(address previous) internal {
        vm.prank(account);
        IModularAccount(account).disableModule(previous, address(manager));
        UserOperation memory op = _single();
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert();
        _validateAtAccount(op, userOpHash);
        op = _seedOperation();
        userOpHash = _hashOf(op);
        vm.expectRevert(abi.encodeWithSelector(ISeedFormat.SeedManagerNotEnabled.selector, address(manager)));
        _validateAtAccount(op, userOpHash);
        vm.prank(account);
        IModularAccount(account).enableModule(address(manager));
    }

    /// @dev A root that the owner ends while an operation waits: the operation is refused.
    function test_review_rootEnded_waitingOperationsAreRefused() public {
        UserOperation memory waiting = _seedOperation();
        UserOperation memory single = _single();
        UserOperation memory end = _owners(uint160(owner), _endRoot());
        uint256 clean = vm.snapshotState();
        _sendAccepted(waiting);
        vm.revertToState(clean);
        _sendAccepted(single);
        vm.revertToState(clean);
        _sendAccepted(end);
        bytes memory reason = abi.encodeWithSelector(
            ISeedFormat.SeedSessionNotEnabled.selector, OriginalTree.leafOf(tree[0]), bytes32(0)
        );
        _sendRefused(waiting, _refusedBy(0, address(manager), reason));
        _sendRefused(single, reason);
    }

    // nonces

    /// @dev A holder of a session key who sees the owner's ending of the root wait cannot take a nonce that is the owner's own, that is one
    /// under the owner's address. Not every key above 2^64 is: lanes above the low 160 bits are shared.
    function test_review_nonceOfTheOwnersEnding() public {
        UserOperation memory end = _owners(uint160(owner), _endRoot());
        UserOperation memory thief = _single();
        thief.nonce = end.nonce;
        _sendRefused(
            _signSingle(thief),
            abi.encodeWithSelector(ISeedFormat.SeedNonceWrong.selector, uint160(owner), type(uint64).max)
        );
        _sendAccepted(end);
    }

    function test_review_limit_nonceInALane_isShared() public {
        uint192[2] memory shared = [uint192(0), uint192(1) << 160];
        for (uint256 i = 0; i < shared.length; ++i) {
            UserOperation memory end = _owners(shared[i], _endRoot());
            UserOperation memory thief = _single();
            thief.nonce = end.nonce;
            _sendAccepted(_signSingle(thief));
            vm.expectRevert(
                abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA25 invalid account nonce")
            );
            _send(end);
        }
    }

    // whose operation it is

    /// @dev A sibling of the same owner, with the same root and terms: neither its operations nor its budget are this account's.
    function test_review_siblingAccount() public {
        address sibling = _deployAccount(owner, 7);
        tokenA.mint(sibling, 1000e18);
        vm.startPrank(sibling);
        IModularAccount(sibling).enableModule(router);
        IModularAccount(sibling).enableModule(address(manager));
        manager.setMerkleRoot(_root());
        manager.setSeedPayments(router, 1 ether, address(0));
        manager.setSeedPayments(address(manager), 1 ether, address(0));
        vm.stopPrank();
        used = [0];
        _clearCalls();
        _addCall(address(tokenA), _approveCall(3));
        UserOperation memory batch = _seedOperation();
        UserOperation memory single = _single();
        (batch.sender, single.sender) = (sibling, sibling);
        _sendFailed(batch);
        _sendFailed(single);
        _sendAccepted(_seedSigned(batch));
        (,, uint128 spent,) = manager.getPaymentsOfSeed(router, account);
        assertEq(spent, 0);
        batch.sender = account;
        _sendAccepted(_seedSigned(batch));
        (,, spent,) = manager.getPaymentsOfSeed(router, account);
        assertEq(spent, COST);
    }

    function test_review_anotherChain() public {
        UserOperation memory batch = _seedOperation();
        UserOperation memory single = _single();
        uint256 home = block.chainid;
        vm.chainId(home + 1);
        _sendFailed(batch);
        _sendFailed(single);
        vm.chainId(home);
        _sendAccepted(batch);
    }

    /// @dev The key signs no manager: whoever carries an operation may name the other one, if the same session stands there. That ends with
    /// the other manager, and only with it.
    function test_review_limit_managerSwapped() public {
        vm.prank(account);
        originalManager.setMerkleRoot(_root());
        UserOperation memory op = _seedOperation();
        bytes memory keySignature = _keySignature(op);
        vm.prank(account);
        manager.setMerkleRoot(0);
        named = address(originalManager);
        UserOperation memory swapped = _seedWith(_seedSignature(keySignature));
        uint256 clean = vm.snapshotState();
        _sendAccepted(swapped);
        vm.revertToState(clean);
        vm.prank(account);
        IModularAccount(account).disableModule(address(1), address(originalManager));
        _sendRefused(swapped, abi.encodeWithSelector(ISeedFormat.SeedManagerNotEnabled.selector, named));
    }

    // what modules see

    /// @dev Byte by byte what the original framework's manager and router would ask, and the calls as the account executes them.
    function test_review_modulesAreAskedAboutWhatRuns() public {
        RecordingSeedModule yes = new RecordingSeedModule(1);
        bytes memory data = hex"0123456789";
        _useSession(address(yes), data);
        bytes memory callData = _ncC(address(tokenA), 0, _approveCall(5));
        UserOperation memory op = _singleOf(callData);
        bytes memory keySignature = _keySignature(op);
        bytes memory question =
            abi.encodeCall(ISeedModule.validateSessionUserOp, (op, _hashOf(op), data, keySignature));
        _sendAccepted(op);
        assertEq(yes.asked(0), keccak256(question));

        RecordingSeedModule names = new RecordingSeedModule(uint160(grant.key));
        _useLeaf(_leaf(address(names), data), address(tokenA), _approveCall(9));
        _addCall(address(tokenB), hex"");
        values[1] = 0;
        used.push(0);
        SeedSession[] memory sessions_ = _seedSessions();
        (sessions_[0].callSpecificData, sessions_[1].callSpecificData) = (hex"aa", hex"bbbb");
        bytes memory signature = _keySignature(_seedUnsigned(_callData()));
        op = _seedWith(abi.encode(named, sessions_, signature));
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        assertEq(_validateAtRouter(op, userOpHash), 0);
        for (uint256 i = 0; i < 2; ++i) {
            question = abi.encodeCall(
                ISeedModule.validateSessionParams,
                (targets[i], values[i], datas[i], data, sessions_[i].callSpecificData)
            );
            assertEq(names.asked(i), keccak256(question));
        }
    }

    /// @dev A root may name any address as a module. The account's own parts answer no such question.
    function test_review_partsOfTheAccountAsModules() public {
        address[5] memory modules = [account, address(manager), router, address(originalManager), entryPoint];
        for (uint256 i = 0; i < modules.length; ++i) {
            _useLeaf(_leaf(modules[i], ""), address(tokenA), _approveCall(1));
            UserOperation memory op = _seedOperation();
            bytes32 userOpHash = _hashOf(op);
            vm.expectRevert();
            _validateAtAccount(op, userOpHash);
            op = _single();
            userOpHash = _hashOf(op);
            vm.expectRevert();
            _validateAtAccount(op, userOpHash);
        }
        _useLeaf(_leaf(erc20Module, _erc20Data(1)), address(tokenA), _approveCall(1));
        _sendAccepted(_seedOperation());
        _sendAccepted(_singleOf(_ncC(address(tokenA), 0, _approveCall(1))));
    }

    // gas

    /// @dev However little gas validation gets, it answers as it does with plenty, or reverts: it never says yes without having charged, and
    /// never says that a right signature is wrong, at which an estimate would stop.
    function test_review_littleGas_batch() public {
        UserOperation memory op = _seedOperation();
        _starve(router, op, abi.encodeCall(batchedRouter.validateUserOp, (op, _hashOf(op))));
        _sendAccepted(op);
    }

    function test_review_littleGas_singleCall() public {
        UserOperation memory op = _single();
        _starve(address(manager), op, abi.encodeCall(manager.validateUserOp, (op, _hashOf(op))));
        _sendAccepted(op);
    }

    function _starve(address validator_, UserOperation memory op, bytes memory call_) private {
        bool passed = false;
        uint256 clean = vm.snapshotState();
        for (uint256 gas_ = 10_000; gas_ < 140_000; gas_ += 350) {
            vm.prank(op.sender);
            (bool success, bytes memory answer) = validator_.call{gas: gas_}(call_);
            if (success) {
                passed = true;
                assertEq(abi.decode(answer, (uint256)), 0);
                (,, uint128 spent,) = manager.getPaymentsOfSeed(validator_, op.sender);
                assertEq(spent, COST);
            }
            vm.revertToState(clean);
        }
        assertTrue(passed, "the last had enough");
    }

    /// @dev What the carrier adds behind a single call's signature costs the account no more than the operation's charge.
    function test_review_longTail_costsNoMoreThanTheCharge() public {
        UserOperation memory op = _single();
        bytes memory tail = new bytes(10_000);
        for (uint256 i = 0; i < tail.length; ++i) {
            tail[i] = 0xff;
        }
        op.signature = abi.encode(bytes.concat(_singleSignature(_keySignature(op)), tail), address(manager));
        uint256 before = _depositOf(account) + account.balance;
        _sendAccepted(op);
        (,, uint128 spent,) = manager.getPaymentsOfSeed(address(manager), account);
        assertEq(spent, COST);
        assertLe(before - _depositOf(account) - account.balance, COST);
    }

    // code that runs as somebody else's

    /// @dev SeedFormat as a module of its own: a router without terms. Only with terms of its own does it let anything pass.
    function test_review_seedFormatByItself() public {
        address code = vm.computeCreateAddress(router, 1);
        vm.prank(account);
        IModularAccount(account).enableModule(code);
        UserOperation memory op = _seedUnsigned(_callData());
        op.signature = abi.encode(_seedSignature(_keySignature(op)), code);
        _sendFailed(op);
        vm.prank(account);
        manager.setSeedPayments(code, 1 ether, address(0));
        _sendAccepted(op);
    }

    /// @dev SeedSingleCall as a module of its own has no ledger to ask, whatever the account has set.
    function test_review_singleCallCodeByItself() public {
        address code = vm.computeCreateAddress(address(manager), 1);
        vm.startPrank(account);
        IModularAccount(account).enableModule(code);
        manager.setSeedPayments(code, 1 ether, address(0));
        vm.stopPrank();
        named = code;
        UserOperation memory op = _seedUnsigned(_ncC(address(tokenA), 0, _approveCall(5)));
        op.signature = abi.encode(_singleSignature(_keySignature(op)), code);
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert();
        _validateAtAccount(op, userOpHash);
        named = address(manager);
        _sendAccepted(_single());
    }

    // targets

    /// @dev A native session that the owner was talked into, to open or widen the seed format.
    function test_review_nativeSession_cannotOpenTheSeedFormat() public {
        address svm = _deploy("ContractCallSVM", "");
        bytes4[4] memory selectors = [
            ISeedLedger.setMerkleRoot.selector,
            ISeedLedger.setSeedPayments.selector,
            IGrantLedger.enableGrants.selector,
            IGrantLedger.revokeAllGrants.selector
        ];
        for (uint256 i = 0; i < selectors.length; ++i) {
            _useSingle(
                svm,
                abi.encodePacked(uint96(0), uint8(1), address(manager), selectors[i], uint8(0)),
                address(manager),
                abi.encodePacked(selectors[i], abi.encode(router, 1 ether, address(0)))
            );
            _sendRefused(
                _operation(),
                abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, address(manager))
            );
        }
        _useSingle(
            svm,
            abi.encodePacked(uint96(0), uint8(1), address(tokenA), bytes4(0x095ea7b3), uint8(0)),
            address(tokenA),
            _approveCall(2)
        );
        _sendAccepted(_operation());
    }

    /// @dev Which other managers there are, the router's seed format knows and the native format does not: there a manager that the account has
    /// enabled is one of the modules that the SDK looks for when a grant is signed (`checkGrant`).
    function test_review_limit_nativeSession_forAnotherManager() public {
        address svm = _deploy("ContractCallSVM", "");
        bytes4 selector = IOriginalManager.setMerkleRoot.selector;
        address target = address(originalManager);
        bytes memory call_ = abi.encodeCall(IOriginalManager.setMerkleRoot, (bytes32(uint256(1))));
        _useSingle(svm, abi.encodePacked(uint96(0), uint8(1), target, selector, uint8(0)), target, call_);
        _sendAccepted(_operation());
        _useLeaf(_leaf(rulesModule, _rulesData(target, selector, "")), target, call_);
        _sendRefused(
            _seedOperation(), abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, target)
        );
    }

    /// @dev A batch cannot call a listed manager even while it is disabled. The manager, which validates single calls, has no list: it refuses
    /// what the account has enabled.
    function test_review_limit_singleCall_toAManagerThatIsDisabled() public {
        address target = address(originalManager);
        bytes memory call_ = abi.encodeCall(IOriginalManager.setMerkleRoot, (bytes32(uint256(1))));
        _useSession(rulesModule, _rulesData(target, IOriginalManager.setMerkleRoot.selector, ""));
        bytes memory reason = abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, target);
        _sendRefused(_singleOf(_ncC(target, 0, call_)), reason);
        vm.prank(account);
        IModularAccount(account).disableModule(address(1), target);
        _sendAccepted(_singleOf(_ncC(target, 0, call_)));
        used = [0];
        _clearCalls();
        _addCall(target, call_);
        _sendRefused(_seedOperation(), reason);
    }
}
