// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "../helpers/Bytes.sol";
import {SeedFixture} from "../helpers/SeedFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {ERC20ApprovalSVM} from "src/svm/ERC20ApprovalSVM.sol";
import {UserOperation} from "src/types/UserOperation.sol";

contract ERC20AttacksTest is SeedFixture {
    using Bytes for bytes;

    function setUp() public override {
        super.setUp();
        _useCall(address(tokenA), _approveCall(100e18));
    }

    function _refusedCall(bytes memory data, bytes memory reason) internal {
        _useCall(address(tokenA), data);
        _sendRefused(_operation(), _refusal(address(approvalSvm), reason));
        _useCall(address(tokenA), _approveCall(100e18));
        _sendAccepted(_operation());
    }

    function _refusedSelector(bytes memory data) internal {
        _refusedCall(
            data,
            abi.encodeWithSelector(
                ISVMErrors.SelectorNotAllowed.selector, 0, bytes4(data), IERC20.approve.selector
            )
        );
    }

    function test_attack_34_transferUnderAnApprovalGrant() public {
        _refusedSelector(abi.encodeCall(IERC20.transfer, (address(dex), 100e18)));
    }

    function test_attack_35_otherFunctionsOfTheToken() public {
        _refusedSelector(abi.encodeWithSignature("increaseAllowance(address,uint256)", address(dex), 1));
        _refusedSelector(abi.encodeWithSignature("burn(uint256)", 1));
        _refusedSelector(abi.encodeWithSignature("push(address,uint256)", address(dex), 1));
        _refusedSelector(
            abi.encodeWithSignature("transferAndCall(address,uint256,bytes)", address(dex), 1, "")
        );
        _refusedSelector(
            abi.encodeWithSignature(
                "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                account,
                address(dex),
                1,
                1,
                27,
                bytes32(0),
                bytes32(0)
            )
        );
    }

    function test_attack_36_foreignSelectorPaddedToTheSameLength() public {
        _refusedSelector(abi.encodePacked(hex"deadbeef", uint256(uint160(address(dex))), uint256(1)));
    }

    function test_attack_36_longerOrShorterCalldata() public {
        bytes memory good = _approveCall(100e18);
        _refusedCall(
            bytes.concat(good, hex"00"),
            abi.encodeWithSelector(ISVMErrors.CalldataLengthWrong.selector, 0, 69, 68)
        );
        _refusedCall(good.cut(67), abi.encodeWithSelector(ISVMErrors.CalldataLengthWrong.selector, 0, 67, 68));
        _refusedCall(
            good.cut(3),
            abi.encodeWithSelector(
                ISVMErrors.SelectorNotAllowed.selector, 0, bytes4(0x095ea700), IERC20.approve.selector
            )
        );
    }

    function test_attack_37_forbiddenTargets() public {
        address[9] memory forbidden = [
            address(0),
            account,
            address(ledger),
            router,
            0x5FF137D4b0FDCD49DcA30c7CF57E578a026d2789,
            0x0000000071727De22E5E9d8BAf0edAc6f37da032,
            0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108,
            0x433709009B8330FDa32311DF1C2AFA402eD8D009,
            address(approvalSvm)
        ];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            // Even a session that names the target as its token does not help.
            delete sessions;
            sessions.push(
                _session(address(approvalSvm), abi.encodePacked(forbidden[i], address(dex), _noLimits()))
            );
            _regrant();
            _useCall(forbidden[i], _approveCall(1));
            _sendRefused(
                _operation(), abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, forbidden[i])
            );
        }
        delete sessions;
        sessions.push(_session(address(approvalSvm), _approveData(_noLimits())));
        _regrant();
        _useCall(address(tokenA), _approveCall(1));
        _sendAccepted(_operation());
    }

    /// @dev The router compares a target only if it shares its last byte with a forbidden one: that alone refuses nothing.
    function test_attack_37_targetsThatShareALastByteWithAForbiddenOne_areAccepted() public {
        address[4] memory forbidden = [router, account, address(approvalSvm), address(0)];
        for (uint256 i = 0; i < forbidden.length; ++i) {
            address lookalike = address(uint160(forbidden[i]) ^ (1 << 152));
            vm.etch(lookalike, address(tokenA).code);
            _useSingle(
                address(approvalSvm),
                abi.encodePacked(lookalike, address(dex), _noLimits()),
                lookalike,
                _approveCall(1)
            );
            _sendAccepted(_operation());
        }
    }

    function test_attack_37_aModuleOfTheOperationAsTarget() public {
        delete sessions;
        sessions.push(
            _session(address(approvalSvm), abi.encodePacked(address(stakeSvm), address(dex), _noLimits()))
        );
        sessions.push(_session(address(stakeSvm), _stakeData(_noLimits())));
        _regrant();
        tokenB.mint(account, 1);
        _clearCalls();
        _addCall(address(stakeSvm), _approveCall(1));
        _addCall(address(vault), _stakeCall(1));
        _route(0, 0);
        _route(1, 1);
        _sendRefused(
            _operation(),
            abi.encodeWithSelector(ISessionRouter.TargetForbidden.selector, 0, address(stakeSvm))
        );
        sessions[0].data = _approveData(_noLimits());
        _regrant();
        targets[0] = address(tokenA);
        _sendAccepted(_operation());
    }

    function test_attack_37_anotherTokenOrSpender() public {
        _useCall(address(tokenB), _approveCall(1));
        _sendRefused(
            _operation(),
            _refusal(
                address(approvalSvm),
                abi.encodeWithSelector(
                    ISVMErrors.TargetNotAllowed.selector, 0, address(tokenB), address(tokenA)
                )
            )
        );
        _refusedCall(
            abi.encodeCall(IERC20.approve, (address(this), 1)),
            abi.encodeWithSelector(
                ERC20ApprovalSVM.SpenderNotAllowed.selector, 0, address(this), address(dex)
            )
        );
    }

    function test_attack_10_dirtySpender() public {
        bytes memory data = _approveCall(1);
        uint256 word = data.wordAt(4) | 1 << 255;
        _refusedCall(
            data.withWord(4, word), abi.encodeWithSelector(ISVMErrors.AddressNotClean.selector, 0, 4, word)
        );
    }

    function test_attack_38_sumOverTheLimit_acrossCallsOfABatch() public {
        _clearCalls();
        _addCall(address(tokenA), _approveCall(600e18));
        _addCall(address(tokenA), _approveCall(400e18 + 1));
        routes.push();
        routes[0].calls = [0, 1];
        _sendRefused(_operation(), _overTotal(1, 400e18 + 1, 400e18));
        datas[1] = _approveCall(400e18);
        _sendAccepted(_operation());
    }

    function test_attack_38_sumOverTheLimit_acrossOperations() public {
        _useCall(address(tokenA), _approveCall(600e18));
        _sendAccepted(_operation());
        _sendRefused(_operation(), _overTotal(0, 600e18, 400e18));
        _useCall(address(tokenA), _approveCall(400e18));
        _sendAccepted(_operation());
    }

    function test_attack_38_sumOverTheLimit_acrossNonceLanes() public {
        _useCall(address(tokenA), _approveCall(600e18));
        _sendAccepted(_operation());
        UserOperation memory op = _unsigned(_callData());
        op.nonce = _nonceOf(account, router, 7);
        _sendRefused(_signed(op, _routing()), _overTotal(0, 600e18, 400e18));
        op.callData = "";
        _useCall(address(tokenA), _approveCall(400e18));
        op.callData = _callData();
        _sendAccepted(_signed(op, _routing()));
    }

    function test_attack_38_perUseAndUses() public {
        delete sessions;
        sessions.push(
            _session(address(approvalSvm), _approveData(abi.encodePacked(uint8(5), uint128(10), uint24(2))))
        );
        _regrant();
        _useCall(address(tokenA), _approveCall(11));
        _sendRefused(
            _operation(),
            _refusal(
                address(approvalSvm),
                abi.encodeWithSelector(ISVMErrors.PerUseLimitExceeded.selector, 0, 11, 10)
            )
        );
        _useCall(address(tokenA), _approveCall(10));
        _sendAccepted(_operation());
        _sendAccepted(_operation());
        _sendRefused(
            _operation(),
            _refusal(
                address(approvalSvm), abi.encodeWithSelector(ISVMErrors.UsesLimitExceeded.selector, 0, 3, 2)
            )
        );
        _useCall(address(tokenA), _approveCall(0));
        _sendAccepted(_operation());
    }

    function _overTotal(uint256 call, uint256 found, uint256 allowed) internal view returns (bytes memory) {
        return _refusal(
            address(approvalSvm),
            abi.encodeWithSelector(ISVMErrors.TotalLimitExceeded.selector, call, found, allowed)
        );
    }

    function test_attack_39_nonZeroValue() public {
        values[0] = 1;
        _sendRefused(
            _operation(),
            _refusal(
                address(approvalSvm), abi.encodeWithSelector(ISVMErrors.ValueNotAllowed.selector, 0, 1, 0)
            )
        );
        values[0] = 0;
        _sendAccepted(_operation());
    }

    function test_attack_40_allowanceLeftStanding() public {
        delete sessions;
        sessions.push(_session(address(approvalSvm), _approveData(hex"10")));
        _regrant();
        _clearCalls();
        _addCall(address(tokenA), _approveCall(5));
        _addCall(address(tokenA), _approveCall(1));
        routes.push();
        routes[0].calls = [0, 1];
        _sendRefused(
            _operation(),
            _refusal(
                address(approvalSvm), abi.encodeWithSelector(ERC20ApprovalSVM.AllowanceLeft.selector, 1, 1, 0)
            )
        );
        datas[1] = _approveCall(0);
        _sendAccepted(_operation());
        assertEq(tokenA.allowance(account, address(dex)), 0);
    }

    function test_malformedSessionData_isRefused() public {
        bytes memory good = _approveData(_limitTotal(5));
        _refusedData(good.cut(39), abi.encodeWithSelector(ISVMErrors.SessionDataMalformed.selector, 39, 41));
        _refusedData(good.cut(40), abi.encodeWithSelector(ISVMErrors.SessionDataMalformed.selector, 40, 41));
        _refusedData(good.cut(53), abi.encodeWithSelector(ISVMErrors.SessionDataMalformed.selector, 53, 54));
        _refusedData(
            bytes.concat(good, hex"00"),
            abi.encodeWithSelector(ISVMErrors.SessionDataMalformed.selector, 55, 54)
        );
        _refusedData(
            good.withByte(40, 0x22), abi.encodeWithSelector(ISVMErrors.LimitFlagsUnknown.selector, 0x22, 0x1f)
        );
        _useSingle(address(approvalSvm), good, address(tokenA), _approveCall(5));
        _sendAccepted(_operation());
    }

    function _refusedData(bytes memory data, bytes memory reason) internal {
        _useSingle(address(approvalSvm), data, address(tokenA), _approveCall(5));
        _sendRefused(_operation(), _refusal(address(approvalSvm), reason));
    }

    /// @dev Whatever amounts are tried, the sum of what was allowed never passes the limit, and nothing below it is refused.
    function testFuzz_total_isExact(uint104 limit, uint256[8] memory amounts) public {
        delete sessions;
        sessions.push(_session(address(approvalSvm), _approveData(_limitTotal(limit))));
        _regrant();
        uint256 sum = 0;
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = bound(amounts[i], 0, uint256(limit) / 2 + 2);
            _useCall(address(tokenA), _approveCall(amount));
            UserOperation memory op = _operation();
            bytes32 userOpHash = _hashOf(op);
            vm.prank(account);
            (bool success,) = router.call(_validateCall(op, userOpHash));
            assertEq(success, sum + amount <= limit);
            if (success) sum += amount;
        }
    }
}
