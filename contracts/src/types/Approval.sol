// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GRANT_TYPE, Grant, GrantId} from "./Grant.sol";
import {Session} from "./Session.sol";

/// @dev A grant with the leaves of its tree, in the order of the tree.
/// @param sessions none: the grant is enabled by its root alone, and its sessions are published later
struct GrantTree {
    Grant grant;
    Session[] sessions;
}

/// @dev An entry of the owner's list that is meant for another chain.
struct OtherGrant {
    uint64 chainId;
    address ledger;
    uint64 epoch;
    GrantId id;
}

/// @dev The owner's signature under a list of grants, one for each chain.
/// @param deadline seconds; last moment at which the grant may be enabled with it
/// @param position where this chain's entry stands in the list
/// @param others the other entries, in the order of the list
/// @param signature judged by the account's own ERC-1271
struct OwnerApproval {
    uint48 deadline;
    uint8 position;
    OtherGrant[] others;
    bytes signature;
}

string constant CHAIN_GRANT_TYPE = "ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)";
bytes32 constant CHAIN_GRANT_TYPEHASH = keccak256(abi.encodePacked(CHAIN_GRANT_TYPE, GRANT_TYPE));
bytes32 constant ENABLE_GRANTS_TYPEHASH = keccak256(
    abi.encodePacked(
        "EnableGrants(address account,uint48 deadline,ChainGrant[] grants)", CHAIN_GRANT_TYPE, GRANT_TYPE
    )
);

/// @dev No chain and no contract: each entry of the list names its own.
bytes32 constant APPROVAL_DOMAIN = keccak256(
    abi.encode(
        keccak256("EIP712Domain(string name,string version)"), keccak256("Session Router"), keccak256("1")
    )
);

/// @dev EIP-712 `hashStruct` of a ChainGrant. A nested struct counts as its hash, which is the grant's id.
function hashChainGrant(uint256 chainId, address ledger, uint64 epoch, GrantId id) pure returns (bytes32) {
    return keccak256(abi.encode(CHAIN_GRANT_TYPEHASH, chainId, ledger, epoch, id));
}

/// @dev The EIP-712 digest that the owner signs.
function hashApproval(address account, uint48 deadline, bytes32[] memory entries) pure returns (bytes32) {
    bytes32 list = keccak256(abi.encodePacked(entries));
    bytes32 content = keccak256(abi.encode(ENABLE_GRANTS_TYPEHASH, account, deadline, list));
    return keccak256(abi.encodePacked(hex"1901", APPROVAL_DOMAIN, content));
}
