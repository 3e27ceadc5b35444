// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../helpers/Artifacts.sol";
import {Random} from "../helpers/Random.sol";
import {Token, Vault} from "../helpers/World.sol";
import {IDepositAll} from "src/interfaces/IDepositAll.sol";

/// @dev An account whose operation anybody may have included, at any moment: also while the helper holds somebody else's tokens.
contract Bystander {
    IDepositAll private immutable HELPER;
    Token private immutable TOKEN;
    Vault private immutable VAULT;

    constructor(IDepositAll helper, Token token, Vault vault) {
        (HELPER, TOKEN, VAULT) = (helper, token, vault);
        token.approve(address(helper), type(uint256).max);
    }

    function act(uint256 keep, uint256 maximum) external {
        HELPER.depositAll(address(TOKEN), address(VAULT), keep, maximum);
    }
}

/// @dev A vault that, while it is asked to deposit, does whatever a hostile one can: takes what it may, sends tokens around, calls the helper
/// for itself with every vault there is, has the bystander act.
contract ChaosVault is Random {
    IDepositAll private immutable HELPER;
    Token private immutable TOKEN;
    Bystander private immutable BYSTANDER;
    address[] private _vaults;
    uint256 private _depth;

    constructor(IDepositAll helper, Token token, Bystander bystander) {
        (HELPER, TOKEN, BYSTANDER) = (helper, token, bystander);
        token.approve(address(helper), type(uint256).max);
    }

    function setUp(address[] calldata vaults, uint256 seed) external {
        (_vaults, _seed) = (vaults, seed);
    }

    function attack() external {
        _call(address(HELPER), _depositAll());
    }

    function _depositAll() private returns (bytes memory) {
        address vault = _vaults[_random(_vaults.length)];
        return abi.encodeCall(
            IDepositAll.depositAll, (address(TOKEN), vault, _random(5), _random(2) == 0 ? 1 : _random(300))
        );
    }

    function deposit(uint256 assets, address) external returns (uint256) {
        if (_depth == 3) return 0;
        ++_depth;
        uint256 steps = _random(5);
        for (uint256 i = 0; i < steps; ++i) {
            uint256 step = _random(7);
            address helper = address(HELPER);
            if (step == 0) _call(helper, _depositAll());
            if (step == 1) _transferFrom(helper, assets);
            if (step == 2) _transferFrom(helper, _random(assets + 1));
            if (step == 3) {
                _call(address(BYSTANDER), abi.encodeCall(Bystander.act, (_random(5), _random(99))));
            }
            if (step == 4) _call(address(TOKEN), abi.encodeCall(TOKEN.transfer, (helper, _random(9))));
            if (step == 5) _transferFrom(address(BYSTANDER), 1);
            if (step == 6) _call(_vaults[_random(_vaults.length)], abi.encodeCall(this.take, ()));
        }
        --_depth;
        // Shares that nobody looks at.
        return assets;
    }

    /// @dev At the other's word: all that the helper lets this vault take.
    function take() external {
        _transferFrom(address(HELPER), TOKEN.allowance(address(HELPER), address(this)));
    }

    function _transferFrom(address from, uint256 amount) private {
        _call(address(TOKEN), abi.encodeCall(TOKEN.transferFrom, (from, address(this), amount)));
    }

    function _call(address target, bytes memory data) private {
        // What fails, fails: a thief tries everything.
        (bool success,) = target.call(data);
        success;
    }
}

contract DepositAllReviewTest is Artifacts {
    uint256 private constant MISTAKEN = 1000;

    /// @dev Whatever two hostile vaults and their owner do together: the bystander loses nothing, what lies in the helper stays there, no
    /// allowance outlives the calls, and the thieves end with no more than they had.
    /// forge-config: default.fuzz.runs = 3000
    function testFuzz_review_hostileVaults_gainNothing(uint256 seed) public {
        IDepositAll helper = IDepositAll(_deploy("DepositAll", ""));
        Token token = new Token("T");
        Vault vault = new Vault(token);
        Bystander bystander = new Bystander(helper, token, vault);
        ChaosVault[2] memory thieves =
            [new ChaosVault(helper, token, bystander), new ChaosVault(helper, token, bystander)];
        address[] memory vaults = new address[](3);
        (vaults[0], vaults[1], vaults[2]) = (address(vault), address(thieves[0]), address(thieves[1]));
        token.mint(address(helper), MISTAKEN);
        token.mint(address(bystander), 200);
        for (uint256 i = 0; i < 2; ++i) {
            token.mint(address(thieves[i]), 500);
            thieves[i].setUp(vaults, uint256(keccak256(abi.encode(seed, i))));
        }
        for (uint256 i = 0; i < 4; ++i) {
            thieves[i % 2].attack();
        }
        assertEq(_wealth(token, vault, address(bystander)), 200, "the bystander's");
        assertGe(token.balanceOf(address(helper)), MISTAKEN, "what lay there");
        uint256 stolen =
            _wealth(token, vault, address(thieves[0])) + _wealth(token, vault, address(thieves[1]));
        assertLe(stolen, 1000, "the thieves'");
        for (uint256 i = 0; i < 3; ++i) {
            assertEq(token.allowance(address(helper), vaults[i]), 0, "allowance");
        }
        uint256 before = token.balanceOf(address(bystander));
        if (before == 0) return;
        bystander.act(0, type(uint256).max);
        assertEq(vault.balanceOf(address(bystander)), 200, "twin");
    }

    /// @dev Nothing is ever given to the vault itself, so a share is worth a token.
    function _wealth(Token token, Vault vault, address who) private view returns (uint256) {
        return token.balanceOf(who) + vault.balanceOf(who);
    }
}
