// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccountFactory, IEntryPoint06, IUniswapV2Router} from "./IEntryPoint06.sol";
import {ERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Test} from "forge-std/Test.sol";
import {BatchedSessionRouter} from "src/BatchedSessionRouter.sol";
import {SessionKeyManager} from "src/SessionKeyManager.sol";
import {ForbiddenTargets} from "src/core/ForbiddenTargets.sol";
import {DEXSwapSVM} from "src/svm/DEXSwapSVM.sol";
import {ERC20ApprovalSVM} from "src/svm/ERC20ApprovalSVM.sol";
import {ERC20StakeSVM} from "src/svm/ERC20StakeSVM.sol";

contract Token is ERC20 {
    constructor(string memory symbol) ERC20(symbol, symbol) {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

contract Vault is ERC4626 {
    constructor(IERC20 token) ERC20("Vault", "VLT") ERC4626(token) {}
}

/// @dev The real EntryPoint, account, DEX and vault, with the contracts of this project, on the test's chain.
abstract contract World is Test {
    address internal constant CREATE2_PROXY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

    IEntryPoint06 internal entryPoint;
    SessionKeyManager internal manager;
    BatchedSessionRouter internal router;
    ERC20ApprovalSVM internal approvalSvm;
    DEXSwapSVM internal swapSvm;
    ERC20StakeSVM internal stakeSvm;
    IAccountFactory internal factory;
    address internal ownershipModule;
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
        entryPoint = _deployEntryPoint();
        manager = new SessionKeyManager();
        router = new BatchedSessionRouter(manager);
        approvalSvm = new ERC20ApprovalSVM();
        swapSvm = new DEXSwapSVM();
        stakeSvm = new ERC20StakeSVM();
        _deployAccounts();
        _deployDeFi();
    }

    function _deployEntryPoint() private returns (IEntryPoint06) {
        string memory path = "node_modules/@account-abstraction/contracts/artifacts/EntryPoint.json";
        bytes memory initCode = vm.parseJsonBytes(vm.readFile(path), ".bytecode");
        vm.etch(
            CREATE2_PROXY,
            hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
        );
        (bool success,) = CREATE2_PROXY.call(abi.encodePacked(bytes32(0), initCode));
        assertTrue(success && ForbiddenTargets.ENTRY_POINT_06.code.length > 0, "EntryPoint v0.6");
        return IEntryPoint06(ForbiddenTargets.ENTRY_POINT_06);
    }

    function _deployAccounts() private {
        address implementation = _deployArtifact(
            "artifacts/account-v2/SmartAccount.json", ".bytecode", abi.encode(address(entryPoint))
        );
        factory = IAccountFactory(
            _deployArtifact(
                "artifacts/account-v2/SmartAccountFactory.json",
                ".bytecode",
                abi.encode(implementation, address(this))
            )
        );
        ownershipModule =
            _deployArtifact("artifacts/account-v2/EcdsaOwnershipRegistryModule.json", ".bytecode", "");
        account = _deployAccount(owner, 0);
    }

    function _deployAccount(address accountOwner, uint256 index) internal returns (address deployed) {
        deployed = factory.deployCounterFactualAccount(
            ownershipModule, abi.encodeWithSignature("initForSmartAccount(address)", accountOwner), index
        );
        vm.deal(deployed, 10 ether);
        entryPoint.depositTo{value: 10 ether}(deployed);
    }

    function _deployDeFi() private {
        tokenA = new Token("A");
        tokenB = new Token("B");
        vault = new Vault(tokenB);
        string memory core = "node_modules/@uniswap/v2-core/build/";
        string memory periphery = "node_modules/@uniswap/v2-periphery/build/";
        address uniswapFactory = _deployArtifact(
            string.concat(core, "UniswapV2Factory.json"), ".bytecode", abi.encode(address(0))
        );
        address weth = _deployArtifact(string.concat(periphery, "WETH9.json"), ".bytecode", "");
        dex = IUniswapV2Router(
            _deployArtifact(
                string.concat(periphery, "UniswapV2Router02.json"),
                ".bytecode",
                abi.encode(uniswapFactory, weth)
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

    function _deployArtifact(string memory path, string memory key, bytes memory args)
        internal
        returns (address deployed)
    {
        bytes memory initCode = bytes.concat(vm.parseJsonBytes(vm.readFile(path), key), args);
        assembly ("memory-safe") {
            deployed := create(0, add(initCode, 0x20), mload(initCode))
        }
        assertTrue(deployed != address(0), path);
    }
}
