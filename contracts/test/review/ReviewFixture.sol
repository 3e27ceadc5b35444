// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Route} from "../helpers/Operations.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {OtherGrant, OwnerApproval, hashApproval, hashChainGrant} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The seed fixture, with routings of several grants and with enabling parts.
abstract contract ReviewFixture is SeedFixture {
    // routing

    function _header(uint8 flags, uint8 count) internal view returns (bytes memory) {
        return _routingHeader(flags, grant, count);
    }

    /// @param calls for each session of the list the calls that it covers; without any it is left out, unless `all`
    function _grantBytes(Grant memory terms, Session[] memory list, uint8[][] memory calls, bool all)
        internal
        pure
        returns (bytes memory)
    {
        uint256 used = 0;
        Route[] memory entries = new Route[](list.length);
        for (uint256 i = 0; i < list.length; ++i) {
            if (calls[i].length != 0 || all) entries[used++] = Route(i, calls[i]);
        }
        assembly ("memory-safe") {
            mstore(entries, used)
        }
        return _routingGrant(terms, list, entries);
    }

    /// @dev One call for each session, in order, from `first` on.
    function _eachOne(uint256 count, uint8 first) internal pure returns (uint8[][] memory calls) {
        calls = new uint8[][](count);
        for (uint256 i = 0; i < count; ++i) {
            calls[i] = new uint8[](1);
            calls[i][0] = first + uint8(i);
        }
    }

    // enabling

    function _emptyApproval(uint48 deadline) internal pure returns (OwnerApproval memory approval) {
        approval.deadline = deadline;
    }

    function _digestOf(address account_, Grant memory terms, OwnerApproval memory approval)
        internal
        view
        returns (bytes32)
    {
        (uint64 epoch,) = ledger.getAccount(terms.router, account_);
        bytes32[] memory entries = new bytes32[](approval.others.length + 1);
        for (uint256 i = 0; i < entries.length; ++i) {
            if (i == approval.position) {
                entries[i] = hashChainGrant(block.chainid, address(ledger), epoch, terms.toId());
                continue;
            }
            OtherGrant memory other = approval.others[i < approval.position ? i : i - 1];
            entries[i] = hashChainGrant(other.chainId, other.ledger, other.epoch, other.id);
        }
        return hashApproval(account_, approval.deadline, entries);
    }

    function _approved(Grant memory terms, OwnerApproval memory approval)
        internal
        view
        returns (OwnerApproval memory)
    {
        approval.signature = _signAsOwner(_digestOf(account, terms, approval));
        return approval;
    }

    /// @dev The seed sessions under another salt: a grant that was never enabled.
    function _freshGrant() internal {
        grant.salt += 1000;
        grantId = grant.toId();
    }

    function _enablingRouting(OwnerApproval memory approval) internal view returns (bytes memory) {
        return abi.encodePacked(
            _header(1, 1), _grantBytes(grant, sessions, _eachOne(3, 0), true), _enablingPart(approval)
        );
    }

    function _enablingOperation(OwnerApproval memory approval) internal view returns (UserOperation memory) {
        return _signed(_unsigned(_callData()), _enablingRouting(approval));
    }

    function _statusOf(GrantId id) internal view returns (uint256) {
        (bool success, bytes memory answer) =
            address(ledger).staticcall(abi.encodeCall(ledger.getGrant, (router, account, id)));
        assertTrue(success);
        return abi.decode(answer, (uint256));
    }

    function _spentOf(GrantId id) internal view returns (uint256 spent) {
        (,, spent,) = ledger.getGrant(router, account, id);
    }

    /// @dev Another dApp's key with a grant of its own, now enabled and `sessionKey`: its operation sets an allowance to zero.
    function _operationOfAnotherKey() internal returns (UserOperation memory) {
        sessionKey = uint256(keccak256("another dApp's key"));
        grant.key = vm.addr(sessionKey);
        _enableGrant();
        _clearCalls();
        _addCall(address(tokenA), _approveCall(0));
        _route(0, 0);
        return _operation();
    }

    function _resigned(UserOperation memory op) internal view returns (UserOperation memory) {
        return _signed(op, _routing());
    }
}
