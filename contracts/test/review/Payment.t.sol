// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReviewFixture} from "./ReviewFixture.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Signs everything, asks nothing.
contract OpenPaymaster {
    fallback() external payable {
        // validatePaymasterUserOp: empty context, no window. The same answer serves postOp, which is never asked.
        assembly ("memory-safe") {
            mstore(0x00, 0x40)
            mstore(0x20, 0)
            mstore(0x40, 0)
            return(0x00, 0x60)
        }
    }
}

abstract contract PaymentReview is ReviewFixture {
    function setUp() public virtual override {
        super.setUp();
        vm.warp(block.timestamp + 1);
    }

    function _paidBy(address paymaster) internal returns (bytes memory) {
        vm.deal(address(this), address(this).balance + 10 ether);
        _depositTo(paymaster, 10 ether);
        return _paymasterBytes(paymaster);
    }

    function _wealth() internal view returns (uint256) {
        return _depositOf(account) + account.balance;
    }

    /// @dev The account never pays more than the grant is charged, whatever the limits and fees are.
    /// forge-config: default.fuzz.runs = 200
    function testFuzz_review_chargeCoversWhatTheEntryPointTakes(
        uint32 call_,
        uint32 verify,
        uint32 pre,
        uint64 fee
    ) public {
        UserOperation memory op = _unsigned(_callData());
        op.callGasLimit = 400_000 + call_ % 3_000_000;
        op.verificationGasLimit = 400_000 + verify % 3_000_000;
        op.preVerificationGas = pre % 3_000_000;
        op.maxFeePerGas = fee % 200 gwei;
        op.maxPriorityFeePerGas = op.maxFeePerGas;
        op = _resigned(op);
        uint256 before = _wealth();
        uint256 most = (op.callGasLimit + op.verificationGasLimit + op.preVerificationGas) * op.maxFeePerGas;
        if (most > grant.feeBudget) {
            _sendFailed(op);
            assertEq(_spentOf(grantId), 0);
            return;
        }
        _sendAccepted(op);
        assertEq(_spentOf(grantId), most, "the prefund");
        assertLe(before - _wealth(), most, "more was taken than was charged");
    }

    /// @dev Both grants of an operation are charged in full, and both must be able to pay: one that cannot ends it.
    function test_review_budgetsOfSeveralGrants() public {
        Grant memory second = abi.decode(abi.encode(grant), (Grant));
        second.salt += 1;
        uint256 cost = 2_050_000 gwei;
        for (uint256 i = 0; i < 3; ++i) {
            second.salt += 1;
            second.paymaster = i == 1 ? address(0x9) : address(0);
            // One wei too little; sponsored only; exactly enough.
            second.feeBudget = uint96(i == 0 ? cost - 1 : i == 1 ? 0 : cost);
            vm.prank(account);
            ledger.enableGrants(_trees(second, sessions));
            uint8[][] memory first = _eachOne(3, 0);
            first[2] = new uint8[](0);
            uint8[][] memory last = new uint8[][](3);
            last[2] = new uint8[](1);
            last[2][0] = 2;
            bytes memory routing = abi.encodePacked(
                _header(0, 2),
                _grantBytes(grant, sessions, first, false),
                _grantBytes(second, sessions, last, false)
            );
            UserOperation memory op = _signed(_unsigned(_callData()), routing);
            if (i < 2) {
                _sendFailed(op);
                assertEq(_spentOf(grantId) + _spentOf(second.toId()), 0, "nothing is left of it");
            } else {
                _sendAccepted(op);
                assertEq(_spentOf(grantId), cost);
                assertEq(_spentOf(second.toId()), cost);
            }
        }
    }

    /// @dev Sponsored: charged nothing, also over the budget; but every grant must name this paymaster.
    function test_review_sponsoring_mustSuitEveryGrant() public {
        address paymaster = address(new OpenPaymaster());
        bytes memory paymasterBytes = _paidBy(paymaster);
        Grant memory second = abi.decode(abi.encode(grant), (Grant));
        for (uint64 i = 0; i < 4; ++i) {
            grant.salt = 100 + i;
            second.salt = 200 + i;
            grant.paymaster = i & 1 == 1 ? paymaster : address(0x9);
            second.paymaster = i & 2 == 2 ? paymaster : address(0);
            vm.startPrank(account);
            ledger.enableGrants(_trees(grant, sessions));
            ledger.enableGrants(_trees(second, sessions));
            vm.stopPrank();
            uint8[][] memory first = _eachOne(3, 0);
            first[2] = new uint8[](0);
            uint8[][] memory last = new uint8[][](3);
            last[2] = new uint8[](1);
            last[2][0] = 2;
            UserOperation memory op = _unsigned(_callData());
            op.paymasterAndData = paymasterBytes;
            op.maxFeePerGas = 500 gwei;
            op.maxPriorityFeePerGas = 500 gwei;
            op = _signed(
                op,
                abi.encodePacked(
                    _header(0, 2),
                    _grantBytes(grant, sessions, first, false),
                    _grantBytes(second, sessions, last, false)
                )
            );
            if (i != 3) {
                _sendFailed(op);
                continue;
            }
            uint256 before = _wealth();
            _send(op);
            assertEq(_wealth(), before, "the account paid nothing");
            assertEq(vault.balanceOf(account), 95e18);
            assertEq(_spentOf(grant.toId()) + _spentOf(second.toId()), 0);
        }
    }

    /// @dev Limits and fees so large that sums and products would wrap cost more than any budget.
    function testFuzz_review_hugeLimits_costMoreThanAnyBudget(uint256 seed) public {
        grant.feeBudget = type(uint96).max;
        grantId = _enableGrant();
        UserOperation memory op = _unsigned(_callData());
        uint256 huge = uint256(1) << (100 + seed % 28) | uint120(seed >> 8);
        uint256 field = (seed >> 128) % 4;
        if (field == 0) op.callGasLimit = huge;
        if (field == 1) op.verificationGasLimit = huge;
        if (field == 2) op.preVerificationGas = seed % 2 == 0 ? huge : type(uint256).max - seed % 1e9;
        if (field == 3) op.maxFeePerGas = huge;
        if (!isNexus && seed % 3 == 0) op.callGasLimit = type(uint256).max;
        op = _resigned(op);
        bytes32 userOpHash = _hashOf(op);
        vm.prank(account);
        uint256 data = _validateAtRouter(op, userOpHash);
        assertEq(uint160(data), 1, "must fail");
        op = _resigned(_unsigned(_callData()));
        userOpHash = _hashOf(op);
        vm.prank(account);
        data = _validateAtRouter(op, userOpHash);
        // Saturated now: even the largest budget is used up.
        assertEq(uint160(data), 1, "spent");
    }
}

