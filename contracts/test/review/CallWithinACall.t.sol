// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../helpers/Artifacts.sol";
import {Token, Vault} from "../helpers/World.sol";
import {Bystander} from "./DepositAll.t.sol";
import {ERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IDepositAll} from "src/interfaces/IDepositAll.sol";

/// @dev A vault that, when asked to deposit or told, makes the call that it was given.
contract Puppet {
    address private _target;
    bytes private _data;

    function learn(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function act(address target, bytes memory data) public {
        (bool success,) = target.call(data);
        // A thief tries.
        success;
    }

    function deposit(uint256, address) external returns (uint256) {
        act(_target, _data);
        return 1;
    }

    function onDeposit() external {
        act(_target, _data);
    }
}

/// @dev An honest vault that is nearly full, so that it takes half, and tells somebody of every deposit.
contract TellingVault is ERC4626 {
    Puppet private immutable LISTENER;

    constructor(IERC20 asset_, Puppet listener) ERC20("T", "T") ERC4626(asset_) {
        LISTENER = listener;
    }

    function deposit(uint256 assets, address receiver) public override returns (uint256 shares) {
        shares = super.deposit(assets / 2, receiver);
        LISTENER.onDeposit();
    }
}

/// @dev A hostile vault called within another's call to DepositAll, so that what the helper has at the end says nothing of what it allowed.
contract CallWithinACallReviewTest is Artifacts {
    IDepositAll internal helper;
    Token internal token = new Token("T");
    Puppet internal outer = new Puppet();
    Puppet internal inner = new Puppet();
    address internal victim = makeAddr("victim");

    function setUp() public {
        helper = IDepositAll(_deploy("DepositAll", ""));
        token.mint(address(this), 500);
        token.mint(address(outer), 500);
        token.approve(address(helper), type(uint256).max);
        outer.act(address(token), abi.encodeCall(token.approve, (address(helper), type(uint256).max)));
    }

    function _deposit(address vault) private view returns (bytes memory) {
        return abi.encodeCall(IDepositAll.depositAll, (address(token), vault, 0, type(uint256).max));
    }

    function _take(Puppet puppet, uint256 amount) private view returns (bytes memory) {
        return abi.encodeCall(token.transferFrom, (address(helper), address(puppet), amount));
    }

    /// @dev This contract deposits in `outer`, which deposits its own in `inner`, which has `outer` take what this contract gave: in the inner
    /// call as much would have come as had gone, and `inner` could take as much again.
    function _prepare() private {
        outer.learn(address(helper), _deposit(address(inner)));
        inner.learn(address(outer), abi.encodeCall(outer.act, (address(token), _take(outer, 500))));
        helper.depositAll(address(token), address(outer), 0, type(uint256).max);
        assertEq(token.balanceOf(address(this)), 500, "nothing lost");
        assertEq(token.balanceOf(address(outer)), 500, "nothing lost");
    }

    function test_review_callWithinACall_takesNothingThatLiesThere() public {
        _prepare();
        token.mint(address(helper), 300);
        inner.act(address(token), _take(inner, 300));
        assertEq(token.balanceOf(address(inner)), 0);
        assertEq(token.allowance(address(helper), address(inner)), 0);
        // The twin: what a vault is given to take, it takes.
        outer.learn(address(token), _take(outer, 200));
        helper.depositAll(address(token), address(outer), 0, 200);
        assertEq(token.balanceOf(address(outer)), 700);
    }

    function test_review_callWithinACall_takesNothingThatAVaultLeaves() public {
        _prepare();
        TellingVault vault = new TellingVault(token, inner);
        inner.learn(address(token), _take(inner, 100));
        token.mint(victim, 200);
        vm.startPrank(victim);
        token.approve(address(helper), 200);
        helper.depositAll(address(token), address(vault), 0, 200);
        assertEq(vault.balanceOf(victim), 100);
        assertEq(token.balanceOf(victim), 100, "what the vault left");
    }

    /// @dev The victim's operation, included within the thief's own call, while the helper holds what the thief gave: of the victim's rest it would
    /// pay the thief a second time.
    function test_review_victimWithinTheThiefsCall_losesNothing() public {
        TellingVault vault = new TellingVault(token, inner);
        Bystander bystander = new Bystander(helper, token, Vault(address(vault)));
        token.mint(address(bystander), 200);
        outer.learn(address(bystander), abi.encodeCall(bystander.act, (0, 200)));
        inner.learn(address(outer), abi.encodeCall(outer.act, (address(token), _take(outer, 60))));
        helper.depositAll(address(token), address(outer), 0, 60);
        assertEq(token.balanceOf(address(bystander)), 200);
        assertEq(token.balanceOf(address(this)) + token.balanceOf(address(outer)), 1000, "the thief");
        bystander.act(0, 200);
        assertEq(vault.balanceOf(address(bystander)), 100);
        assertEq(token.balanceOf(address(bystander)), 100, "what the vault left");
    }
}
