// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FeeToken} from "../devnet/tokens/FeeToken.sol";
import {SilentToken} from "../devnet/tokens/SilentToken.sol";
import {SixDecimalsToken} from "../devnet/tokens/SixDecimalsToken.sol";
import {Artifacts} from "./helpers/Artifacts.sol";
import {ERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IDepositAll} from "src/interfaces/IDepositAll.sol";

contract Vault is ERC4626 {
    constructor(address asset_) ERC20("V", "V") ERC4626(IERC20(asset_)) {}
}

/// @dev Takes half of what it may.
contract HalfVault is ERC4626 {
    constructor(address asset_) ERC20("H", "H") ERC4626(IERC20(asset_)) {}

    function deposit(uint256 assets, address receiver) public override returns (uint256) {
        return super.deposit(assets / 2, receiver);
    }
}

/// @dev Calls back while the helper holds the caller's tokens.
contract HostileVault {
    IDepositAll internal immutable HELPER;
    address internal immutable TOKEN;
    bytes internal callback;
    bytes public answer;
    bool public succeeded;

    constructor(IDepositAll helper, address token) {
        (HELPER, TOKEN) = (helper, token);
    }

    function onDeposit(bytes calldata data) external {
        callback = data;
    }

    function deposit(uint256, address) external returns (uint256) {
        (succeeded, answer) = address(HELPER).call(callback);
        return 1;
    }
}

contract DepositAllTest is Artifacts {
    IDepositAll internal helper;
    SixDecimalsToken internal token;
    Vault internal vault;
    address internal alice = makeAddr("alice");
    address internal thief = makeAddr("thief");

    function setUp() public {
        helper = IDepositAll(_deploy("DepositAll", ""));
        token = new SixDecimalsToken();
        vault = new Vault(address(token));
        token.mint(alice, 100);
        vm.prank(alice);
        token.approve(address(helper), type(uint256).max);
    }

    function _depositAll(address who, address asset, address into, uint256 keep, uint256 maximum)
        internal
        returns (uint256)
    {
        vm.prank(who);
        return helper.depositAll(asset, into, keep, maximum);
    }

    function _assertEmpty(address asset, address into) internal view {
        assertEq(IERC20(asset).balanceOf(address(helper)), 0, "keeps nothing");
        assertEq(IERC20(asset).allowance(address(helper), into), 0, "lets nobody spend");
    }

    function test_depositsAll() public {
        assertEq(_depositAll(alice, address(token), address(vault), 0, 1000), 100);
        assertEq(token.balanceOf(alice), 0);
        assertEq(vault.balanceOf(alice), 100);
        _assertEmpty(address(token), address(vault));
    }

    function test_keeps() public {
        _depositAll(alice, address(token), address(vault), 30, 1000);
        assertEq(token.balanceOf(alice), 30);
        assertEq(vault.balanceOf(alice), 70);
    }

    function test_maximum() public {
        _depositAll(alice, address(token), address(vault), 30, 50);
        assertEq(token.balanceOf(alice), 50);
        assertEq(vault.balanceOf(alice), 50);
    }

    function test_nothingAboveWhatIsKept_reverts() public {
        vm.expectRevert(abi.encodeWithSelector(IDepositAll.NothingToDeposit.selector, 100, 100));
        _depositAll(alice, address(token), address(vault), 100, 1000);
        _depositAll(alice, address(token), address(vault), 99, 1000);
        assertEq(vault.balanceOf(alice), 1);
    }

    function test_whatTheVaultLeaves_goesBack() public {
        HalfVault half = new HalfVault(address(token));
        _depositAll(alice, address(token), address(half), 0, 1000);
        assertEq(token.balanceOf(alice), 50);
        assertEq(half.balanceOf(alice), 50);
        _assertEmpty(address(token), address(half));
    }

    function test_feeOnTransfer() public {
        FeeToken fee = new FeeToken();
        Vault into = new Vault(address(fee));
        fee.mint(alice, 10_000);
        vm.prank(alice);
        fee.approve(address(helper), type(uint256).max);
        _depositAll(alice, address(fee), address(into), 0, 10_000);
        assertEq(fee.balanceOf(alice), 0);
        // One percent on the way to the helper, one on the way to the vault.
        assertEq(fee.balanceOf(address(into)), 9801);
        _assertEmpty(address(fee), address(into));
    }

    function test_silentToken() public {
        SilentToken silent = new SilentToken();
        Vault into = new Vault(address(silent));
        silent.mint(alice, 100);
        vm.prank(alice);
        silent.approve(address(helper), 100);
        _depositAll(alice, address(silent), address(into), 0, 100);
        assertEq(into.balanceOf(alice), 100);
    }

    /// @dev What others let the helper spend, and what lies there by mistake, is out of reach; the twin is the owner's own call.
    function test_attack_allowanceOfAnother() public {
        vm.expectRevert(abi.encodeWithSelector(IDepositAll.NothingToDeposit.selector, 0, 0));
        _depositAll(thief, address(token), address(vault), 0, 100);
        token.mint(address(helper), 7);
        token.mint(thief, 1);
        vm.prank(thief);
        token.approve(address(helper), 1);
        _depositAll(thief, address(token), address(vault), 0, 100);
        assertEq(vault.balanceOf(thief), 1);
        assertEq(token.balanceOf(address(helper)), 7);
        assertEq(token.balanceOf(alice), 100);
        _depositAll(alice, address(token), address(vault), 0, 100);
        assertEq(vault.balanceOf(alice), 100);
    }

    /// @dev A vault that the caller named calls back while the helper holds the caller's tokens: it gets at nobody's but those that it was
    /// given to take, and nothing stays behind. One call at a time; the twin is the vault's own call, afterwards.
    function test_attack_hostileVaultCallsBack() public {
        HostileVault hostile = new HostileVault(helper, address(token));
        token.mint(address(hostile), 10);
        vm.prank(address(hostile));
        token.approve(address(helper), 10);
        bytes memory again =
            abi.encodeCall(IDepositAll.depositAll, (address(token), address(vault), uint256(0), uint256(10)));
        hostile.onDeposit(again);
        _depositAll(alice, address(token), address(hostile), 0, 100);
        assertFalse(hostile.succeeded());
        assertEq(hostile.answer(), abi.encodeWithSelector(IDepositAll.DepositUnderWay.selector));
        assertEq(token.balanceOf(alice), 100, "what the vault did not take");
        _assertEmpty(address(token), address(hostile));
        _depositAll(address(hostile), address(token), address(vault), 0, 10);
        assertEq(vault.balanceOf(address(hostile)), 10);
    }

    /// @dev Nobody but the caller pays or receives, whatever is asked for.
    function testFuzz_movesTheCallersAlone(uint128 has, uint128 keep, uint128 maximum, uint128 donated)
        public
    {
        token.mint(thief, has);
        token.mint(address(helper), donated);
        vm.prank(thief);
        token.approve(address(helper), type(uint256).max);
        uint256 before = token.totalSupply();
        vm.prank(thief);
        try helper.depositAll(address(token), address(vault), keep, maximum) {
            uint256 moved = has - keep < maximum ? has - keep : maximum;
            assertEq(token.balanceOf(thief), has - moved);
            assertEq(token.balanceOf(address(vault)), moved);
        } catch {
            assertLe(has, keep);
        }
        assertEq(token.balanceOf(address(helper)), donated);
        assertEq(token.balanceOf(alice), 100);
        assertEq(token.totalSupply(), before);
    }
}
