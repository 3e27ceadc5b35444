// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "./IEntryPoint06.sol";
import {ModularFixture} from "./KindFixtures.sol";
import {OriginalTree} from "./OriginalTree.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ISeedFormat} from "src/interfaces/ISeedFormat.sol";
import {ISeedSessionManager, SeedSession} from "src/interfaces/ISeedFramework.sol";
import {IUniswapV2Swap} from "src/svm/DEXSwapSVM.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev What the tests use of the original framework's manager.
interface IOriginalManager is ISeedSessionManager {
    function setMerkleRoot(bytes32 merkleRoot) external;
}

/// @dev An account of the original framework with the seed flow's three sessions under its root: approve by the original ERC-20 module, swap
/// and stake by a rules module of the original's shape. `_seedOperation()` is accepted as it stands: every test changes one thing.
abstract contract OriginalFixture is ModularFixture {
    IOriginalManager internal originalManager;
    address internal erc20Module;
    address internal rulesModule;
    /// @dev The manager that operations name.
    address internal named;

    /// @dev Every leaf of the account's tree, and which of them covers which call.
    SeedSession[] internal tree;
    uint256[] internal used;

    function setUp() public virtual override {
        super.setUp();
        string memory folder = "artifacts/account-v2/";
        erc20Module = _deployArtifact(string.concat(folder, "ERC20SessionValidationModule.json"), "");
        rulesModule = _deployArtifact("artifacts/devnet/AbiSeedModule.json", "");
        named = address(manager);
        vm.startPrank(account);
        IModularAccount(account).enableModule(address(manager));
        IModularAccount(account).enableModule(address(originalManager));
        manager.setSeedPayments(router, 1 ether, address(0));
        vm.stopPrank();
        _addSeedLeaves();
        _setRoot();
        for (uint256 i = 0; i < 3; ++i) {
            used.push(i);
        }
    }

    function _otherManagers() internal override returns (address[] memory others) {
        originalManager = IOriginalManager(_deployArtifact("artifacts/account-v2/SessionKeyManager.json", ""));
        others = new address[](1);
        others[0] = address(originalManager);
    }

    // leaves

    function _leaf(address module, bytes memory data) internal pure returns (SeedSession memory session) {
        session.sessionValidationModule = module;
        session.sessionKeyData = data;
    }

    function _erc20Data(uint256 amount) internal view returns (bytes memory) {
        return abi.encode(vm.addr(sessionKey), address(tokenA), address(dex), amount);
    }

    /// @param rules `offset (2) ‖ condition (1) ‖ reference (32)` each
    function _rulesData(address target, bytes4 selector, bytes memory rules)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodePacked(
            vm.addr(sessionKey), target, selector, uint128(0), uint16(rules.length / 35), rules
        );
    }

    function _rule(uint16 offset, uint8 condition, uint256 operand) internal pure returns (bytes memory) {
        return abi.encodePacked(offset, condition, operand);
    }

    function _addSeedLeaves() private {
        tree.push(_leaf(erc20Module, _erc20Data(100e18)));
        tree.push(
            _leaf(
                rulesModule,
                _rulesData(
                    address(dex),
                    IUniswapV2Swap.swapExactTokensForTokens.selector,
                    bytes.concat(_rule(32, 3, 90e18), _rule(96, 0, uint160(account)))
                )
            )
        );
        tree.push(
            _leaf(
                rulesModule,
                _rulesData(address(vault), IERC4626.deposit.selector, _rule(32, 0, uint160(account)))
            )
        );
    }

    function _setRoot() internal {
        vm.prank(account);
        IOriginalManager(named).setMerkleRoot(_root());
    }

    function _root() internal view returns (bytes32) {
        return OriginalTree.rootOf(OriginalTree.leavesOf(tree));
    }

    /// @dev Makes the batch one call under a session of its own.
    function _useLeaf(SeedSession memory session, address target, bytes memory callData) internal {
        delete tree;
        delete used;
        tree.push(session);
        used.push(0);
        _setRoot();
        _clearCalls();
        _addCall(target, callData);
    }

    // signature

    /// @dev The sessions in use with their proofs.
    function _seedSessions() internal view returns (SeedSession[] memory sessions) {
        bytes32[] memory leaves = OriginalTree.leavesOf(tree);
        sessions = new SeedSession[](used.length);
        for (uint256 i = 0; i < used.length; ++i) {
            SeedSession memory session = tree[used[i]];
            sessions[i] = session;
            sessions[i].merkleProof = OriginalTree.prove(leaves, used[i]);
        }
    }

    function _keySignature(UserOperation memory op) internal view returns (bytes memory) {
        return _sign(sessionKey, _personalDigest(_hashOf(op)));
    }

    function _personalDigest(bytes32 hash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash));
    }

    function _seedSignature(bytes memory keySignature) internal view returns (bytes memory) {
        return abi.encode(named, _seedSessions(), keySignature);
    }

    // operation

    function _seedUnsigned(bytes memory callData) internal view returns (UserOperation memory op) {
        op = _unsigned(callData);
        // The original's SDK uses the sequence of nonces that the owner uses, too.
        op.nonce = ENTRY_POINT_06.getNonce(account, 0);
    }

    function _seedSigned(UserOperation memory op) internal view returns (UserOperation memory) {
        op.signature = _wrap(_seedSignature(_keySignature(op)));
        return op;
    }

    function _seedOperation() internal view returns (UserOperation memory) {
        return _seedSigned(_seedUnsigned(_callData()));
    }

    function _seedWith(bytes memory moduleSignature) internal view returns (UserOperation memory op) {
        op = _seedUnsigned(_callData());
        op.signature = _wrap(moduleSignature);
    }

    function _refusedBy(uint256 call, address by, bytes memory reason) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISeedFormat.SeedCallRefused.selector, call, by, reason);
    }

    function _validationGas(UserOperation memory op, bytes32 userOpHash) internal returns (uint256 gasUsed) {
        uint256 snapshot = vm.snapshotState();
        _validateAtAccount(op, userOpHash);
        gasUsed = vm.lastCallGas().gasTotalUsed;
        vm.revertToState(snapshot);
    }
}
