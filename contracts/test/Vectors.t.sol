// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "./helpers/Artifacts.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";
import {BatchedSessionRouter} from "src/BatchedSessionRouter.sol";
import {KeyVerifier} from "src/KeyVerifier.sol";
import {SessionKeyManager} from "src/SessionKeyManager.sol";
import {AccountSignature} from "src/core/AccountSignature.sol";
import {Batch} from "src/core/Batch.sol";
import {BatchDecoder} from "src/core/BatchDecoder.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {Grants, RoutedGrant} from "src/core/GrantView.sol";
import {Multiproof} from "src/core/Multiproof.sol";
import {Routing} from "src/core/Routing.sol";
import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {SessionId, hashSession, sessionId} from "src/types/Session.sol";
import {toSessionKey} from "src/types/SessionKey.sol";

contract VectorsHarness {
    using CalldataReader for bytes;

    function unwrap(bytes calldata signature, address module) external pure returns (bytes memory) {
        return AccountSignature.unwrap(signature, module);
    }

    function decode(bytes calldata routing, address router, bytes calldata callData)
        external
        pure
        returns (Grant memory grant, uint256 callCount)
    {
        Batch batch = BatchDecoder.decodeExecuteBatch(callData);
        (address key, Grants grants,) = Routing.decode(routing, router, batch);
        RoutedGrant first = grants.grantAt(0);
        return
            (first.terms().toGrant(router, toSessionKey(key, grants.keyType()), first.root()), batch.length());
    }

    function rootOf(bytes32[] memory leaves, bytes calldata flags, bytes calldata nodes)
        external
        pure
        returns (bytes32)
    {
        uint256 position;
        assembly ("memory-safe") {
            position := add(leaves, 0x20)
        }
        return Multiproof.rootOf(
            position, leaves.length, flags.positionOf(0), nodes.positionOf(0), nodes.length / 32
        );
    }
}

