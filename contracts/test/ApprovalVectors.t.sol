// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {hashApproval, hashChainGrant} from "src/types/Approval.sol";
import {GrantId} from "src/types/Grant.sol";

/// @dev What owners and session keys sign beside operations: test/vectors/approvals.json and renouncing.json, written by the TypeScript side.
contract ApprovalVectorsTest is Test {
    string private _json;

    function _field(uint256 i, string memory name) private pure returns (string memory) {
        return string.concat("[", vm.toString(i), "].", name);
    }

    function _uint(uint256 i, string memory name) private view returns (uint256) {
        return vm.parseJsonUint(_json, _field(i, name));
    }

    function _address(uint256 i, string memory name) private view returns (address) {
        return vm.parseJsonAddress(_json, _field(i, name));
    }

    function _word(uint256 i, string memory name) private view returns (bytes32) {
        return vm.parseJsonBytes32(_json, _field(i, name));
    }

    function _signer(uint256 i) private view returns (address) {
        bytes memory signature = vm.parseJsonBytes(_json, _field(i, "signature"));
        assertEq(signature.length, 65);
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        return ecrecover(_word(i, "digest"), uint8(signature[64]), r, s);
    }

    function test_vectors_approvals() public {
        _json = vm.readFile("test/vectors/approvals.json");
        uint256 i = 0;
        for (; vm.keyExistsJson(_json, _field(i, "digest")); ++i) {
            bytes32[] memory entries = _entries(i);
            assertEq(
                entries,
                vm.parseJsonBytes32Array(_json, _field(i, "entryHashes")),
                "struct hashes of the entries"
            );
            bytes32 digest = hashApproval(_address(i, "account"), uint48(_uint(i, "deadline")), entries);
            assertEq(digest, _word(i, "digest"), "digest");
            assertEq(_signer(i), _address(i, "owner"), "owner");
        }
        assertGe(i, 6);
    }

    /// @dev The list of this chain's entry and the others, as the ledger puts it together.
    function _entries(uint256 i) private view returns (bytes32[] memory entries) {
        uint256[] memory chainIds = vm.parseJsonUintArray(_json, _field(i, "otherChainIds"));
        address[] memory ledgers = vm.parseJsonAddressArray(_json, _field(i, "otherLedgers"));
        uint256[] memory epochs = vm.parseJsonUintArray(_json, _field(i, "otherEpochs"));
        bytes32[] memory ids = vm.parseJsonBytes32Array(_json, _field(i, "otherIds"));
        uint256 position = _uint(i, "position");
        entries = new bytes32[](chainIds.length + 1);
        entries[position] = hashChainGrant(
            _uint(i, "chainId"),
            _address(i, "ledger"),
            uint64(_uint(i, "epoch")),
            GrantId.wrap(_word(i, "grantId"))
        );
        for (uint256 j = 0; j < chainIds.length; ++j) {
            entries[j < position ? j : j + 1] =
                hashChainGrant(chainIds[j], ledgers[j], uint64(epochs[j]), GrantId.wrap(ids[j]));
        }
    }

    function test_vectors_renouncing() public {
        _json = vm.readFile("test/vectors/renouncing.json");
        uint256 i = 0;
        for (; vm.keyExistsJson(_json, _field(i, "digest")); ++i) {
            bytes32 domain = keccak256(
                abi.encode(
                    keccak256(
                        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                    ),
                    keccak256("Session Router"),
                    keccak256("1"),
                    _uint(i, "chainId"),
                    _address(i, "ledger")
                )
            );
            bytes32 content = keccak256(
                abi.encode(
                    keccak256("RenounceGrant(address account,bytes32 grant)"),
                    _address(i, "account"),
                    _word(i, "grantId")
                )
            );
            assertEq(keccak256(abi.encodePacked(hex"1901", domain, content)), _word(i, "digest"), "digest");
            assertEq(_signer(i), _address(i, "key"), "key");
        }
        assertGe(i, 3);
    }
}
