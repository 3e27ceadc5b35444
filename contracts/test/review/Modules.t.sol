// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReviewFixture} from "./ReviewFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {GrantStatus, IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionKeyManager} from "src/interfaces/ISessionKeyManager.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {Call, ISessionValidationModule} from "src/interfaces/ISessionValidationModule.sol";
import {DEXSwapSVM, IUniswapV2Swap} from "src/svm/DEXSwapSVM.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session, SessionId} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev A module that tries, while it is asked, everything that it was told to; and counts what succeeded.
contract EvilModule is ISessionValidationModule {
    address[] private _targets;
    bytes[] private _calls;
    uint256 public succeeded;
    uint256 public asked;

    function add(address target, bytes calldata call_) external {
        _targets.push(target);
        _calls.push(call_);
    }

    function validateSession(address, SessionId, bytes calldata, Call[] calldata) external returns (uint256) {
        ++asked;
        for (uint256 i = 0; i < _targets.length; ++i) {
            (bool success,) = _targets[i].call(_calls[i]);
            if (success) ++succeeded;
        }
        return 0;
    }
}

/// @dev Refuses with so many bytes.
contract BombModule {
    uint256 private _size;
    bool private _answers;

    constructor(uint256 size, bool answers) {
        _size = size;
        _answers = answers;
    }

    fallback() external {
        uint256 size = _size;
        if (_answers) {
            assembly {
                return(0x80, size)
            }
        }
        assembly {
            revert(0x80, size)
        }
    }
}