/// @dev The JSON files in test/vectors are written by the TypeScript side: both sides must compute the same.
contract VectorsTest is Artifacts {
    VectorsHarness internal harness = new VectorsHarness();

    function _read(string memory name) private view returns (string memory) {
        return vm.readFile(string.concat("test/vectors/", name, ".json"));
    }

    function _key(string memory list, uint256 i, string memory field) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "].", field);
    }

    function test_vectors_grants() public view {
        string memory json = _read("hashes");
        uint256 count = 0;
        for (; vm.keyExistsJson(json, _key(".grants", count, "id")); ++count) {
            Grant memory grant = Grant({
                router: vm.parseJsonAddress(json, _key(".grants", count, "router")),
                key: vm.parseJsonAddress(json, _key(".grants", count, "key")),
                keyType: uint8(vm.parseJsonUint(json, _key(".grants", count, "keyType"))),
                validAfter: uint48(vm.parseJsonUint(json, _key(".grants", count, "validAfter"))),
                validUntil: uint48(vm.parseJsonUint(json, _key(".grants", count, "validUntil"))),
                paymaster: vm.parseJsonAddress(json, _key(".grants", count, "paymaster")),
                feeBudget: uint96(vm.parseJsonUint(json, _key(".grants", count, "feeBudget"))),
                sessionsRoot: vm.parseJsonBytes32(json, _key(".grants", count, "sessionsRoot")),
                salt: uint64(vm.parseJsonUint(json, _key(".grants", count, "salt")))
            });
            assertEq(GrantId.unwrap(grant.toId()), vm.parseJsonBytes32(json, _key(".grants", count, "id")));
        }
        assertGe(count, 3);
    }

    function test_vectors_sessions() public view {
        string memory json = _read("hashes");
        uint256 count = 0;
        for (; vm.keyExistsJson(json, _key(".sessions", count, "leaf")); ++count) {
            bytes32 leaf = hashSession(
                uint48(vm.parseJsonUint(json, _key(".sessions", count, "validAfter"))),
                uint48(vm.parseJsonUint(json, _key(".sessions", count, "validUntil"))),
                vm.parseJsonAddress(json, _key(".sessions", count, "module")),
                vm.parseJsonBytes(json, _key(".sessions", count, "data"))
            );
            assertEq(leaf, vm.parseJsonBytes32(json, _key(".sessions", count, "leaf")));
            bytes32 id = SessionId.unwrap(
                sessionId(
                    GrantId.wrap(vm.parseJsonBytes32(json, _key(".sessionIds", count, "grantId"))),
                    vm.parseJsonBytes32(json, _key(".sessionIds", count, "leaf"))
                )
            );
            assertEq(id, vm.parseJsonBytes32(json, _key(".sessionIds", count, "sessionId")));
        }
        assertGe(count, 10);
    }

    function test_vectors_tree() public view {
        string memory json = _read("tree");
        uint256 count = 0;
        for (; vm.keyExistsJson(json, _key("", count, "root")); ++count) {
            bytes32[] memory all = vm.parseJsonBytes32Array(json, _key("", count, "leaves"));
            bytes32 root = vm.parseJsonBytes32(json, _key("", count, "root"));
            assertEq(MerkleTreeLib.root(MerkleTreeLib.build(all)), root);
            uint256[] memory indices = vm.parseJsonUintArray(json, _key("", count, "indices"));
            bytes32[] memory leaves = new bytes32[](indices.length);
            for (uint256 i = 0; i < indices.length; ++i) {
                leaves[i] = all[indices[i]];
            }
            bytes32[] memory nodes = vm.parseJsonBytes32Array(json, _key("", count, "nodes"));
            bytes memory flags = vm.parseJsonBytes(json, _key("", count, "packedFlags"));
            assertEq(harness.rootOf(leaves, flags, abi.encodePacked(nodes)), root);
        }
        assertGe(count, 5);
    }

    function test_vectors_routing() public view {
        string memory json = _read("routing");
        uint256 count = 0;
        for (; vm.keyExistsJson(json, _key("", count, "routing")); ++count) {
            address router = vm.parseJsonAddress(json, _key("", count, "router"));
            bytes memory batchSignature = vm.parseJsonBytes(json, _key("", count, "batchSignature"));
            bytes memory wrapped = vm.parseJsonBytes(json, _key("", count, "accountSignature"));
            assertEq(harness.unwrap(wrapped, router), batchSignature);
            bytes memory routing = vm.parseJsonBytes(json, _key("", count, "routing"));
            (Grant memory grant, uint256 calls) =
                harness.decode(routing, router, vm.parseJsonBytes(json, _key("", count, "callData")));
            assertEq(GrantId.unwrap(grant.toId()), vm.parseJsonBytes32(json, _key("", count, "grantId")));
            assertEq(grant.sessionsRoot, vm.parseJsonBytes32(json, _key("", count, "sessionsRoot")));
            assertEq(calls, vm.parseJsonUint(json, _key("", count, "callCount")));
            _checkDigest(json, count, routing, batchSignature);
        }
        assertGe(count, 5);
    }

    function _checkDigest(string memory json, uint256 i, bytes memory routing, bytes memory batchSignature)
        private
        view
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Session Router"),
                keccak256("1"),
                vm.parseJsonUint(json, _key("", i, "chainId")),
                vm.parseJsonAddress(json, _key("", i, "router"))
            )
        );
        bytes32 operation = keccak256(
            abi.encode(
                keccak256("SessionOperation(bytes32 userOpHash,bytes routing)"),
                vm.parseJsonBytes32(json, _key("", i, "userOpHash")),
                keccak256(routing)
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domain, operation));
        assertEq(digest, vm.parseJsonBytes32(json, _key("", i, "digest")));
        uint256 end = batchSignature.length;
        bytes32 r;
        bytes32 s;
        assembly ("memory-safe") {
            r := mload(add(batchSignature, sub(end, 33)))
            s := mload(add(batchSignature, sub(end, 1)))
        }
        assertEq(
            ecrecover(digest, uint8(batchSignature[end - 1]), r, s),
            vm.parseJsonAddress(json, _key("", i, "key"))
        );
    }

    /// @dev Of each case, what the module reverts with is byte for byte what the TypeScript side says it does.
    function test_vectors_modules() public {
        string memory json = _read("modules");
        _deployModules();
        uint256 count = 0;
        for (; vm.keyExistsJson(json, _key("", count, "module")); ++count) {
            string memory name = vm.parseJsonString(json, _key("", count, "module"));
            ISessionValidationModule module = modules[name];
            assertTrue(address(module) != address(0), name);
            Call[] memory calls = new Call[](1);
            calls[0] = Call({
                index: vm.parseJsonUint(json, _key("", count, "callIndex")),
                target: vm.parseJsonAddress(json, _key("", count, "target")),
                value: vm.parseJsonUint(json, _key("", count, "value")),
                data: vm.parseJsonBytes(json, _key("", count, "callData")),
                callSpecificData: vm.parseJsonBytes(json, _key("", count, "callSpecificData"))
            });
            bytes memory data = vm.parseJsonBytes(json, _key("", count, "sessionData"));
            address account = vm.parseJsonAddress(json, _key("", count, "account"));
            bytes memory expected = vm.parseJsonBytes(json, _key("", count, "revertData"));
            (bool success, bytes memory answer) = address(module)
                .call(
                    abi.encodeCall(
                        module.validateSession, (account, SessionId.wrap(bytes32(count)), data, calls)
                    )
                );
            string memory what = vm.parseJsonString(json, _key("", count, "name"));
            assertEq(success, expected.length == 0, what);
            assertEq(success ? bytes("") : answer, expected, what);
        }
        assertGe(count, 10);
    }

    mapping(string name => ISessionValidationModule) private modules;

    /// @dev By their names in a deployment.
    function _deployModules() private {
        string memory json = vm.readFile("artifacts/contracts/modules.json");
        string[] memory names = vm.parseJsonKeys(json, "$");
        for (uint256 i = 0; i < names.length; ++i) {
            string memory name = vm.parseJsonString(json, string.concat(".", names[i]));
            modules[names[i]] = ISessionValidationModule(_deploy(name, ""));
        }
    }

    /// @dev The digest that the vectors pin is the one that a router computes: its EIP-712 domain says so.
    function test_domain_isWhatTheVectorsAssume() public {
        SessionKeyManager manager = new SessionKeyManager(new KeyVerifier());
        BatchedSessionRouter router = new BatchedSessionRouter(manager, new address[](0));
        (, string memory name, string memory version, uint256 chainId, address contract_,,) =
            router.eip712Domain();
        assertEq(name, "Session Router");
        assertEq(version, "1");
        assertEq(chainId, block.chainid);
        assertEq(contract_, address(router));
    }
}
