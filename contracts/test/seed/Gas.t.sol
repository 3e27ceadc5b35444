// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OriginalFixture} from "../helpers/OriginalFixture.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Gas of the account→router `validateUserOp` frame in the seed format, of the committed artifacts: every contract and slot cold, intrinsic
/// gas taken off; and of the original router, for the same sessions.
/// forge-config: default.isolate = true
contract SeedGasTest is OriginalFixture {
    function _measure(string memory name, address asked, UserOperation memory op) internal {
        bytes memory call = abi.encodeCall(batchedRouter.validateUserOp, (op, _hashOf(op)));
        uint256 intrinsic = 21_000;
        for (uint256 i = 0; i < call.length; ++i) {
            intrinsic += call[i] == 0 ? 4 : 16;
        }
        vm.prank(account);
        (bool success, bytes memory answer) = asked.call(call);
        assertTrue(success && uint160(abi.decode(answer, (uint256))) == 0, name);
        vm.snapshotValue("seed format", name, vm.lastCallGas().gasTotalUsed - intrinsic);
    }

    function test_gas_seedFlow() public {
        _measure("seed flow, our manager", router, _seedOperation());
        named = address(originalManager);
        _setRoot();
        _measure("seed flow, the original manager", router, _seedOperation());
        UserOperation memory op = _seedUnsigned(_callData());
        bytes32 digest = _personalDigest(keccak256(abi.encodePacked(_hashOf(op), named)));
        op.signature = _wrap(_seedSignature(_sign(sessionKey, digest)));
        address original = _deployArtifact("artifacts/account-v2/BatchedSessionRouter.json", "");
        _measure("seed flow, router and manager of the original", original, op);
    }
}
