// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Batch, CallView, newBatch} from "src/core/Batch.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";
import {ForbiddenTargets} from "src/core/ForbiddenTargets.sol";
import {GrantView, Grants, newGrants} from "src/core/GrantView.sol";
import {Sessions, newSessions} from "src/core/SessionView.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {ERC20ApprovalSVM} from "src/svm/ERC20ApprovalSVM.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {GrantState, enabledState, revokedState} from "src/types/GrantState.sol";
import {SessionId} from "src/types/Session.sol";
import {toSessionKey} from "src/types/SessionKey.sol";
import {Window, toWindow} from "src/types/Window.sol";

contract PiecesHarness {
    using CalldataReader for bytes;

    function idOf(bytes calldata terms, address identity, uint8 keyType, bytes32 root)
        external
        view
        returns (GrantId, GrantId)
    {
        GrantView view_ = GrantView.wrap(terms.positionOf(0));
        return (
            view_.toId(address(this), identity, keyType, root),
            view_.toGrant(address(this), toSessionKey(identity, keyType), root).toId()
        );
    }

    function idOfCalldata(Grant calldata grant) external pure returns (GrantId) {
        return grant.toId();
    }

    /// @param modules 34 bytes each, as a session starts; one session a grant
    function refuse(address[] calldata targets, bytes calldata modules, address account, address ledger)
        external
        view
    {
        Batch batch = newBatch(targets.length);
        uint256 bits = 0;
        for (uint256 i = 0; i < targets.length; ++i) {
            (CallView call_, address target) = (batch.callAt(i), targets[i]);
            bits |= 1 << uint8(uint160(target));
            assembly ("memory-safe") {
                mstore(call_, target)
                mstore(add(batch, 0x20), bits)
            }
        }
        uint256 count = modules.length / 34;
        Grants grants = newGrants(count, 0);
        for (uint256 i = 0; i < count; ++i) {
            Sessions sessions = newSessions(1);
            uint256 position = modules.positionOf(34 * i);
            uint256 bit = 1 << uint8(modules[34 * i + 31]);
            assembly ("memory-safe") {
                mstore(add(grants, 0x20), or(mload(add(grants, 0x20)), bit))
                mstore(add(sessions, 0x20), position)
            }
            grants.grantAt(i).setTerms(GrantView.wrap(0), sessions, 0);
        }
        ForbiddenTargets.refuse(batch, grants, account, ledger);
    }

    function intersect(Window a, Window b) external pure returns (Window) {
        return a.intersect(b);
    }

    function toWindow_(uint256 word) external pure returns (Window) {
        return toWindow(word);
    }
}

