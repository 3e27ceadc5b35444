// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// @dev Deploys bytecode that others compiled.
abstract contract Artifacts is Test {
    address internal constant CREATE2_PROXY = 0x4e59b44847b379578588920cA78FbF26c0B4956C;

    /// @dev Whether this project's contracts are deployed from the artifacts that are committed, instead of what the compiler makes of
    /// them together with the tests, which differs in the order of functions and so in a few gas. The validator's is also compiled for
    /// fewer runs: so the suites that are run with ERC-7579 accounts run with what is deployed.
    function _usesArtifacts() internal view virtual returns (bool) {
        return bytes(vm.envOr("SESSION_ACCOUNT", string(""))).length != 0;
    }

    /// @param creationCode what the compiler made of the contract together with the test
    function _create(string memory name, bytes memory creationCode, bytes memory args)
        internal
        returns (address deployed)
    {
        if (_usesArtifacts()) {
            return _deployArtifact(string.concat("artifacts/contracts/", name, ".json"), args);
        }
        bytes memory initCode = bytes.concat(creationCode, args);
        assembly ("memory-safe") {
            deployed := create(0, add(initCode, 0x20), mload(initCode))
        }
        assertTrue(deployed != address(0), name);
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
