// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "./Artifacts.sol";
import {IAccountFactory, IEntryPoint06, IModularAccount} from "./IEntryPoint06.sol";
import {BatchedSessionRouter} from "src/BatchedSessionRouter.sol";
import {SessionKeyManager} from "src/SessionKeyManager.sol";
import {ForbiddenTargets} from "src/core/ForbiddenTargets.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Modular Smart Account v2 on EntryPoint v0.6, with BatchedSessionRouter and SessionKeyManager.
abstract contract ModularKind is Artifacts {
    IEntryPoint06 internal constant ENTRY_POINT_06 = IEntryPoint06(ForbiddenTargets.ENTRY_POINT_06);

    SessionKeyManager internal manager;
    BatchedSessionRouter internal batchedRouter;
    IAccountFactory internal modularFactory;
    address internal ownershipModule;

    function _deployModular() internal {
        _deployEntryPoint("@account-abstraction/contracts", 0, address(ENTRY_POINT_06));
        manager = SessionKeyManager(_deploy("SessionKeyManager", abi.encode(_deploy("KeyVerifier", ""))));
        batchedRouter =
            BatchedSessionRouter(_deploy("BatchedSessionRouter", abi.encode(manager, _otherManagers())));
        string memory folder = "artifacts/account-v2/";
        address implementation =
            _deployArtifact(string.concat(folder, "SmartAccount.json"), abi.encode(address(ENTRY_POINT_06)));
        modularFactory = IAccountFactory(
            _deployArtifact(
                string.concat(folder, "SmartAccountFactory.json"), abi.encode(implementation, address(this))
            )
        );
        ownershipModule = _deployArtifact(string.concat(folder, "EcdsaOwnershipRegistryModule.json"), "");
    }

    /// @dev Managers of the original framework that the router takes besides its own.
    function _otherManagers() internal virtual returns (address[] memory) {
        return new address[](0);
    }

    function _modularFactoryCall(address owner, uint256 index) internal view returns (bytes memory) {
        return abi.encodeCall(
            modularFactory.deployCounterFactualAccount,
            (ownershipModule, abi.encodeWithSignature("initForSmartAccount(address)", owner), index)
        );
    }

    function _modularValidateCall(UserOperation memory op, bytes32 userOpHash)
        internal
        view
        returns (bytes memory)
    {
        return abi.encodeCall(batchedRouter.validateUserOp, (op, userOpHash));
    }

    function _modularHandle(UserOperation memory op) internal {
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = op;
        ENTRY_POINT_06.handleOps(ops, payable(address(0xbe4ef1c1a)));
    }

    function _modularBatch(address[] memory targets, uint256[] memory values, bytes[] memory datas)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeCall(IModularAccount.executeBatch_y6U, (targets, values, datas));
    }
}
