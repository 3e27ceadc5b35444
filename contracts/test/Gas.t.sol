// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "./helpers/SeedFixture.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Gas of the account→router `validateUserOp` frame, every contract and slot cold, intrinsic gas taken off. Snapshots: snapshots/. A change that moves them says why.
/// forge-config: default.isolate = true
contract GasTest is SeedFixture {
    function _measure(string memory name) internal {
        UserOperation memory op = _operation();
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        _validateAtRouter(op, userOpHash);
        uint256 used = vm.lastCallGas().gasTotalUsed - _intrinsic(_validateCall(op, userOpHash));
        vm.snapshotValue("frame", name, used);
        vm.snapshotValue("signature bytes", name, op.signature.length);
    }

    /// @dev What a transaction pays before its first opcode: 21,000, and 4 or 16 a byte.
    function _intrinsic(bytes memory data) private pure returns (uint256 cost) {
        cost = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            cost += data[i] == 0 ? 4 : 16;
        }
    }

    /// @dev Pads the tree with other sessions behind the flow's.
    function _growTree(uint256 size) internal {
        for (uint256 i = sessions.length; i < size; ++i) {
            sessions.push(_session(address(stakeSvm), abi.encode(i)));
        }
        _regrant();
        _sendAccepted(_operation());
    }

    function test_gas_seedFlow() public {
        _growTree(4);
        _measure("seed flow, tree of 2^2, steady use, self-paid");
        _growTree(128);
        _measure("seed flow, tree of 2^7, steady use, self-paid");
    }

    function test_gas_oneSession() public {
        _growTree(128);
        for (uint8 count = 1; count <= 10; count += count == 1 ? 2 : 7) {
            _clearCalls();
            routes.push();
            for (uint8 i = 0; i < count; ++i) {
                _addCall(address(tokenA), _approveCall(1));
                routes[0].calls.push(i);
            }
            _measure(
                string.concat(vm.toString(count), " calls of one session, tree of 2^7, steady use, self-paid")
            );
        }
    }
}
