// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artifacts} from "../helpers/Artifacts.sol";
import {Test} from "forge-std/Test.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {ERC20ApprovalSVM} from "src/svm/ERC20ApprovalSVM.sol";
import {SessionId} from "src/types/Session.sol";

/// @dev What a router and an EntryPoint do with a module's answer, for one of several accounts: what is refused or out of time has no effect.
contract LimitedRouter {
    ERC20ApprovalSVM internal immutable SVM;

    error OutOfTime(uint256 window);

    constructor(ERC20ApprovalSVM svm) {
        SVM = svm;
    }

    function operate(address account, SessionId id, bytes calldata data, Call[] calldata calls) external {
        uint256 window = SVM.validateSession(account, id, data, calls);
        (uint256 from, uint256 to) = (uint48(window), uint48(window >> 48));
        if (block.timestamp < from || (to != 0 && block.timestamp > to)) revert OutOfTime(window);
    }
}

/// @dev A year of an honest key, a thief with the key, and strangers, around a session of each of two accounts: 100 a day, 50 each time,
/// 4,000 in total, 250 uses.
contract LimitsHandler is Artifacts {
    address internal constant TOKEN = address(0x7070);
    address internal constant SPENDER = address(0x5050);
    uint256 internal constant START = 20_000 * 1 days + 7 hours;
    uint96 public constant PER_DAY = 100;
    uint128 public constant PER_USE = 50;
    uint104 public constant TOTAL = 4_000;
    uint24 public constant USES = 250;
    SessionId internal constant SESSION = SessionId.wrap(bytes32(uint256(1)));

    ERC20ApprovalSVM public svm;
    LimitedRouter public router;
    bytes internal data;

    struct Model {
        uint256 total;
        uint256 uses;
        uint256 lastDay;
        uint256 usedThatDay;
    }

    /// @dev Two accounts, so that one is seen not to move the other.
    mapping(address account => Model) internal model;
    mapping(address account => mapping(uint256 day => uint256)) public movedOn;
    uint256 public accepted;

    function setUp() public {
        svm = ERC20ApprovalSVM(_deploy("ERC20ApprovalSVM", ""));
        router = new LimitedRouter(svm);
        data = abi.encodePacked(
            TOKEN, SPENDER, uint8(15), PER_USE, TOTAL, USES, PER_DAY, uint32(1 days), uint32(0)
        );
        vm.warp(START);
    }

    function accountOf(uint256 seed) public pure returns (address) {
        return address(uint160(0xacc0 + seed % 2));
    }

    function today() public view returns (uint256) {
        return block.timestamp / 1 days;
    }

    /// @dev Hours and seconds pass, seldom days; a year at most.
    function wait(uint256 seconds_, uint256 dice) external {
        uint256 most = dice % 5 == 0 ? 12 days : dice % 5 < 3 ? 6 hours : 3;
        uint256 next = block.timestamp + seconds_ % most;
        // An edge, now and then.
        if (dice % 7 == 0) next = (block.timestamp / 1 days + 1) * 1 days - dice % 2;
        if (next < START + 365 days) vm.warp(next);
    }

    function _calls(uint256[] memory amounts, uint256[] memory periods)
        internal
        pure
        returns (Call[] memory calls)
    {
        calls = new Call[](amounts.length);
        for (uint256 i = 0; i < amounts.length; ++i) {
            bytes memory approve = abi.encodeWithSignature("approve(address,uint256)", SPENDER, amounts[i]);
            calls[i] = Call(i, TOKEN, 0, approve, abi.encodePacked(uint32(periods[i])));
        }
    }

    /// @dev Names today, as the SDK does. Must be allowed exactly where the model says so.
    function operate(uint256 seed, uint256[3] memory amountsSeed, uint256 count) external {
        address account = accountOf(seed);
        uint256[] memory amounts = new uint256[](count % 3 + 1);
        uint256[] memory periods = new uint256[](amounts.length);
        Model memory next = model[account];
        if (next.lastDay != today()) (next.lastDay, next.usedThatDay) = (today(), 0);
        bool allowed = true;
        for (uint256 i = 0; i < amounts.length; ++i) {
            (amounts[i], periods[i]) = (amountsSeed[i] % 60, today());
            if (amounts[i] == 0) continue;
            next.total += amounts[i];
            next.usedThatDay += amounts[i];
            ++next.uses;
            if (amounts[i] > PER_USE || next.total > TOTAL || next.uses > USES || next.usedThatDay > PER_DAY)
            {
                allowed = false;
            }
        }
        try router.operate(account, SESSION, data, _calls(amounts, periods)) {
            assertTrue(allowed, "over a limit");
            _note(account, next);
        } catch {
            assertFalse(allowed, "short of a limit");
        }
    }

    /// @dev Has the key, and names whatever periods it likes.
    function steal(uint256 seed, uint256[3] memory amountsSeed, int8[3] memory days_) external {
        address account = accountOf(seed);
        uint256[] memory amounts = new uint256[](seed % 3 + 1);
        uint256[] memory periods = new uint256[](amounts.length);
        Model memory next = model[account];
        if (next.lastDay != today()) (next.lastDay, next.usedThatDay) = (today(), 0);
        for (uint256 i = 0; i < amounts.length; ++i) {
            amounts[i] = amountsSeed[i] % 70;
            periods[i] = uint256(int256(today()) + (seed % 2 == 0 ? days_[0] % 3 : days_[i] % 3));
            if (amounts[i] == 0) continue;
            next.total += amounts[i];
            next.usedThatDay += amounts[i];
            ++next.uses;
        }
        try router.operate(account, SESSION, data, _calls(amounts, periods)) {
            _note(account, next);
        } catch {}
    }

    /// @dev Asks the module itself, for anybody, under any session.
    function stranger(uint256 seed, uint256 amount, uint32 period, address who) external {
        if (who == address(router)) return;
        (uint256[] memory amounts, uint256[] memory periods) = (new uint256[](1), new uint256[](1));
        (amounts[0], periods[0]) = (amount % 60, period);
        vm.prank(who);
        try svm.validateSession(accountOf(seed), SESSION, data, _calls(amounts, periods)) {} catch {}
    }

    function _note(address account, Model memory next) private {
        movedOn[account][today()] += next.total - model[account].total;
        model[account] = next;
        ++accepted;
    }

    function modelOf(address account) external view returns (Model memory) {
        return model[account];
    }

    function usageOf(address account) external view returns (uint256, uint256, uint256, uint256) {
        return svm.getUsage(address(router), SESSION, account);
    }
}

