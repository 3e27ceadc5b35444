// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantTree, OtherGrant, OwnerApproval} from "../types/Approval.sol";
import {GrantId} from "../types/Grant.sol";
import {Session} from "../types/Session.sol";
import {SessionKey} from "../types/SessionKey.sol";
import {Window} from "../types/Window.sol";
import {CalldataReader} from "./CalldataReader.sol";
import {RoutedGrant} from "./GrantView.sol";
import {SessionView, Sessions} from "./SessionView.sol";

/// @title Reads what an operation carries to enable its first grant
/// @dev `Routing.decode` has found all of it within the routing. An enabling operation is a grant's first, so plain copies to memory do.
library EnablingPart {
    using CalldataReader for uint256;

    /// @dev The grant with all its sessions, as the ledger publishes them.
    function toTree(RoutedGrant routed, SessionKey key) internal view returns (GrantTree memory tree) {
        tree.grant = routed.terms().toGrant(address(this), key, routed.root());
        Sessions sessions = routed.sessions();
        tree.sessions = new Session[](sessions.length());
        for (uint256 i = 0; i < tree.sessions.length; ++i) {
            SessionView view_ = sessions.sessionAt(i);
            Window window = view_.window();
            tree.sessions[i] = Session({
                validAfter: window.validAfter(),
                validUntil: window.validUntil(),
                module: view_.module(),
                data: CalldataReader.slice(view_.data(), view_.dataLength())
            });
        }
    }

    /// @dev `deadline (6) ‖ position (1) ‖ otherCount (1) ‖ others ‖ signatureLength (2) ‖ signature`; an other is
    /// `chainId (8) ‖ ledger (20) ‖ epoch (8) ‖ grantId (32)`. Casts keep the lowest bits of a shifted word, which are exactly the field.
    function toApproval(uint256 position) internal pure returns (OwnerApproval memory approval) {
        uint256 word = position.load();
        approval.deadline = uint48(word >> 208);
        approval.position = uint8(word >> 200);
        approval.others = new OtherGrant[](uint8(word >> 192));
        position += 8;
        for (uint256 i = 0; i < approval.others.length; ++i) {
            word = position.load();
            approval.others[i] = OtherGrant({
                chainId: uint64(word >> 192),
                ledger: address(uint160(word >> 32)),
                epoch: uint64((position + 28).load() >> 192),
                id: GrantId.wrap(bytes32((position + 36).load()))
            });
            position += 68;
        }
        approval.signature = CalldataReader.slice(position + 2, position.load() >> 240);
    }
}
