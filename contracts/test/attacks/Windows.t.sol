// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "../helpers/SeedFixture.sol";
import {WINDOW_BOUND, Window, WindowEmpty, WindowOutOfRange, toWindow} from "src/types/Window.sol";

contract WindowHarness {
    function pack(uint48 a, uint48 b) external pure returns (uint256) {
        return Window.unwrap(toWindow(a, b));
    }

    function fromWord(uint256 word) external pure returns (uint256) {
        return Window.unwrap(toWindow(word));
    }

    function intersect(uint48 a, uint48 b, uint48 c, uint48 d) external pure returns (uint256) {
        return Window.unwrap(toWindow(a, b).intersect(toWindow(c, d)));
    }
}

contract WindowAttacksTest is SeedFixture {
    WindowHarness internal harness = new WindowHarness();

    function test_attack_28_afterValidUntil() public {
        uint48 last = grant.validUntil;
        vm.warp(last + 1);
        _sendOutOfTime(_operation());
        vm.warp(last);
        _sendAccepted(_operation());
    }

    function test_attack_29_beforeValidAfter() public {
        grant.validAfter = uint48(block.timestamp + 1 hours);
        grant.salt = 2;
        _enableGrant();
        _sendOutOfTime(_operation());
        vm.warp(_firstMoment(grant.validAfter));
        _sendAccepted(_operation());
    }

    function test_attack_28_oneExpiredSessionStopsTheBatch() public {
        sessions[1].validUntil = uint48(block.timestamp + 1 hours);
        _regrant();
        uint256 start = block.timestamp;
        vm.warp(start + 1 hours + 1);
        _sendOutOfTime(_operation());
        vm.warp(start + 1 hours);
        _sendAccepted(_operation());
    }

    function test_attack_29_oneSessionNotYetDueStopsTheBatch() public {
        sessions[2].validAfter = uint48(block.timestamp + 1 hours);
        _regrant();
        _sendOutOfTime(_operation());
        vm.warp(_firstMoment(block.timestamp + 1 hours));
        _sendAccepted(_operation());
    }

    function test_attack_31_validAfterBehindValidUntil() public {
        (uint48 from, uint48 to) = (grant.validAfter, grant.validUntil);
        (grant.validAfter, grant.validUntil, grant.salt) = (to, from, 2);
        vm.expectRevert(abi.encodeWithSelector(WindowEmpty.selector, to, from));
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        (grant.validAfter, grant.validUntil) = (from, to);
        _enableGrant();
        _sendAccepted(_operation());
    }

    function test_attack_31_sessionOutsideTheGrant() public {
        sessions[0].validAfter = grant.validUntil + 1;
        uint48 until = grant.validUntil;
        _makeGrant();
        grant.salt = 2;
        vm.expectRevert(abi.encodeWithSelector(WindowEmpty.selector, until + 1, until));
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        sessions[0].validAfter = until;
        _makeGrant();
        grant.salt = 2;
        _enableGrant();
    }

    function test_boundAtTwoToTheFortySeven_isRefused() public {
        grant.validUntil = WINDOW_BOUND;
        grant.salt = 2;
        vm.expectRevert(
            abi.encodeWithSelector(WindowOutOfRange.selector, uint256(WINDOW_BOUND), WINDOW_BOUND - 1)
        );
        vm.prank(account);
        ledger.enableGrants(_trees(grant, sessions));
        grant.validUntil = WINDOW_BOUND - 1;
        _enableGrant();
        _sendAccepted(_operation());
    }

    function test_noExpiry_isZero() public {
        grant.validUntil = 0;
        grant.salt = 2;
        _enableGrant();
        vm.warp(block.timestamp + 3650 days);
        _sendAccepted(_operation());
    }

    function test_attack_33_disjointWindowsInOneBatch() public {
        sessions[0].validUntil = uint48(block.timestamp + 1 hours);
        sessions[1].validAfter = uint48(block.timestamp + 2 hours);
        _regrant();
        _sendRefused(
            _operation(),
            abi.encodeWithSelector(WindowEmpty.selector, sessions[1].validAfter, sessions[0].validUntil)
        );
        sessions[1].validAfter = sessions[0].validUntil - 1;
        _regrant();
        vm.warp(sessions[0].validUntil);
        _sendAccepted(_operation());
    }

    function testFuzz_intersect_onlyNarrows(uint48 a, uint48 b, uint48 c, uint48 d, uint48 moment)
        public
        view
    {
        a %= WINDOW_BOUND;
        b %= WINDOW_BOUND;
        c %= WINDOW_BOUND;
        d %= WINDOW_BOUND;
        bool inside = _within(a, b, moment) && _within(c, d, moment);
        try harness.intersect(a, b, c, d) returns (uint256 word) {
            assertEq(_within(uint48(word), uint48(word >> 48), moment), inside);
        } catch {
            assertFalse(inside, "refused a window that holds a moment");
        }
    }

    function _within(uint48 from, uint48 to, uint48 moment) private pure returns (bool) {
        return moment >= from && (to == 0 || moment <= to);
    }

    function testFuzz_word_withMoreThanTwoBounds_isRefused(uint256 word) public {
        vm.assume(word >> 96 != 0);
        vm.expectRevert(abi.encodeWithSelector(WindowOutOfRange.selector, word, type(uint96).max));
        harness.fromWord(word);
    }
}
