// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "./SeedFixture.sol";
import {OtherGrant, OwnerApproval} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";

/// @dev Grants that the owner approves by signature. The typed data is written out here, not taken from the contracts.
abstract contract Approvals is SeedFixture {
    bytes32 private constant GRANT = keccak256(
        "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
    );
    bytes32 private constant CHAIN_GRANT = keccak256(
        "ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
    );
    bytes32 private constant ENABLE = keccak256(
        "EnableGrants(address account,uint48 deadline,ChainGrant[] grants)ChainGrant(uint256 chainId,address ledger,uint64 epoch,Grant grant)Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
    );

    function _hashGrant(Grant memory terms) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                GRANT,
                terms.router,
                terms.key,
                terms.keyType,
                terms.validAfter,
                terms.validUntil,
                terms.paymaster,
                terms.feeBudget,
                terms.sessionsRoot,
                terms.salt
            )
        );
    }

    function _hashEntry(uint256 chainId, address ledger_, uint64 epoch, bytes32 id)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(CHAIN_GRANT, chainId, ledger_, epoch, id));
    }

    function _approvalDigest(address account_, uint48 deadline, bytes32[] memory entries)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version)"),
                keccak256("Session Router"),
                keccak256("1")
            )
        );
        bytes32 content =
            keccak256(abi.encode(ENABLE, account_, deadline, keccak256(abi.encodePacked(entries))));
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function _epoch() internal view returns (uint64 epoch) {
        (epoch,) = ledger.getAccount(router, account);
    }

    /// @dev The owner's approval of one grant for this chain, until a day from now.
    function _approve(Grant memory terms) internal view returns (OwnerApproval memory approval) {
        return _approveAmong(terms, 0, new OtherGrant[](0));
    }

    /// @dev The owner's approval of a list in which this chain's entry stands at `position`.
    function _approveAmong(Grant memory terms, uint8 position, OtherGrant[] memory others)
        internal
        view
        returns (OwnerApproval memory approval)
    {
        approval.deadline = uint48(block.timestamp + 1 days);
        approval.position = position;
        approval.others = others;
        bytes32[] memory entries = new bytes32[](others.length + 1);
        for (uint256 i = 0; i < entries.length; ++i) {
            if (i == position) {
                entries[i] = _hashEntry(block.chainid, address(ledger), _epoch(), _hashGrant(terms));
            } else {
                OtherGrant memory other = others[i < position ? i : i - 1];
                entries[i] = _hashEntry(other.chainId, other.ledger, other.epoch, GrantId.unwrap(other.id));
            }
        }
        approval.signature = _signAsOwner(_approvalDigest(account, approval.deadline, entries));
    }

    /// @dev The routing of the test's grant that enables it, too: all its sessions are listed.
    function _enablingRouting(OwnerApproval memory approval) internal view returns (bytes memory) {
        return abi.encodePacked(
            _routingHeader(1, grant, 1), _routingGrant(grant, sessions, routes), _enablingPart(approval)
        );
    }

    /// @dev A grant that nobody has enabled yet.
    function _freshGrant() internal {
        uint64 salt = grant.salt + 100;
        _makeGrant();
        grant.salt = salt;
        grantId = grant.toId();
    }
}