contract PiecesReviewTest is Test {
    PiecesHarness internal harness = new PiecesHarness();

    // grant ids

    /// @dev The id from calldata, the id from memory and the plain EIP-712 encoding are one, whatever follows in calldata.
    function testFuzz_review_grantId(Grant memory grant, bytes memory behind) public view {
        grant.router = address(harness);
        bytes memory terms = abi.encodePacked(
            grant.validAfter, grant.validUntil, grant.paymaster, grant.feeBudget, grant.salt, behind
        );
        (GrantId found, GrantId copied) = harness.idOf(terms, grant.key, grant.keyType, grant.sessionsRoot);
        bytes32 plain = keccak256(
            abi.encode(
                keccak256(
                    "Grant(address router,address key,uint8 keyType,uint48 validAfter,uint48 validUntil,address paymaster,uint96 feeBudget,bytes32 sessionsRoot,uint64 salt)"
                ),
                grant
            )
        );
        assertEq(GrantId.unwrap(found), plain);
        assertEq(GrantId.unwrap(copied), plain);
        assertEq(GrantId.unwrap(harness.idOfCalldata(grant)), plain);
    }

    /// @dev A grant in calldata with a bit above its field is refused, so no two encodings of one grant have two ids.
    function testFuzz_review_dirtyGrantInCalldata_isRefused(Grant memory grant, uint256 bit) public {
        bytes memory call_ = abi.encodeCall(harness.idOfCalldata, (grant));
        (bool success,) = address(harness).call(call_);
        assertTrue(success, "twin");
        uint256[9] memory width = [uint256(160), 160, 8, 48, 48, 160, 96, 256, 64];
        uint256 field = bit % 9;
        if (width[field] == 256) return;
        bit = width[field] + (bit >> 8) % (256 - width[field]);
        assembly ("memory-safe") {
            let at_ := add(add(call_, 0x24), mul(field, 0x20))
            mstore(at_, or(mload(at_), shl(bit, 1)))
        }
        (success,) = address(harness).call(call_);
        assertFalse(success, "dirty field accepted");
    }

    // forbidden targets

    function _pool(uint256 choice, address account, address ledger, address module)
        private
        view
        returns (address)
    {
        if (choice == 0) return address(0);
        if (choice == 1) return account;
        if (choice == 2) return ledger;
        if (choice == 3) return module;
        if (choice == 4) return address(harness);
        if (choice == 5) return 0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789;
        if (choice == 6) return 0x0000000071727De22E5E9d8BAf0edAc6f37da032;
        if (choice == 7) return 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;
        return 0x433709009B8330FDa32311DF1C2AFA402eD8D009;
    }

    /// @dev A forbidden target is refused wherever it stands; an address that shares its last byte is not.
    /// forge-config: default.fuzz.runs = 3000
    function testFuzz_review_forbiddenTargets(
        uint256 choice,
        uint256 place,
        address account,
        address ledger,
        address[3] memory modules,
        address[4] memory targets
    ) public {
        bytes memory sessions = abi.encodePacked(
            bytes12(0),
            modules[0],
            bytes2(0),
            bytes12(0),
            modules[1],
            bytes2(0),
            bytes12(0),
            modules[2],
            bytes2(0)
        );
        address[] memory list = new address[](4);
        address bad = _pool(choice % 9, account, ledger, modules[(choice >> 8) % 3]);
        for (uint256 i = 0; i < 4; ++i) {
            // The same last byte as something forbidden: the filter lets it through to the comparison, and the comparison lets it pass.
            list[i] =
                address(uint160(bad) ^ (uint160(uint256(keccak256(abi.encode(targets[i])))) << 8 | 1 << 159));
        }
        harness.refuse(list, sessions, account, ledger);
        list[place % 4] = bad;
        vm.expectRevert();
        harness.refuse(list, sessions, account, ledger);
    }

    // windows

    /// @dev A moment lies in the intersection exactly if it lies in both; refused exactly if no moment does.
    function testFuzz_review_windows(uint8[4] memory bounds, uint8 moment) public {
        Window a = _window(bounds[0] % 12, bounds[1] % 12);
        Window b = _window(bounds[2] % 12, bounds[3] % 12);
        if (_isEmpty(a)) return;
        bool empty = true;
        for (uint256 t = 0; t < 13; ++t) {
            if (_lies(a, t) && _lies(b, t)) empty = false;
        }
        if (empty) {
            vm.expectRevert();
            harness.intersect(a, b);
            return;
        }
        if (Window.unwrap(b) != 0 && _isEmpty(b)) return;
        Window both = harness.intersect(a, b);
        uint256 t_ = moment % 13;
        assertEq(_lies(both, t_), _lies(a, t_) && _lies(b, t_), "narrowed");
        uint256 data = both.toValidationData(false);
        assertEq(uint160(data), 0);
        assertEq(uint48(data >> 160), both.validUntil());
        assertEq(data >> 208, both.validAfter());
        assertEq(both.toValidationData(true), data | 1);
    }

    function testFuzz_review_moduleWord_mustBeTwoBounds(uint256 word) public {
        bool good = word >> 96 == 0 && uint48(word) < 2 ** 47 && uint48(word >> 48) < 2 ** 47;
        if (!good) vm.expectRevert();
        Window window = harness.toWindow_(word);
        if (good) assertEq(Window.unwrap(window), word);
        word &= 0x7fffffffffff7fffffffffff;
        assertEq(Window.unwrap(harness.toWindow_(word)), word);
    }

    function _window(uint256 from, uint256 to) private pure returns (Window) {
        return Window.wrap(to << 48 | from);
    }

    function _isEmpty(Window window) private pure returns (bool) {
        return window.validUntil() != 0 && window.validAfter() > window.validUntil();
    }

    function _lies(Window window, uint256 t) private pure returns (bool) {
        return t >= window.validAfter() && (window.validUntil() == 0 || t <= window.validUntil());
    }

    // states

    /// @dev Charging never moves mark or epoch, never shrinks, stops at the largest value; ending keeps all but the mark.
    function testFuzz_review_grantState(uint64 epoch, uint256[6] memory costs, uint256 word) public pure {
        GrantState state = enabledState(epoch);
        uint256 sum = 0;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 cost = i % 2 == 0 ? uint96(costs[i]) : costs[i];
            uint256 spent;
            (state, spent) = state.charged(cost);
            assertEq(spent, sum + (cost > 1 << 96 ? 1 << 96 : cost));
            unchecked {
                sum = cost > type(uint96).max - sum ? type(uint96).max : sum + cost;
            }
            assertEq(state.feeSpent(), sum);
            assertEq(state.operations(), i + 1);
            assertEq(state.enabledEpoch(), epoch);
            assertEq(state.mark(), 1);
        }
        GrantState any = GrantState.wrap(word);
        assertEq(GrantState.unwrap(revokedState(any)) ^ word, uint8(word) ^ 2);
        if (any.operations() == type(uint32).max) return;
        (GrantState next,) = any.charged(0);
        assertEq(next.operations(), any.operations() + 1);
    }

    // limits

    struct Used {
        uint256 total;
        uint256 uses;
    }

    /// @dev Counters against a plain model, many calls in several operations.
    function testFuzz_review_limits(uint8 flags, uint128 perUse, uint104 total, uint24 uses, uint256 seed)
        public
    {
        flags &= 7;
        (perUse, total, uses) = (perUse % 200, total % 1000, uses % 12);
        ERC20ApprovalSVM svm = new ERC20ApprovalSVM();
        bytes memory data = abi.encodePacked(address(0x70), address(0x5e), flags);
        if (flags & 1 != 0) data = abi.encodePacked(data, perUse);
        if (flags & 2 != 0) data = abi.encodePacked(data, total);
        if (flags & 4 != 0) data = abi.encodePacked(data, uses);
        Used memory used;
        for (uint256 round = 0; round < 6; ++round) {
            Used memory next = Used(used.total, used.uses);
            Call[] memory calls = new Call[](1 + seed % 3);
            bool good = true;
            for (uint256 i = 0; i < calls.length; ++i) {
                seed = uint256(keccak256(abi.encode(seed)));
                uint256 amount = seed % 5 == 0 ? 0 : seed % 7 == 0 ? seed : seed % 220;
                calls[i] =
                    Call(i, address(0x70), 0, abi.encodeWithSelector(0x095ea7b3, address(0x5e), amount), "");
                if (amount == 0) continue;
                if (flags & 1 != 0 && amount > perUse) good = false;
                unchecked {
                    if (flags & 2 != 0 && (amount > total || next.total + amount > total)) good = false;
                    if (flags & 2 != 0 && good) next.total += amount;
                }
                if (flags & 4 != 0 && ++next.uses > uses) good = false;
            }
            if (!good) vm.expectRevert();
            svm.validateSession(address(this), SessionId.wrap(0), data, calls);
            if (good) used = next;
            (uint256 totalFound, uint256 usesFound,,) =
                svm.getUsage(address(this), SessionId.wrap(0), address(this));
            assertEq(totalFound, used.total, "total");
            assertEq(usesFound, used.uses, "uses");
        }
    }

    /// @dev Every other length of the data and every unknown flag is refused.
    function testFuzz_review_limits_malformed(uint8 flags, uint8 length, bytes32 filler) public {
        ERC20ApprovalSVM svm = new ERC20ApprovalSVM();
        Call[] memory calls = new Call[](0);
        // Periods, and the module's own flag, ask for calls: the vectors have those.
        flags &= 0xe7;
        uint256 right = 41 + 16 * (flags & 1) + 13 * (flags >> 1 & 1) + 3 * (flags >> 2 & 1);
        bytes memory data = abi.encodePacked(
            address(0x70), address(0x5e), flags, filler, filler, filler, filler, filler, filler
        );
        assembly ("memory-safe") {
            mstore(data, length)
        }
        if (flags > 7 || length != right) vm.expectRevert();
        svm.validateSession(address(this), SessionId.wrap(0), data, calls);
    }
}
