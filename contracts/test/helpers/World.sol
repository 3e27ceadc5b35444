// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint06, IModularAccount, IUniswapV2Router} from "./IEntryPoint06.sol";
import {IEntryPoint07} from "./IEntryPoint07.sol";
import {INexus} from "./INexus.sol";
import {ModularKind} from "./ModularKind.sol";
import {NexusKind} from "./NexusKind.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ForbiddenTargets} from "src/core/ForbiddenTargets.sol";
import {IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {DEXSwapSVM} from "src/svm/DEXSwapSVM.sol";
import {ERC20ApprovalSVM} from "src/svm/ERC20ApprovalSVM.sol";
import {ERC20StakeSVM} from "src/svm/ERC20StakeSVM.sol";
import {UserOperation} from "src/types/UserOperation.sol";

contract Token is ERC20 {
    constructor(string memory name_) ERC20(name_, name_) {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

contract Vault is ERC4626 {
    constructor(IERC20 token) ERC20("Vault", "VLT") ERC4626(token) {}
}

/// @dev The real EntryPoint, account, DEX and vault, with the contracts of this project, on the test's chain. The environment's
/// SESSION_ACCOUNT names the kind of account: every test of a shared suite runs with each, by running the suite twice.
abstract contract World is ModularKind, NexusKind {
    /// @dev Whether the account is a Nexus; else a modular Smart Account v2.
    bool internal isNexus;

    address internal entryPoint;
    address internal router;
    IGrantLedger internal ledger;
    ERC20ApprovalSVM internal approvalSvm;
    DEXSwapSVM internal swapSvm;
    ERC20StakeSVM internal stakeSvm;
    Token internal tokenA;
    Token internal tokenB;
    Vault internal vault;
    IUniswapV2Router internal dex;

    uint256 internal ownerKey = uint256(keccak256("owner"));
    uint256 internal sessionKey = uint256(keccak256("session key"));
    address internal owner = vm.addr(ownerKey);
    address internal account;

    function _deployWorld() internal {
        vm.warp(1_800_000_000);
        string memory kind = _kind();
        isNexus = keccak256(bytes(kind)) != keccak256("modular");
        if (isNexus) {
            _deployNexusKind(kind);
            (entryPoint, router, ledger) = (address(nexusEntryPoint), address(validator), validator);
        } else {
            _deployModular();
            (entryPoint, router, ledger) = (address(ENTRY_POINT_06), address(batchedRouter), manager);
        }
        approvalSvm = ERC20ApprovalSVM(_deploy("ERC20ApprovalSVM", ""));
        swapSvm = DEXSwapSVM(_deploy("DEXSwapSVM", ""));
        stakeSvm = ERC20StakeSVM(_deploy("ERC20StakeSVM", ""));
        account = _deployAccount(owner, 0);
        _deployDeFi();
    }

    /// @return kind "modular", or the version of a Nexus account's EntryPoint: "0.7", "0.8"
    function _kind() internal view virtual returns (string memory kind) {
        kind = vm.envOr("SESSION_ACCOUNT", string("modular"));
        bytes32 hash = keccak256(bytes(kind));
        assertTrue(
            hash == keccak256("modular") || hash == keccak256("0.7") || hash == keccak256("0.8"),
            "SESSION_ACCOUNT"
        );
    }

    // accounts

    function _factory() internal view returns (address) {
        return isNexus ? address(nexusFactory) : address(modularFactory);
    }

    function _factoryCall(address accountOwner, uint256 index) internal view returns (bytes memory) {
        return isNexus ? _nexusFactoryCall(accountOwner, index) : _modularFactoryCall(accountOwner, index);
    }

    function _deployAccount(address accountOwner, uint256 index) internal returns (address deployed) {
        (bool success, bytes memory answer) = _factory().call(_factoryCall(accountOwner, index));
        assertTrue(success, "factory");
        deployed = abi.decode(answer, (address));
        vm.deal(deployed, 10 ether);
        _depositTo(deployed, 10 ether);
    }

    function _installRouter(address account_) internal {
        vm.startPrank(account_);
        if (isNexus) INexus(account_).installModule(MODULE_TYPE_VALIDATOR, router, "");
        else IModularAccount(account_).enableModule(router);
        tokenB.approve(address(vault), type(uint256).max);
        vm.stopPrank();
    }

    /// @dev The session key as a grant names it: a secp256k1 key unless a fixture says otherwise.
    function _keyIdentity() internal view virtual returns (address) {
        return vm.addr(sessionKey);
    }

    function _signAsKey(bytes32 digest) internal view virtual returns (bytes memory) {
        return _sign(sessionKey, digest);
    }

    /// @dev What the account's ERC-1271 takes: the signature, and who is to judge it.
    function _wrapForAccount(bytes memory signature, address judge) internal view returns (bytes memory) {
        return isNexus ? abi.encodePacked(judge, signature) : abi.encode(signature, judge);
    }

    function _ownerJudge() internal view returns (address) {
        return isNexus ? address(ownerValidator) : ownershipModule;
    }

    /// @dev An owner's signature as the account's ERC-1271 takes it.
    function _signAsOwner(bytes32 digest) internal view returns (bytes memory) {
        return _wrapForAccount(_sign(ownerKey, digest), _ownerJudge());
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // operations

    function _encodeBatch(address[] memory targets, uint256[] memory values, bytes[] memory datas)
        internal
        view
        returns (bytes memory)
    {
        return isNexus ? _nexusBatch(targets, values, datas) : _modularBatch(targets, values, datas);
    }

    /// @param lane sequences of nonces are independent of one another
    function _nonceOf(address account_, address judge, uint24 lane) internal view returns (uint256) {
        if (isNexus) return _nexusNonce(account_, judge, lane);
        // The router takes a session key's operations under nonces of that key alone.
        uint192 owned = judge == router ? uint160(_keyIdentity()) : 0;
        return ENTRY_POINT_06.getNonce(account_, uint192(lane) << 160 | owned);
    }

    function _hashOf(UserOperation memory op) internal view returns (bytes32) {
        return isNexus ? nexusEntryPoint.getUserOpHash(_packed(op)) : ENTRY_POINT_06.getUserOpHash(op);
    }

    /// @dev The operation's signature field.
    function _wrap(bytes memory batchSignature) internal view returns (bytes memory) {
        return isNexus ? batchSignature : abi.encode(batchSignature, router);
    }

    /// @dev What the account calls the router with.
    function _validateCall(UserOperation memory op, bytes32 userOpHash) internal view returns (bytes memory) {
        return isNexus ? _nexusValidateCall(op, userOpHash) : _modularValidateCall(op, userOpHash);
    }

    /// @dev Calls the router as whoever is pranked. One external call: cheat codes for the next call reach it.
    function _validateAtRouter(UserOperation memory op, bytes32 userOpHash) internal returns (uint256) {
        if (isNexus) return validator.validateUserOp(_packed(op), userOpHash);
        return batchedRouter.validateUserOp(op, userOpHash);
    }

    /// @dev Calls the account as the EntryPoint does.
    function _validateAtAccount(UserOperation memory op, bytes32 userOpHash) internal returns (uint256) {
        vm.prank(entryPoint);
        if (isNexus) return INexus(op.sender).validateUserOp(_packed(op), userOpHash, 0);
        return IModularAccount(op.sender).validateUserOp(op, userOpHash, 0);
    }

    function _send(UserOperation memory op) internal {
        isNexus ? _sendNexus(_packed(op)) : _modularHandle(op);
    }

    /// @dev What `handleOps` reverts with when validation reverts with this.
    function _failedReverted(bytes memory reason) internal view returns (bytes memory) {
        if (isNexus) {
            return
                abi.encodeWithSelector(IEntryPoint07.FailedOpWithRevert.selector, 0, "AA23 reverted", reason);
        }
        return abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA23 reverted (or OOG)");
    }

    /// @dev EntryPoint v0.8 takes an operation from the second after its validAfter, the older ones from that second on.
    function _firstMoment(uint256 validAfter) internal view returns (uint256) {
        return entryPoint == ForbiddenTargets.ENTRY_POINT_08 ? validAfter + 1 : validAfter;
    }

    // money: both EntryPoints have the same two functions

    function _depositOf(address account_) internal view returns (uint256) {
        return IEntryPoint06(entryPoint).balanceOf(account_);
    }

    function _depositTo(address account_, uint256 amount) internal {
        IEntryPoint06(entryPoint).depositTo{value: amount}(account_);
    }

    /// @dev paymasterAndData without data for the paymaster. EntryPoint v0.7 reads two gas limits behind the address.
    function _paymasterBytes(address paymaster) internal view returns (bytes memory) {
        return isNexus
            ? abi.encodePacked(paymaster, uint128(200_000), uint128(100_000))
            : abi.encodePacked(paymaster);
    }

    function _deployDeFi() private {
        tokenA = new Token("A");
        tokenB = new Token("B");
        vault = new Vault(tokenB);
        string memory core = "node_modules/@uniswap/v2-core/build/";
        string memory periphery = "node_modules/@uniswap/v2-periphery/build/";
        address uniswapFactory =
            _deployArtifact(string.concat(core, "UniswapV2Factory.json"), abi.encode(address(0)));
        address weth = _deployArtifact(string.concat(periphery, "WETH9.json"), "");
        dex = IUniswapV2Router(
            _deployArtifact(
                string.concat(periphery, "UniswapV2Router02.json"), abi.encode(uniswapFactory, weth)
            )
        );
        tokenA.mint(address(this), 1_000_000e18);
        tokenB.mint(address(this), 1_000_000e18);
        tokenA.approve(address(dex), type(uint256).max);
        tokenB.approve(address(dex), type(uint256).max);
        dex.addLiquidity(
            address(tokenA),
            address(tokenB),
            1_000_000e18,
            1_000_000e18,
            0,
            0,
            address(this),
            type(uint256).max
        );
        tokenA.mint(account, 1000e18);
    }
}
