// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {GrantView} from "src/core/GrantView.sol";
import {
    CHAIN_GRANT_TYPE,
    CHAIN_GRANT_TYPEHASH,
    ENABLE_GRANTS_TYPEHASH,
    hashChainGrant
} from "src/types/Approval.sol";
import {GRANT_TYPE, GRANT_TYPEHASH, Grant, GrantId} from "src/types/Grant.sol";
import {SESSION_TAG, hashSession} from "src/types/Session.sol";
import {SessionKey, toSessionKey} from "src/types/SessionKey.sol";

contract HashesHarness {
    using CalldataReader for bytes;

    /// @dev The hash of terms as a routing carries them, and of the struct that they make.
    function ofTerms(bytes calldata terms, address router, SessionKey key, bytes32 root)
        external
        pure
        returns (GrantId packed, GrantId plain, Grant memory grant)
    {
        GrantView view_ = GrantView.wrap(terms.positionOf(0));
        grant = view_.toGrant(router, key, root);
        return (view_.toId(router, key.identity(), key.keyType(), root), grant.toId(), grant);
    }
}

/// @dev Hashes that are written in assembly or as literals, compared with the compiler's own encoding.
contract HashesTest is Test {
    HashesHarness internal harness = new HashesHarness();

    function testFuzz_grantId_isTheStructHash(Grant memory grant) public pure {
        assertEq(GrantId.unwrap(grant.toId()), keccak256(abi.encode(GRANT_TYPEHASH, grant)));
    }

    function testFuzz_grantId_ofTermsInARouting(Grant memory grant, uint8 sessions) public view {
        bytes memory terms = abi.encodePacked(
            grant.validAfter, grant.validUntil, grant.paymaster, grant.feeBudget, grant.salt, sessions
        );
        (GrantId packed, GrantId plain, Grant memory read) =
            harness.ofTerms(terms, grant.router, toSessionKey(grant.key, grant.keyType), grant.sessionsRoot);
        assertEq(abi.encode(read), abi.encode(grant));
        assertEq(GrantId.unwrap(packed), GrantId.unwrap(plain));
        assertEq(GrantId.unwrap(plain), GrantId.unwrap(grant.toId()));
    }

    function testFuzz_leaf_isTheHashOfWhatTheRoutingCarries(
        uint48 validAfter,
        uint48 validUntil,
        address module,
        bytes memory data
    ) public pure {
        assertEq(
            hashSession(validAfter, validUntil, module, data),
            keccak256(
                bytes.concat(
                    SESSION_TAG,
                    bytes6(validAfter),
                    bytes6(validUntil),
                    bytes20(module),
                    bytes2(uint16(data.length)),
                    data
                )
            )
        );
    }

    function test_typeHashes_areThoseOfTheirTypes() public pure {
        assertEq(GRANT_TYPEHASH, keccak256(bytes(GRANT_TYPE)));
        assertEq(CHAIN_GRANT_TYPEHASH, keccak256(bytes.concat(bytes(CHAIN_GRANT_TYPE), bytes(GRANT_TYPE))));
        assertEq(
            ENABLE_GRANTS_TYPEHASH,
            keccak256(
                bytes.concat(
                    "EnableGrants(address account,uint48 deadline,ChainGrant[] grants)",
                    bytes(CHAIN_GRANT_TYPE),
                    bytes(GRANT_TYPE)
                )
            )
        );
        assertEq(
            hashChainGrant(1, address(2), 3, GrantId.wrap(bytes32(uint256(4)))),
            keccak256(abi.encode(CHAIN_GRANT_TYPEHASH, 1, address(2), 3, 4))
        );
    }
}