contract LimitsInvariantTest is Test {
    LimitsHandler internal handler;

    function setUp() public {
        handler = new LimitsHandler();
        handler.setUp();
        targetContract(address(handler));
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = handler.wait.selector;
        selectors[1] = handler.operate.selector;
        selectors[2] = handler.steal.selector;
        selectors[3] = handler.stranger.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    /// @dev Never over a limit, whoever acted; and the counters say what happened, which no stranger moved. Long enough for the year.
    /// forge-config: default.invariant.runs = 12
    /// forge-config: default.invariant.depth = 1200
    /// forge-config: deep.invariant.runs = 128
    /// forge-config: deep.invariant.depth = 1200
    function invariant_limitsHold() public view {
        for (uint256 i = 0; i < 2; ++i) {
            address account = handler.accountOf(i);
            LimitsHandler.Model memory model = handler.modelOf(account);
            assertLe(model.total, handler.TOTAL());
            assertLe(model.uses, handler.USES());
            assertLe(handler.movedOn(account, handler.today()), handler.PER_DAY());
            assertLe(model.usedThatDay, handler.PER_DAY());
            (uint256 total, uint256 uses, uint256 period, uint256 used) = handler.usageOf(account);
            assertEq(total, model.total);
            assertEq(uses, model.uses);
            if (model.lastDay != 0) assertEq(period, model.lastDay);
            assertEq(used, model.usedThatDay);
        }
    }

    /// @dev A year in which nothing is allowed would pass as well: honest operations run here, and use up each of the limits.
    function test_yearOfAnHonestKey() public {
        address account = handler.accountOf(0);
        uint256 days_ = 0;
        for (uint256 i = 0; i < 900; ++i) {
            handler.operate(0, [uint256(16), 17, 17], 1);
            if (i % 3 == 2) {
                handler.wait(1 days - 1, 5);
                ++days_;
            }
        }
        LimitsHandler.Model memory model = handler.modelOf(account);
        assertGt(handler.accepted(), 100);
        assertGt(model.total, handler.TOTAL() - 33);
        assertGt(days_, 100);
    }
}