contract PaymentModularReviewTest is PaymentReview {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }

    function test_review_paymasterBytes_zeroOrShort() public {
        // 20 zero bytes and more: the account pays, and is charged.
        UserOperation memory op = _unsigned(_callData());
        op.paymasterAndData = new bytes(33);
        uint256 before = _wealth();
        _sendAccepted(_resigned(op));
        assertGe(_spentOf(grantId), before - _wealth());
        assertGt(before, _wealth());
        // Under 20 bytes: refused by the EntryPoint.
        op = _unsigned(_callData());
        op.paymasterAndData = new bytes(19);
        op = _resigned(op);
        vm.expectRevert();
        _send(op);
    }
}

abstract contract PaymentNexusReview is PaymentReview {
    /// @dev Paymaster bytes that name nobody: EntryPoint v0.7 lets the account pay for the paymaster's limits, too, and the grant is charged
    /// for them; v0.8 refuses.
    function test_review_paymasterBytes_zeroOrShort() public {
        UserOperation memory op = _unsigned(_callData());
        op.paymasterAndData = abi.encodePacked(address(0), uint128(3_000_000), uint128(5_000_000), hex"1234");
        op = _resigned(op);
        uint256 before = _wealth();
        if (keccak256(bytes(_kind())) == keccak256("0.7")) {
            _sendAccepted(op);
            assertEq(_spentOf(grantId), (2_050_000 + 8_000_000) * 1 gwei, "all five limits");
            assertGe(_spentOf(grantId), before - _wealth());
        } else {
            vm.expectRevert();
            _send(op);
        }
        op = _unsigned(_callData());
        op.paymasterAndData = new bytes(51);
        op = _resigned(op);
        bytes32 userOpHash = keccak256("any");
        vm.expectRevert(abi.encodeWithSelector(ISessionRouter.PaymasterDataTooShort.selector, 51, 52));
        vm.prank(account);
        _validateAtRouter(op, userOpHash);
    }

    /// @dev Only the bare marker of EIP-7702, padded with zeros to at most 20 bytes, is no deployment.
    function test_review_initCode_marker() public {
        for (uint256 length = 0; length < 24; ++length) {
            uint256 clean = vm.snapshotState();
            UserOperation memory op = _unsigned(_callData());
            op.initCode = new bytes(length);
            if (length > 0) op.initCode[0] = 0x77;
            if (length > 1) op.initCode[1] = 0x02;
            bytes memory routing = _routing();
            bytes32 userOpHash = keccak256("any");
            op.signature = abi.encodePacked(routing, _sign(sessionKey, _digest(userOpHash, routing)));
            bool good = length == 0 || (length > 1 && length <= 20);
            if (!good) {
                vm.expectRevert(abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, length));
            }
            vm.prank(account);
            uint256 data = _validateAtRouter(op, userOpHash);
            if (good) assertEq(uint160(data), 0);
            vm.revertToState(clean);
            if (length < 3) continue;
            op.initCode[length - 1] = 0x01;
            vm.expectRevert(abi.encodeWithSelector(ISessionRouter.InitCodeNotAllowed.selector, length));
            vm.prank(account);
            _validateAtRouter(op, userOpHash);
        }
    }
}

contract PaymentNexus07ReviewTest is PaymentNexusReview {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}

contract PaymentNexus08ReviewTest is PaymentNexusReview {
    function _kind() internal pure override returns (string memory) {
        return "0.8";
    }
}
