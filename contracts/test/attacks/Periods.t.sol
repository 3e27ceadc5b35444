// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Route} from "../helpers/RoutingBuilder.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";
import {Call} from "src/interfaces/ISessionValidationModule.sol";
import {Session} from "src/types/Session.sol";
import {WindowEmpty} from "src/types/Window.sol";

/// @dev One session with a limit of 100 a day, of which `_use` spends. The operation names the day.
contract PeriodsTest is SeedFixture {
    uint256 internal constant DAY = 1 days;
    uint32 internal constant MONDAY = 4 days;

    /// @dev A day, at noon.
    uint256 internal constant TODAY = 20_000;

    /// @dev What is signed beside each call of the batch.
    bytes[] internal named;

    function setUp() public override {
        super.setUp();
        vm.warp(TODAY * DAY + 12 hours);
        _grantLimits(_daily(100));
    }

    function _daily(uint96 perPeriod) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(8), perPeriod, uint32(DAY), uint32(0));
    }

    function _grantLimits(bytes memory limits) internal {
        delete sessions;
        sessions.push(_session(address(approvalSvm), _approveData(limits)));
        _regrant();
    }

    /// @dev A batch of one call.
    function _use(uint256 amount, bytes memory name) internal {
        _clearCalls();
        delete named;
        _addCall(address(tokenA), _approveCall(amount));
        named.push(name);
        _route(0, 0);
    }

    function _day(uint256 period) internal pure returns (bytes memory) {
        return abi.encodePacked(uint32(period));
    }

    function _routing() internal view override returns (bytes memory) {
        bytes memory out =
            abi.encodePacked(_routingHeader(0, grant, 1), _routingTerms(grant), uint8(routes.length));
        for (uint256 i = 0; i < routes.length; ++i) {
            Session memory s = sessions[routes[i].leaf];
            out = abi.encodePacked(out, s.validAfter, s.validUntil, s.module, uint16(s.data.length), s.data);
            out = abi.encodePacked(out, uint8(routes[i].calls.length));
            for (uint256 j = 0; j < routes[i].calls.length; ++j) {
                uint8 call = routes[i].calls[j];
                out = abi.encodePacked(out, call, uint16(named[call].length), named[call]);
            }
        }
        return bytes.concat(out, _routingProof(sessions, routes));
    }

    /// @dev What a module is asked for one unit in a period.
    function _askedFor(uint256 period) internal view returns (Call[] memory calls) {
        calls = new Call[](1);
        calls[0] = Call(0, address(tokenA), 0, _approveCall(1), _day(period));
    }

    function _sendRefusedFor(bytes4 selector, uint256 found, uint256 allowed) internal {
        bytes memory reason = abi.encodeWithSelector(selector, 0, found, allowed);
        _sendRefused(_operation(), _refusal(address(approvalSvm), reason));
    }

    function _assertUsed(uint256 period, uint256 used) internal view {
        (,, uint256 periodFound, uint256 usedFound) = approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(periodFound, period);
        assertEq(usedFound, used);
    }

    function test_limitOfThePeriod() public {
        _use(60, _day(TODAY));
        _sendAccepted(_operation());
        _assertUsed(TODAY, 60);
        _use(41, _day(TODAY));
        _sendRefusedFor(ISVMErrors.PeriodLimitExceeded.selector, 41, 40);
        _use(40, _day(TODAY));
        _sendAccepted(_operation());
        _use(1, _day(TODAY));
        _sendRefusedFor(ISVMErrors.PeriodLimitExceeded.selector, 1, 0);
        vm.warp((TODAY + 1) * DAY + 1);
        _use(100, _day(TODAY + 1));
        _sendAccepted(_operation());
        _assertUsed(TODAY + 1, 100);
    }

    function test_severalUsesInOneBatch() public {
        _use(60, _day(TODAY));
        _addCall(address(tokenA), _approveCall(41));
        named.push(_day(TODAY));
        delete routes;
        uint8[] memory calls = new uint8[](2);
        calls[1] = 1;
        routes.push(Route(0, calls));
        bytes memory reason =
            abi.encodeWithSelector(ISVMErrors.PeriodLimitExceeded.selector, 1, uint256(41), uint256(40));
        _sendRefused(_operation(), _refusal(address(approvalSvm), reason));
        datas[1] = _approveCall(40);
        _sendAccepted(_operation());
        _assertUsed(TODAY, 100);
    }

    /// @dev What the descriptions say: around an edge, the amount of two periods within moments.
    function test_aroundTheEdge_twiceTheAmount() public {
        vm.warp((TODAY + 1) * DAY - 1);
        _use(100, _day(TODAY));
        _sendAccepted(_operation());
        vm.warp(_firstMoment((TODAY + 1) * DAY));
        _use(100, _day(TODAY + 1));
        _sendAccepted(_operation());
    }

    function test_yesterday_isOver() public {
        _use(1, _day(TODAY));
        vm.warp((TODAY + 1) * DAY + 12 hours);
        _sendOutOfTime(_operation());
        _use(1, _day(TODAY + 1));
        _sendAccepted(_operation());
    }

    function test_tomorrow_isNotYet() public {
        _use(1, _day(TODAY + 1));
        _sendOutOfTime(_operation());
        vm.warp(_firstMoment((TODAY + 1) * DAY));
        _sendAccepted(_operation());
    }

    /// @dev The last second of a period is still its own, the next is not.
    function test_lastSecond() public {
        _use(1, _day(TODAY));
        vm.warp((TODAY + 1) * DAY);
        _sendOutOfTime(_operation());
        vm.warp((TODAY + 1) * DAY - 1);
        _sendAccepted(_operation());
    }

    /// @dev Who signs for tomorrow first and has it validated would get today's amount a second time.
    function test_goingBack_isRefused() public {
        vm.prank(router);
        approvalSvm.validateSession(account, _sessionId(0), sessions[0].data, _askedFor(TODAY + 1));
        _use(1, _day(TODAY));
        _sendRefusedFor(ISVMErrors.PeriodPast.selector, TODAY, TODAY + 1);
        vm.warp(_firstMoment((TODAY + 1) * DAY));
        _use(99, _day(TODAY + 1));
        _sendAccepted(_operation());
    }

    function test_twoPeriodsInOneOperation_areRefused() public {
        _use(1, _day(TODAY));
        _addCall(address(tokenA), _approveCall(1));
        named.push(_day(TODAY + 1));
        delete routes;
        uint8[] memory calls = new uint8[](2);
        calls[1] = 1;
        routes.push(Route(0, calls));
        bytes memory reason = abi.encodeWithSelector(ISVMErrors.PeriodDiffers.selector, 1, TODAY + 1, TODAY);
        _sendRefused(_operation(), _refusal(address(approvalSvm), reason));
        named[1] = _day(TODAY);
        _sendAccepted(_operation());
    }

    /// @dev Two sessions, one by the day and one by the week: the operation is valid while both are on.
    function test_sessionsWithDifferentPeriods() public {
        bytes memory weekly = abi.encodePacked(uint8(8), uint96(100), uint32(7 days), MONDAY);
        sessions.push(_session(address(stakeSvm), _stakeData(weekly)));
        _regrant();
        uint256 week = (block.timestamp - MONDAY) / 7 days;
        _use(1, _day(TODAY));
        _addCall(address(vault), _stakeCall(1));
        named.push(_day(week - 1));
        _route(1, 1);
        uint256 weekStart = MONDAY + week * 7 days;
        bytes memory reason = abi.encodeWithSelector(WindowEmpty.selector, grant.validAfter, weekStart - 1);
        _sendRefused(_operation(), reason);
        named[1] = _day(week);
        _sendAccepted(_operation());
    }

    function test_periodNotNamed_isRefused() public {
        bytes4 selector = ISVMErrors.CallSpecificDataNotAllowed.selector;
        _use(1, "");
        _sendRefusedFor(selector, 0, 4);
        _use(1, hex"000000");
        _sendRefusedFor(selector, 3, 4);
        _use(1, bytes.concat(_day(TODAY), hex"00"));
        _sendRefusedFor(selector, 5, 4);
        // Nothing is charged, and yet the period is named.
        _use(0, "");
        _sendRefusedFor(selector, 0, 4);
        _use(0, _day(TODAY));
        _sendAccepted(_operation());
    }

    function test_periodWithoutLimit_isRefused() public {
        _grantLimits(_noLimits());
        _use(1, _day(TODAY));
        _sendRefusedFor(ISVMErrors.CallSpecificDataNotAllowed.selector, 4, 0);
        _use(1, "");
        _sendAccepted(_operation());
    }

    function test_shortPeriod_isRefused() public {
        // Into the hour: EntryPoint v0.8 takes nothing at a window's first second.
        vm.warp(block.timestamp + 1 minutes);
        _grantLimits(abi.encodePacked(uint8(8), uint96(100), uint32(1 hours - 1), uint32(0)));
        _use(1, _day(block.timestamp / (1 hours - 1)));
        bytes memory reason = abi.encodeWithSelector(
            ISVMErrors.PeriodTooShort.selector, uint256(1 hours - 1), uint256(1 hours)
        );
        _sendRefused(_operation(), _refusal(address(approvalSvm), reason));
        _grantLimits(abi.encodePacked(uint8(8), uint96(100), uint32(1 hours), uint32(0)));
        _use(1, _day(block.timestamp / 1 hours));
        _sendAccepted(_operation());
    }

    /// @dev A window at 2^47 or later would be read as blocks by EntryPoint v0.9.
    function test_periodBehindAllTime_isRefused() public {
        uint32 length = type(uint32).max;
        _grantLimits(abi.encodePacked(uint8(8), uint96(100), length, uint32(0)));
        uint256 latest = uint256(2 ** 47) / length - 1;
        _use(1, _day(latest + 1));
        _sendRefusedFor(ISVMErrors.PeriodOutOfRange.selector, latest + 1, latest);
        // The last one that there is, long after the grant.
        _use(1, _day(latest));
        _sendRefused(
            _operation(), abi.encodeWithSelector(WindowEmpty.selector, latest * length, grant.validUntil)
        );
        _use(1, _day(block.timestamp / length));
        _sendAccepted(_operation());
    }

    /// @dev Totals and numbers of uses do not start again with the period.
    function test_totalGoesOn() public {
        _grantLimits(
            abi.encodePacked(uint8(14), uint104(150), uint24(3), uint96(100), uint32(DAY), uint32(0))
        );
        _use(100, _day(TODAY));
        _sendAccepted(_operation());
        vm.warp((TODAY + 1) * DAY + 1);
        _use(51, _day(TODAY + 1));
        _sendRefusedFor(ISVMErrors.TotalLimitExceeded.selector, 51, 50);
        _use(50, _day(TODAY + 1));
        _sendAccepted(_operation());
        (uint256 total, uint256 uses, uint256 period, uint256 used) =
            approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(abi.encode(total, uses, period, used), abi.encode(150, 2, TODAY + 1, 50));
    }

    /// @dev An attempt counts: the charge of an operation whose execution reverts stands.
    function test_attack_57_revertedExecutionHasCounted() public {
        _use(60, _day(TODAY));
        vm.mockCallRevert(address(tokenA), _approveCall(60), "no");
        _send(_operation());
        vm.clearMockedCalls();
        _assertUsed(TODAY, 60);
        _use(41, _day(TODAY));
        _sendRefusedFor(ISVMErrors.PeriodLimitExceeded.selector, 41, 40);
        _use(40, _day(TODAY));
        _sendAccepted(_operation());
    }

    /// @dev A stranger enters periods in a namespace of its own.
    function test_attack_55_strangersEnterNoPeriod() public {
        vm.prank(makeAddr("stranger"));
        approvalSvm.validateSession(account, _sessionId(0), sessions[0].data, _askedFor(TODAY + 1));
        _assertUsed(0, 0);
        _use(100, _day(TODAY));
        _sendAccepted(_operation());
    }

    /// @dev A week that is anchored to Monday begins on Monday.
    function test_weeksBeginOnMonday() public {
        _grantLimits(abi.encodePacked(uint8(8), uint96(100), uint32(7 days), MONDAY));
        // 2026-01-05, 00:00 UTC.
        uint256 monday = 1_767_571_200;
        vm.warp(monday - 1);
        _makeGrant();
        grant.salt = 77;
        grantId = _enableGrant();
        uint256 week = (monday - MONDAY) / 7 days;
        _use(100, _day(week - 1));
        _sendAccepted(_operation());
        vm.warp(_firstMoment(monday));
        _use(100, _day(week));
        _sendAccepted(_operation());
    }
}
