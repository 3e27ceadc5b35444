// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "./IEntryPoint06.sol";
import {OriginalFixture} from "./OriginalFixture.sol";
import {OriginalTree} from "./OriginalTree.sol";
import {SeedSession} from "src/interfaces/ISeedFramework.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Operations of a single call in the seed format, which the manager validates itself. `_single()` is accepted as it stands.
abstract contract SingleCallFixture is OriginalFixture {
    uint256 internal constant COST = 2_050_000 gwei;
    uint256 internal leaf;

    function setUp() public virtual override {
        super.setUp();
        vm.prank(account);
        manager.setSeedPayments(address(manager), 1 ether, address(0));
    }

    function _ncC(address target, uint256 value, bytes memory data) internal pure returns (bytes memory) {
        return abi.encodeCall(IModularAccount.execute_ncC, (target, value, data));
    }

    function _singleSignature(bytes memory keySignature) internal view returns (bytes memory) {
        SeedSession memory s = tree[leaf];
        return abi.encode(
            s.validUntil,
            s.validAfter,
            s.sessionValidationModule,
            s.sessionKeyData,
            OriginalTree.prove(OriginalTree.leavesOf(tree), leaf),
            keySignature
        );
    }

    function _signSingle(UserOperation memory op) internal view returns (UserOperation memory) {
        op.signature = abi.encode(_singleSignature(_keySignature(op)), named);
        return op;
    }

    function _singleOf(bytes memory callData) internal view returns (UserOperation memory) {
        return _signSingle(_seedUnsigned(callData));
    }

    function _single() internal view returns (UserOperation memory) {
        return _singleOf(_ncC(address(tokenA), 0, _approveCall(5)));
    }

    function _useSession(address module, bytes memory data) internal {
        delete tree;
        tree.push(_leaf(module, data));
        tree.push(_leaf(erc20Module, _erc20Data(1)));
        leaf = 0;
        _setRoot();
    }
}
