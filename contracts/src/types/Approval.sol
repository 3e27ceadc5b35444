// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Grant, GrantId} from "./Grant.sol";
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

/// @dev Literals here: the hash of a string constant would be computed anew at every use. `test/Hashes.t.sol` compares them with the constants'.
string constant CHAIN_GRANT_TYPE = "ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)";
bytes32 constant CHAIN_GRANT_TYPEHASH = keccak256(
    "ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)"
    "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
);
bytes32 constant ENABLE_GRANTS_TYPEHASH = keccak256(
    "EnableGrants(address account,uint48 deadline,ChainGrant[] grants)"
    "ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)"
    "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
);

/// @dev `EIP712Domain(string name,string version)` of "Session Router", "1". No chain and no contract: each entry of the list names its own.
bytes32 constant APPROVAL_DOMAIN = 0x5f214742977bd9f914321c1e2d6065d41b70abda6de403eda98f71e843a188c0;

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
