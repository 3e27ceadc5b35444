// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "../helpers/SeedFixture.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {Multiproof} from "src/core/Multiproof.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {UserOperation} from "src/types/UserOperation.sol";

contract MultiproofHarness {
    using CalldataReader for bytes;

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

contract MerkleAttacksTest is SeedFixture {
    MultiproofHarness internal harness = new MultiproofHarness();

    function _neverSeen(GrantId id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(
            IGrantLedger.GrantStatusWrong.selector, id, GrantStatus.Never, GrantStatus.Active
        );
    }

    /// @dev The id that follows from a proof which leads to `root`.
    function _idWithRoot(bytes32 root) internal view returns (GrantId) {
        Grant memory wrong = grant;
        wrong.sessionsRoot = root;
        return wrong.toId();
    }

    function _send(bytes memory proof) internal view returns (UserOperation memory) {
        return _signed(
            _unsigned(_callData()),
            abi.encodePacked(
                _routingHeader(0, grant, 1), _routingTerms(grant), _routingSessions(sessions, routes), proof
            )
        );
    }

    /// @dev A leaf's preimage has 160 bytes, so session data cannot be chosen to make it the 64 bytes of a node: an inner node offered as
    /// a session's hash is not what the session hashes to.
    function test_attack_21_22_innerNodeAsALeaf() public {
        bytes32[] memory tree = MerkleTreeLib.build(_leaves());
        bytes memory pair = abi.encodePacked(tree[3], tree[4]);
        sessions[0].data = pair;
        _useCallOfFirst();
        bytes memory proof = abi.encodePacked(uint8(1), hex"00", tree[2]);
        bytes32 leaf = _leaves()[0];
        bytes32 root = leaf < tree[2]
            ? keccak256(abi.encodePacked(leaf, tree[2]))
            : keccak256(abi.encodePacked(tree[2], leaf));
        _sendRefused(_send(proof), _neverSeen(_idWithRoot(root)));
        sessions[0].data = _approveData(_limitTotal(1000e18));
        _sendAccepted(_operation());
    }

    function _useCallOfFirst() private {
        _useCall(address(tokenA), _approveCall(1));
    }

    function test_attack_23_emptyProof() public {
        _useCallOfFirst();
        _sendRefused(_send(hex"00"), _neverSeen(_idWithRoot(_leaves()[0])));
        _sendAccepted(_operation());
    }

    function test_attack_24_proofUnderAnotherAccountsOrAnEarlierGrant() public {
        address sibling = _deployAccount(owner, 7);
        _installRouter(sibling);
        _useCallOfFirst();
        address first = account;
        account = sibling;
        _sendRefused(_operation(), _neverSeen(grantId));
        vm.prank(sibling);
        ledger.enableGrants(_trees(grant, sessions));
        _sendAccepted(_operation());

        account = first;
        vm.prank(account);
        ledger.revokeAllGrants(router);
        UserOperation memory underEarlier = _operation();
        _sendRefused(
            underEarlier,
            abi.encodeWithSelector(
                IGrantLedger.GrantStatusWrong.selector, grantId, GrantStatus.Revoked, GrantStatus.Active
            )
        );
        _regrant();
        _sendAccepted(_operation());
    }

    function test_attack_25_zeroRoot() public {
        bytes32 root = grant.sessionsRoot;
        grant.sessionsRoot = 0;
        grant.salt = 2;
        vm.expectRevert(IGrantLedger.SessionsRootZero.selector);
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        grant.sessionsRoot = root;
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
    }

    function test_attack_27_moreNodesThanTheProofUses() public {
        // The flag says that both children come from the queue, where only one leaf is: the node is never taken.
        _useCallOfFirst();
        UserOperation memory op = _send(abi.encodePacked(uint8(1), hex"80", bytes32(uint256(1))));
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.ProofMalformed.selector, 0, 1));
        vm.prank(account);
        _validateAtRouter(op, bytes32(0));
        _sendAccepted(_operation());
    }

    function test_attack_27_unusedFlagSet() public {
        bytes32[] memory leaves = _leaves();
        bytes32 root = harness.rootOf(leaves, hex"c0", "");
        assertEq(root, grant.sessionsRoot);
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.ProofFlagsUnused.selector, 32));
        harness.rootOf(leaves, hex"e0", "");
    }

    function test_attack_27_fewerNodesThanFlagsAskFor() public {
        bytes32[] memory leaves = _leaves();
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.ProofMalformed.selector, 1, 0));
        harness.rootOf(leaves, hex"40", "");
    }

    /// @dev The same root as OpenZeppelin's verifier computes, for any tree and any set of leaves.
    function testFuzz_rootOf_matchesTheReference(uint256 seed, uint8 size) public view {
        uint256 count = uint256(size) % 40 + 1;
        bytes32[] memory all = new bytes32[](count);
        uint256 chosen = 0;
        uint256 bits = uint256(keccak256(abi.encode(seed, "bits")));
        if (bits << (256 - count) == 0) bits |= 1;
        for (uint256 i = 0; i < count; ++i) {
            all[i] = keccak256(abi.encode(seed, i));
            if (bits >> i & 1 == 1) ++chosen;
        }
        uint256[] memory indices = new uint256[](chosen);
        bytes32[] memory leaves = new bytes32[](chosen);
        uint256 next = 0;
        for (uint256 i = 0; i < count; ++i) {
            if (bits >> i & 1 == 0) continue;
            indices[next] = i;
            leaves[next++] = all[i];
        }
        bytes32[] memory tree = MerkleTreeLib.build(all);
        (bytes32[] memory nodes, bool[] memory flags) = _multiProof(tree, indices);
        bytes32 root = harness.rootOf(leaves, _packFlags(flags), abi.encodePacked(nodes));
        assertEq(root, MerkleTreeLib.root(tree));
        assertEq(root, MerkleProof.processMultiProof(nodes, flags, leaves));
    }

    /// @dev Whatever flags and nodes are offered, the result is refused or is what OpenZeppelin's verifier computes.
    function testFuzz_rootOf_refusesWhatTheReferenceRefuses(
        bytes32[] memory leaves,
        bytes32[] memory nodes,
        uint256 bits
    ) public view {
        vm.assume(leaves.length > 0);
        _shorten(leaves);
        _shorten(nodes);
        uint256 steps = leaves.length + nodes.length - 1;
        bool[] memory flags = new bool[](steps);
        for (uint256 i = 0; i < steps; ++i) {
            flags[i] = bits >> i & 1 == 1;
        }
        try this.processMultiProof(nodes, flags, leaves) returns (bytes32 root) {
            assertEq(harness.rootOf(leaves, _packFlags(flags), abi.encodePacked(nodes)), root);
        } catch {
            try harness.rootOf(leaves, _packFlags(flags), abi.encodePacked(nodes)) {
                revert("accepted what the reference refuses");
            } catch {}
        }
    }

    /// @dev At most 15 entries: enough shapes, and flags that fit one word.
    function _shorten(bytes32[] memory list) private pure {
        uint256 length = list.length % 16;
        if (list.length > 15) {
            assembly ("memory-safe") {
                mstore(list, add(length, iszero(length)))
            }
        }
    }

    function processMultiProof(bytes32[] memory nodes, bool[] memory flags, bytes32[] memory leaves)
        external
        pure
        returns (bytes32)
    {
        return MerkleProof.processMultiProof(nodes, flags, leaves);
    }
}
