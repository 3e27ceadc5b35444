// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The EIP-712 struct hash of a Grant: names the grant everywhere.
type GrantId is bytes32;

/// @dev What an owner approves, as one object.
/// @param router the router that may use this grant, and whose budget and counters it moves
/// @param key the session key's identity: for secp256k1 its address; see SessionKey
/// @param keyType 0: secp256k1, 1: P-256, 2: WebAuthn
/// @param validAfter seconds; first moment at which the grant may be used; on EntryPoint v0.8 the second after it
/// @param validUntil seconds; last moment; 0: no expiry
/// @param paymaster who may sponsor operations of this grant; 0: nobody
/// @param feeBudget wei; the sum of the maximum cost of every operation that the account pays itself; 0: sponsored only
/// @param sessionsRoot root of the tree over the grant's sessions
/// @param salt tells apart two grants of the same terms
struct Grant {
    address router;
    address key;
    uint8 keyType;
    uint48 validAfter;
    uint48 validUntil;
    address paymaster;
    uint96 feeBudget;
    bytes32 sessionsRoot;
    uint64 salt;
}

/// @dev A literal: the hash of a string constant would be computed anew at every use, for 350 gas. `test/Hashes.t.sol` compares the two.
bytes32 constant GRANT_TYPEHASH = keccak256(
    "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
);
string constant GRANT_TYPE =
    "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)";

using {toId} for Grant global;

/// @dev EIP-712 `hashStruct`. The hash of all terms is the id, so no term can be changed after approval.
/// A Grant in memory is nine clean words in the order of its type, so it is copied as it stands; `abi.encode(GRANT_TYPEHASH, grant)` has the
/// same bytes and costs 500 gas more. `test/Hashes.t.sol` compares the two.
function toId(Grant memory grant) pure returns (GrantId id) {
    bytes32 typehash = GRANT_TYPEHASH;
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, typehash)
        mcopy(add(free, 0x20), grant, 0x120)
        id := keccak256(free, 0x140)
    }
}
