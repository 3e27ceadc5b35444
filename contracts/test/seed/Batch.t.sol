// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {IModularAccount} from "../helpers/IEntryPoint06.sol";
import {IOriginalManager, OriginalFixture} from "../helpers/OriginalFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ForbiddenTargets} from "src/core/ForbiddenTargets.sol";
import {ISeedFormat} from "src/interfaces/ISeedFormat.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The seed format: what is checked is what runs, and what may not be called.
contract SeedBatchTest is OriginalFixture {
    using Bytes for bytes;

    function _refused(bytes memory callData, bytes memory reason) internal {
        _sendRefused(_seedSigned(_seedUnsigned(callData)), reason);
    }

    function _notCanonical(uint256 position, uint256 found, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(ISessionRouter.BatchNotCanonical.selector, position, found, allowed);
    }

    function test_seedFlow_runsUnderTheOriginalSignature() public {
        _sendAccepted(_seedOperation());
        assertEq(vault.balanceOf(account), 95e18);
        assertEq(tokenA.balanceOf(account), 900e18);
    }

    function test_seedFlow_runsUnderTheOriginalManager() public {
        named = address(originalManager);
        _setRoot();
        _sendAccepted(_seedOperation());
        assertEq(vault.balanceOf(account), 95e18);
    }

    function test_seedFlow_runsThroughExecuteBatch() public {
        _sendAccepted(
            _seedSigned(_seedUnsigned(abi.encodeCall(IModularAccount.executeBatch, (targets, values, datas))))
        );
        assertEq(vault.balanceOf(account), 95e18);
    }

    function test_oneSession_servesManyCalls() public {
        _clearCalls();
        delete used;
        for (uint256 i = 0; i < 10; ++i) {
            _addCall(address(tokenA), _approveCall(i));
            used.push(0);
        }
        _sendAccepted(_seedOperation());
        assertEq(tokenA.allowance(account, address(dex)), 9);
    }

    function test_nativeAndSeedFormat_sideBySide() public {
        _sendAccepted(_operation());
        _sendAccepted(_seedOperation());
        _sendAccepted(_operation());
        assertEq(vault.balanceOf(account), 3 * 95e18);
    }

    function test_attack_01_emptyBatch() public {
        delete used;
        _refused(
            abi.encodeCall(
                IModularAccount.executeBatch_y6U, (new address[](0), new uint256[](0), new bytes[](0))
            ),
            abi.encodeWithSelector(ISessionRouter.BatchEmpty.selector)
        );
    }

    function test_attack_02_fewerOrMoreSessionsThanCalls() public {
        used.pop();
        _sendRefused(_seedOperation(), abi.encodeWithSelector(ISeedFormat.SeedSessionsWrong.selector, 2, 3));
        used.push(2);
        used.push(2);
        _sendRefused(_seedOperation(), abi.encodeWithSelector(ISeedFormat.SeedSessionsWrong.selector, 4, 3));
        used.pop();
        _sendAccepted(_seedOperation());
    }

    function test_attack_03_04_listsOfUnequalLength() public {
        values.push(0);
        _sendRefused(_seedOperation(), _notCanonical(4 + 0xe0, 4, 3));
        values.pop();
        values.pop();
        _sendRefused(_seedOperation(), _notCanonical(4 + 0xe0, 2, 3));
        values.push(0);
        datas.push("");
        _sendRefused(_seedOperation(), _notCanonical(4 + 0x160, 4, 3));
        datas.pop();
        _sendAccepted(_seedOperation());
    }

    function test_attack_05_06_anotherFunction() public {
        bytes4 wrong = ISessionRouter.SelectorNotBatch.selector;
        bytes4 single = IModularAccount.execute_ncC.selector;
        _refused(
            abi.encodeCall(IModularAccount.execute_ncC, (address(tokenA), 0, _approveCall(1))),
            abi.encodeWithSelector(wrong, single)
        );
        _refused(hex"000046", abi.encodeWithSelector(wrong, bytes4(0x00004600)));
        _refused("", abi.encodeWithSelector(wrong, bytes4(0)));
        _sendAccepted(_seedOperation());
    }

    function test_attack_07_09_10_11_encodingThatIsNotCanonical() public {
        bytes memory good = _callData();
        _refused(good.withWord(4, 0x80), _notCanonical(4, 0x80, 0x60));
        _refused(good.withWord(4, type(uint256).max), _notCanonical(4, type(uint256).max, 0x60));
        _refused(
            good.withWord(0x64, 1 << 64),
            abi.encodeWithSelector(ISessionRouter.BatchTooLong.selector, 1 << 64, 255)
        );
        uint256 dirty = 1 << 160 | uint160(targets[0]);
        _refused(good.withWord(0x84, dirty), _notCanonical(0x84, dirty, uint160(targets[0])));
        _refused(bytes.concat(good, hex"00"), _notCanonical(good.length, good.length + 1, good.length));
        _sendAccepted(_seedOperation());
    }

    /// @dev Whatever bit of the batch somebody flips, the key's signature is for another one.
    function testFuzz_batchThatWasNotSigned_fails(uint256 bit) public {
        UserOperation memory op = _seedOperation();
        bit = bound(bit, 0, 8 * op.callData.length - 1);
        op.callData[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        try batchedRouter.validateUserOp(op, userOpHash) returns (uint256 answer) {
            assertEq(uint160(answer), 1);
        } catch {}
    }

    function test_attack_37_forbiddenTargets() public {
        address[14] memory forbidden = [
            address(0),
            account,
            router,
            address(manager),
            address(originalManager),
            ownershipModule,
            ForbiddenTargets.ENTRY_POINT_06,
            ForbiddenTargets.ENTRY_POINT_07,
            ForbiddenTargets.ENTRY_POINT_08,
            ForbiddenTargets.ENTRY_POINT_09,
            rulesModule,
            erc20Module,
            // Twins: whom nobody forbids.
            address(tokenA),
            address(tokenB)
        ];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            delete tree;
            delete used;
            _clearCalls();
            tree.push(_leaf(erc20Module, _erc20Data(1)));
            tree.push(_leaf(rulesModule, _rulesData(forbidden[i], IERC20.approve.selector, "")));
            _setRoot();
            used = [0, 1];
            _addCall(address(tokenA), _approveCall(1));
            _addCall(forbidden[i], _approveCall(1));
            if (i < 12) {
                _sendRefused(
                    _seedOperation(),
                    abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 1, forbidden[i])
                );
            } else {
                _sendAccepted(_seedOperation());
            }
        }
    }

    /// @dev Another listed manager keeps roots for the account, whether it is enabled at the moment or not.
    function test_attack_37_listedManagerThatIsNotEnabled() public {
        vm.prank(account);
        IModularAccount(account).disableModule(address(1), address(originalManager));
        bytes4 selector = IERC20.approve.selector;
        _useLeaf(
            _leaf(rulesModule, _rulesData(address(originalManager), selector, "")),
            address(originalManager),
            _approveCall(1)
        );
        _sendRefused(
            _seedOperation(),
            abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, address(originalManager))
        );
        _useLeaf(
            _leaf(rulesModule, _rulesData(address(tokenA), selector, "")), address(tokenA), _approveCall(1)
        );
        _sendAccepted(_seedOperation());
    }

    /// @dev What the checks are for: a root that somebody had the owner set would hand over the account.
    function test_attack_75_sessionToChangeTheRootOrTheModules() public {
        _useLeaf(
            _leaf(rulesModule, _rulesData(address(manager), IOriginalManager.setMerkleRoot.selector, "")),
            address(manager),
            abi.encodeCall(IOriginalManager.setMerkleRoot, (bytes32(uint256(1))))
        );
        _sendRefused(
            _seedOperation(),
            abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, address(manager))
        );
        bytes memory enable = abi.encodeCall(IModularAccount.enableModule, (address(this)));
        _useLeaf(
            _leaf(rulesModule, _rulesData(account, IModularAccount.enableModule.selector, "")),
            account,
            enable
        );
        _sendRefused(
            _seedOperation(), abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, account)
        );
    }
}
