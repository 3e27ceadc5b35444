// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";
import {ISwapErrors} from "src/interfaces/ISwapErrors.sol";
import {IUniswapV2Swap} from "src/svm/DEXSwapSVM.sol";
import {ERC20StakeSVM} from "src/svm/ERC20StakeSVM.sol";

contract SwapAttacksTest is SeedFixture {
    using Bytes for bytes;

    function setUp() public override {
        super.setUp();
        vm.prank(account);
        tokenA.approve(address(dex), type(uint256).max);
    }

    function _swap(uint256 amountIn, uint256 minimumOut, address to, address[] memory path)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(
            IUniswapV2Swap.swapExactTokensForTokens, (amountIn, minimumOut, path, to, type(uint256).max)
        );
    }

    function _path(address a, address b) internal pure returns (address[] memory path) {
        path = new address[](2);
        (path[0], path[1]) = (a, b);
    }

    function _use(bytes memory data) internal {
        _clearCalls();
        _addCall(address(dex), data);
        _route(1, 0);
    }

    function _refused(bytes memory data, bytes memory reason) internal {
        _use(data);
        _sendRefused(_operation(), _refusal(address(swapSvm), reason));
        _use(_swapCall(100e18, 95e18));
        _sendAccepted(_operation());
    }

    function test_attack_41_recipientNotTheAccount() public {
        _refused(
            _swap(100e18, 95e18, address(this), _path(address(tokenA), address(tokenB))),
            abi.encodeWithSelector(ISwapErrors.RecipientNotAccount.selector, 0, address(this), account)
        );
    }

    function test_attack_42_minimumBelowTheFloor() public {
        _refused(
            _swapCall(100e18, 95e18 - 1),
            abi.encodeWithSelector(ISwapErrors.MinimumOutTooLow.selector, 0, 95e18 - 1, 95e18)
        );
    }

    function test_attack_42_floorIsRoundedUp() public {
        // 1.9 of the smallest unit is two units.
        _refused(_swapCall(2, 1), abi.encodeWithSelector(ISwapErrors.MinimumOutTooLow.selector, 0, 1, 2));
    }

    function test_attack_43_wrongTokens() public {
        _refused(
            _swap(100e18, 95e18, account, _path(address(tokenB), address(tokenA))),
            abi.encodeWithSelector(
                ISwapErrors.TokenInNotAllowed.selector, 0, address(tokenB), address(tokenA)
            )
        );
        _refused(
            _swap(100e18, 95e18, account, _path(address(tokenA), address(vault))),
            abi.encodeWithSelector(
                ISwapErrors.TokenOutNotAllowed.selector, 0, address(vault), address(tokenB)
            )
        );
    }

    function test_attack_43_hopNotAllowed() public {
        address[] memory path = new address[](3);
        (path[0], path[1], path[2]) = (address(tokenA), address(vault), address(tokenB));
        _refused(
            _swap(100e18, 95e18, account, path),
            abi.encodeWithSelector(ISwapErrors.PathLengthWrong.selector, 0, 3, 2)
        );
        sessions[1].data = abi.encodePacked(
            address(dex),
            uint128(95),
            uint128(100),
            address(tokenA),
            address(tokenB),
            uint8(1),
            address(0xca11),
            _noLimits()
        );
        _regrant();
        _refused(
            _swap(100e18, 95e18, account, path),
            abi.encodeWithSelector(ISwapErrors.HopNotAllowed.selector, 0, 1, address(vault))
        );
    }

    function test_attack_44_pathHeadPointerMoved() public {
        bytes memory good = _swapCall(100e18, 95e18);
        _refused(
            good.withWord(68, 0xc0),
            abi.encodeWithSelector(ISVMErrors.PointerNotCanonical.selector, 0, 68, 0xc0, 0xa0)
        );
    }

    function test_attack_44_pathLengthLies() public {
        bytes memory good = _swapCall(100e18, 95e18);
        _refused(good.withWord(164, 1), abi.encodeWithSelector(ISwapErrors.PathLengthWrong.selector, 0, 1, 2));
        _refused(
            good.withWord(164, 1 << 255),
            abi.encodeWithSelector(ISwapErrors.PathLengthWrong.selector, 0, uint256(1 << 255), 2)
        );
        _refused(
            bytes.concat(good, hex"00"),
            abi.encodeWithSelector(ISVMErrors.CalldataLengthWrong.selector, 0, 261, 260)
        );
        _refused(good.cut(259), abi.encodeWithSelector(ISVMErrors.CalldataLengthWrong.selector, 0, 259, 260));
    }

    function test_attack_10_dirtyAddressesInTheCall() public {
        bytes memory good = _swapCall(100e18, 95e18);
        uint8[3] memory positions = [100, 196, 228];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 word = good.wordAt(positions[i]) | 1 << 160;
            _refused(
                good.withWord(positions[i], word),
                abi.encodeWithSelector(ISVMErrors.AddressNotClean.selector, 0, positions[i], word)
            );
        }
    }

    function test_attack_46_valueSent() public {
        _use(_swapCall(100e18, 95e18));
        values[0] = 1;
        _sendRefused(
            _operation(),
            _refusal(address(swapSvm), abi.encodeWithSelector(ISVMErrors.ValueNotAllowed.selector, 0, 1, 0))
        );
        values[0] = 0;
        _sendAccepted(_operation());
    }

    function test_zeroOrHugeAmount() public {
        _refused(_swapCall(0, 95e18), abi.encodeWithSelector(ISwapErrors.AmountInZero.selector, 0));
        _refused(
            _swapCall(1 << 128, type(uint256).max),
            abi.encodeWithSelector(
                ISwapErrors.AmountInTooLarge.selector, 0, uint256(1 << 128), type(uint128).max
            )
        );
    }

    function test_zeroRate_isRefused() public {
        bytes memory good = sessions[1].data;
        for (uint256 position = 20; position <= 36; position += 16) {
            bytes memory damaged = bytes.concat(good);
            damaged[position + 15] = 0;
            sessions[1].data = damaged;
            _regrant();
            _use(_swapCall(100e18, 95e18));
            _sendRefused(
                _operation(),
                _refusal(address(swapSvm), abi.encodeWithSelector(ISwapErrors.RateZero.selector))
            );
        }
        sessions[1].data = good;
        _regrant();
        _sendAccepted(_operation());
    }
}

