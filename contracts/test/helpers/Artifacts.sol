// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// @dev Deploys bytecode that others compiled.
abstract contract Artifacts is Test {
    address internal constant CREATE2_PROXY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

    /// @dev Deploys one of this project's contracts from the artifacts that are committed: what is tested is what is deployed, to the byte.
    /// `npm run build:artifacts` brings them up to date.
    function _deploy(string memory name, bytes memory args) internal returns (address deployed) {
        return _deployArtifact(string.concat("artifacts/contracts/", name, ".json"), args);
    }

    function _deployArtifact(string memory path, bytes memory args) internal returns (address deployed) {
        bytes memory initCode = bytes.concat(vm.parseJsonBytes(vm.readFile(path), ".bytecode"), args);
        assembly ("memory-safe") {
            deployed := create(0, add(initCode, 0x20), mload(initCode))
        }
        assertTrue(deployed != address(0), path);
    }

    /// @dev An EntryPoint at its canonical address, through the CREATE2 proxy, as on every chain.
    function _deployEntryPoint(string memory package, bytes32 salt, address canonical)
        internal
        returns (address)
    {
        string memory path = string.concat("node_modules/", package, "/artifacts/EntryPoint.json");
        bytes memory initCode = vm.parseJsonBytes(vm.readFile(path), ".bytecode");
        vm.etch(
            CREATE2_PROXY,
            hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
        );
        (bool success,) = CREATE2_PROXY.call(abi.encodePacked(salt, initCode));
        assertTrue(success && canonical.code.length > 0, path);
        return canonical;
    }
}
