// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISeedFormat} from "../interfaces/ISeedFormat.sol";
import {ISeedSessionManager, SessionStorage} from "../interfaces/ISeedFramework.sol";
import {ISeedLedger} from "../interfaces/ISeedLedger.sol";
import {GrantLedger} from "./GrantLedger.sol";
import {SeedSignature} from "./SeedSignature.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";

/// @title The seed format's ledger: each account's root, and what its operations may cost
/// @dev Guarantees: a root and seed terms are what the account itself last set; what is spent only grows, and only the router that it was
/// spent through adds to it. Terms end with the epoch in which they were set, so revoking all grants of a router ends them too.
/// Does not protect: an owner whose root holds a session that allows too much. A root says nothing of what it holds.
abstract contract SeedLedger is GrantLedger, ISeedLedger, ISeedSessionManager {
    /// @dev Two slots: what the owner set, and what it came to.
    struct SeedTerms {
        uint96 budget;
        address paymaster;
        uint128 spent;
        uint32 operations;
        /// The account's epoch in which the terms hold, plus one; 0: never set.
        uint64 epochAfter;
    }

    /// @dev The account stands innermost in both mappings: ERC-7562 then counts the slots as the account's own.
    mapping(address account => SessionStorage) private _sessions;
    mapping(address router => mapping(address account => SeedTerms)) private _terms;

    /// @inheritdoc ISeedLedger
    function setMerkleRoot(bytes32 merkleRoot) external {
        _sessions[msg.sender].merkleRoot = merkleRoot;
        emit MerkleRootSet(msg.sender, merkleRoot);
    }

    /// @inheritdoc ISeedLedger
    function setSeedPayments(address router, uint96 budget, address paymaster) external {
        SeedTerms storage terms = _terms[router][msg.sender];
        (terms.budget, terms.paymaster) = (budget, paymaster);
        // 2^64 epochs are out of reach.
        terms.epochAfter = _accountState(router, msg.sender).epoch() + 1;
        emit SeedPaymentsSet(msg.sender, router, budget, paymaster, terms.spent);
    }

    /// @inheritdoc ISeedLedger
    /// @dev A sponsored operation charges nothing. The number of operations makes every charge change the slot, so that an operation estimated
    /// with fees of zero costs the same gas as the one that is sent.
    function paySeedOperation(address account, address paymaster, uint256 cost)
        external
        returns (bool allowed)
    {
        SeedTerms storage terms = _terms[msg.sender][account];
        allowed = _isCurrent(msg.sender, account, terms);
        uint256 budget = terms.budget;
        // Nobody's name is zero, so a paymaster that was not set equals none.
        if (paymaster != address(0)) return paymaster == terms.paymaster && allowed;
        uint256 sum = terms.spent;
        uint256 count = terms.operations;
        // A cost above every budget counts as 2^96, of which 2^32 operations would have to fit, and only those within the budget come to stay.
        unchecked {
            sum += cost > type(uint96).max ? 1 << 96 : cost;
            if (count < type(uint32).max) ++count;
        }
        (terms.spent, terms.operations) = (uint128(sum), uint32(count));
        return sum <= budget && budget != 0 && allowed;
    }

    /// @inheritdoc ISeedLedger
    function getSessionKeys(address smartAccount) external view returns (SessionStorage memory) {
        return _sessions[smartAccount];
    }

    /// @inheritdoc ISeedLedger
    function getPaymentsOfSeed(address router, address account)
        external
        view
        returns (uint96 budget, address paymaster, uint128 spent, uint32 operations)
    {
        SeedTerms storage terms = _terms[router][account];
        if (_isCurrent(router, account, terms)) (budget, paymaster) = (terms.budget, terms.paymaster);
        return (budget, paymaster, terms.spent, terms.operations);
    }

    /// @inheritdoc ISeedSessionManager
    function validateSessionKey(
        address smartAccount,
        uint48 validUntil,
        uint48 validAfter,
        address sessionValidationModule,
        bytes calldata sessionKeyData,
        bytes32[] calldata merkleProof
    ) public view {
        if (sessionKeyData.length == SeedSignature.NODE_LIKE) {
            revert ISeedFormat.SeedDataLikeNode(sessionKeyData.length);
        }
        bytes32 leaf =
            keccak256(abi.encodePacked(validUntil, validAfter, sessionValidationModule, sessionKeyData));
        bytes32 root = _sessions[smartAccount].merkleRoot;
        if (!MerkleProofLib.verifyCalldata(merkleProof, root, leaf)) {
            revert ISeedFormat.SeedSessionNotEnabled(leaf, root);
        }
    }

    function _isCurrent(address router, address account, SeedTerms storage terms)
        private
        view
        returns (bool)
    {
        return terms.epochAfter == uint256(_accountState(router, account).epoch()) + 1;
    }
}