contract StakeAttacksTest is SeedFixture {
    using Bytes for bytes;

    function setUp() public override {
        super.setUp();
        tokenB.mint(account, 10_000e18);
    }

    function _use(bytes memory data) internal {
        _clearCalls();
        _addCall(address(vault), data);
        _route(2, 0);
    }

    function _refused(bytes memory data, bytes memory reason) internal {
        _use(data);
        _sendRefused(_operation(), _refusal(address(stakeSvm), reason));
        _use(_stakeCall(95e18));
        _sendAccepted(_operation());
    }

    function test_attack_47_beneficiaryNotTheAccount() public {
        _refused(
            abi.encodeWithSignature("deposit(uint256,address)", 95e18, address(this)),
            abi.encodeWithSelector(ERC20StakeSVM.BeneficiaryNotAccount.selector, 0, address(this), account)
        );
        bytes memory good = _stakeCall(95e18);
        uint256 dirty = good.wordAt(36) | 1 << 200;
        _refused(
            good.withWord(36, dirty),
            abi.encodeWithSelector(ISVMErrors.AddressNotClean.selector, 0, 36, dirty)
        );
    }

    function test_attack_48_withdrawToAnotherReceiver() public {
        bytes memory data =
            abi.encodeWithSignature("withdraw(uint256,address,address)", 1, address(this), account);
        _refused(
            data,
            abi.encodeWithSelector(
                ISVMErrors.SelectorNotAllowed.selector, 0, bytes4(data), bytes4(0x6e553f65)
            )
        );
    }

    function test_anotherVault() public {
        _use(_stakeCall(95e18));
        targets[0] = address(tokenB);
        _sendRefused(
            _operation(),
            _refusal(
                address(stakeSvm),
                abi.encodeWithSelector(
                    ISVMErrors.TargetNotAllowed.selector, 0, address(tokenB), address(vault)
                )
            )
        );
        targets[0] = address(vault);
        _sendAccepted(_operation());
    }

    function test_unknownKind() public {
        sessions[2].data = _stakeData(_noLimits()).withByte(0, 8);
        _regrant();
        _use(_stakeCall(95e18));
        _sendRefused(
            _operation(),
            _refusal(address(stakeSvm), abi.encodeWithSelector(ERC20StakeSVM.StakeKindUnknown.selector, 8, 7))
        );
        sessions[2].data = _stakeData(_noLimits());
        _regrant();
        _sendAccepted(_operation());
    }
}