abstract contract ModulesReview is ReviewFixture {
    Grant internal second;
    Session[] internal secondSessions;

    /// @dev EntryPoint v0.8 takes an operation only after validAfter, not at it.
    function setUp() public virtual override {
        super.setUp();
        vm.warp(block.timestamp + 1);
    }

    /// @dev A second grant of the same key with one session of `module`, which covers a fourth call.
    function _withSecond(address module) internal returns (bytes memory routing) {
        delete secondSessions;
        secondSessions.push(_session(module, hex"00"));
        second = abi.decode(abi.encode(grant), (Grant));
        second.salt = uint64(uint160(module));
        second.sessionsRoot = _rootOf(secondSessions);
        vm.prank(account);
        ledger.enableGrants(_trees(second, secondSessions));
        _clearCalls();
        _addSeedCalls();
        _addCall(address(0xca11), hex"12345678");
        return abi.encodePacked(
            _header(0, 2),
            _grantBytes(grant, sessions, _eachOne(3, 0), false),
            _grantBytes(second, secondSessions, _eachOne(1, 3), false)
        );
    }

    /// @dev While it is asked, a module tries to charge, end, enable and use what is not its own. All it moves is its own.
    function test_review_evilModule_movesNothingOfOtherGrants() public {
        EvilModule evil = new EvilModule();
        bytes memory routing = _withSecond(address(evil));
        UserOperation memory op = _signed(_unsigned(_callData()), routing);
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        Call[] memory calls = new Call[](1);
        calls[0] = Call(0, address(tokenA), 0, _approveCall(1000e18), "");
        // Refused.
        evil.add(router, _validateCall(op, _hashOf(op)));
        evil.add(account, abi.encodeWithSignature("execute(bytes32,bytes)", bytes32(0), ""));
        evil.add(account, _callData());
        evil.add(
            address(ledger),
            abi.encodeCall(ISessionKeyManager.chargeGrant, (account, grantId, 1 ether, 1 ether))
        );
        evil.add(address(ledger), abi.encodeCall(ISessionKeyManager.verifyGrant, (account, grantId)));
        evil.add(address(ledger), abi.encodeCall(IGrantLedger.renounceGrant, (account, grant)));
        evil.add(
            address(ledger),
            abi.encodeCall(IGrantLedger.renounceGrantWithSignature, (account, grant, new bytes(65)))
        );
        evil.add(entryPoint, _handleCall(op));
        // Theirs to do, for themselves.
        evil.add(address(ledger), abi.encodeCall(IGrantLedger.revokeGrants, (router, ids)));
        evil.add(address(ledger), abi.encodeCall(IGrantLedger.revokeAllGrants, (router)));
        evil.add(
            address(approvalSvm),
            abi.encodeCall(approvalSvm.validateSession, (account, _sessionId(0), sessions[0].data, calls))
        );
        _sendAccepted(op);
        assertEq(evil.asked(), 1, "asked once");
        assertEq(evil.succeeded(), 3, "only what is its own");
        (uint256 total,,,) = approvalSvm.getUsage(router, _sessionId(0), account);
        assertEq(total, 100e18, "the other grant's counter");
        assertEq(_statusOf(grantId), 1);
        assertEq(_spentOf(grantId), _spentOf(second.toId()), "one charge each");
    }

    function _handleCall(UserOperation memory op) internal view returns (bytes memory) {
        if (!isNexus) {
            UserOperation[] memory ops = new UserOperation[](1);
            ops[0] = op;
            return abi.encodeWithSignature(
                "handleOps((address,uint256,bytes,bytes,uint256,uint256,uint256,uint256,uint256,bytes,bytes)[],address)",
                ops,
                address(1)
            );
        }
        bytes[] memory none;
        return abi.encodeWithSignature(
            "handleOps((address,uint256,bytes,bytes,bytes32,uint256,bytes32,bytes,bytes)[],address)",
            none,
            address(1)
        );
    }

    /// @dev A module of one grant cannot be used for a call that another module's session is routed to, nor be left out.
    function test_review_everyCall_isAskedOfItsOwnModule() public {
        EvilModule evil = new EvilModule();
        bytes memory routing = _withSecond(address(evil));
        // The evil module says yes to anything; the token's call stays with the module that the seed grant names.
        datas[0] = abi.encodeCall(IERC20.transfer, (address(0xbad), 1e18));
        _sendRefused(
            _signed(_unsigned(_callData()), routing),
            _refusal(
                address(approvalSvm),
                abi.encodeWithSignature(
                    "SelectorNotAllowed(uint256,bytes4,bytes4)",
                    0,
                    IERC20.transfer.selector,
                    IERC20.approve.selector
                )
            )
        );
        datas[0] = _approveCall(100e18);
        _sendAccepted(_signed(_unsigned(_callData()), routing));
    }

    /// @dev Answers of other sizes and huge refusals end the operation, and nothing stays charged.
    function test_review_answersOfOddSizes() public {
        uint256 clean = vm.snapshotState();
        for (uint256 i = 0; i < 5; ++i) {
            uint256[5] memory sizes = [uint256(0), 31, 33, 64, 1000];
            address module = address(new BombModule(sizes[i], true));
            bytes memory routing = _withSecond(module);
            _sendRefused(
                _signed(_unsigned(_callData()), routing),
                abi.encodeWithSelector(ISessionRouter.ModuleAnswerWrong.selector, module, sizes[i], 32)
            );
            module = address(new BombModule(sizes[i], false));
            routing = _withSecond(module);
            _sendRefused(_signed(_unsigned(_callData()), routing), _refusal(module, new bytes(sizes[i])));
            assertEq(_spentOf(grantId), 0);
            vm.revertToState(clean);
        }
        address good = address(new BombModule(32, true));
        bytes memory honest = _withSecond(good);
        _sendAccepted(_signed(_unsigned(_callData()), honest));
    }

    /// @dev Precompiles answer without being contracts; none of them passes for a module.
    function test_review_precompiles_areNoModules() public {
        for (uint160 i = 1; i <= 0x11; ++i) {
            uint256 clean = vm.snapshotState();
            bytes memory routing = _withSecond(address(i == 0x11 ? 0x100 : i));
            UserOperation memory op = _signed(_unsigned(_callData()), routing);
            bytes32 userOpHash = _hashOf(op);
            op.verificationGasLimit = 5_000_000;
            vm.prank(account);
            (bool success,) = router.call{gas: 3_000_000}(_validateCall(op, userOpHash));
            assertFalse(success, "a precompile passed for a module");
            vm.revertToState(clean);
        }
        bytes memory honest = _withSecond(address(new BombModule(32, true)));
        _sendAccepted(_signed(_unsigned(_callData()), honest));
    }

    /// @dev A grant of another key, of another account, of another router: the id differs, and the ledger does not know it.
    function test_review_grantsOfOthers() public {
        EvilModule evil = new EvilModule();
        bytes memory routing = _withSecond(address(evil));
        UserOperation memory good = _signed(_unsigned(_callData()), routing);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 clean = vm.snapshotState();
            Grant memory other = abi.decode(abi.encode(second), (Grant));
            other.salt = 4711 + uint64(i);
            if (i == 0) other.key = address(0xdead);
            if (i == 1) other.router = isNexus ? router : address(0x1234);
            address holder = i == 2 || (i == 1 && isNexus) ? address(0x5151) : account;
            vm.prank(holder);
            ledger.enableGrants(_trees(other, secondSessions));
            bytes memory wrong = abi.encodePacked(
                _header(0, 2),
                _grantBytes(grant, sessions, _eachOne(3, 0), false),
                _grantBytes(other, secondSessions, _eachOne(1, 3), false)
            );
            other.key = grant.key;
            other.router = router;
            _sendRefused(
                _signed(_unsigned(_callData()), wrong),
                abi.encodeWithSelector(
                    IGrantLedger.GrantStatusWrong.selector,
                    other.toId(),
                    GrantStatus.Never,
                    GrantStatus.Active
                )
            );
            vm.revertToState(clean);
        }
        _sendAccepted(good);
    }
}

contract ModulesModularReviewTest is ModulesReview {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }
}

contract ModulesNexus08ReviewTest is ModulesReview {
    function _kind() internal pure override returns (string memory) {
        return "0.8";
    }
}
