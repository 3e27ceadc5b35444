// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReviewFixture} from "./ReviewFixture.sol";
import {IGrantLedger} from "src/interfaces/IGrantLedger.sol";
import {ISessionRouter} from "src/interfaces/ISessionRouter.sol";
import {OwnerApproval, hashApproval, hashChainGrant} from "src/types/Approval.sol";
import {UserOperation} from "src/types/UserOperation.sol";

struct BootstrapConfig {
    address module;
    bytes data;
}

interface INexusBootstrapFull {
    function initNexus(
        BootstrapConfig[] calldata validators,
        BootstrapConfig[] calldata executors,
        BootstrapConfig calldata hook,
        BootstrapConfig[] calldata fallbacks,
        address registry,
        address[] calldata attesters,
        uint8 threshold
    ) external;
}

/// @dev The operation that deploys a Nexus with the router installed, enables a grant and uses it, all at once.
abstract contract DeployingReview is ReviewFixture {
    bytes internal initCode;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(block.timestamp + 1);
        BootstrapConfig[] memory validators = new BootstrapConfig[](2);
        validators[0] = BootstrapConfig(address(ownerValidator), abi.encodePacked(owner));
        validators[1] = BootstrapConfig(router, "");
        bytes memory setup = abi.encodeCall(
            INexusBootstrapFull.initNexus,
            (
                validators,
                new BootstrapConfig[](0),
                BootstrapConfig(address(0), ""),
                new BootstrapConfig[](0),
                address(0),
                new address[](0),
                0
            )
        );
        bytes memory initData = abi.encode(nexusBootstrap, setup);
        account = nexusFactory.computeAccountAddress(initData, bytes32(uint256(5)));
        initCode = abi.encodePacked(
            nexusFactory, abi.encodeCall(nexusFactory.createAccount, (initData, bytes32(uint256(5))))
        );
        vm.deal(address(this), address(this).balance + 10 ether);
        _depositTo(account, 10 ether);
        _freshGrant();
        _clearCalls();
        _addCall(address(tokenA), _approveCall(1e18));
    }

    function _approvedAt(uint64 epoch, uint256 signer) internal view returns (OwnerApproval memory approval) {
        approval.deadline = uint48(block.timestamp + 1 hours);
        bytes32[] memory entries = new bytes32[](1);
        entries[0] = hashChainGrant(block.chainid, address(ledger), epoch, grantId);
        bytes32 digest = hashApproval(account, approval.deadline, entries);
        approval.signature = _wrapForAccount(_sign(signer, digest), _ownerJudge());
    }

    function _deploying(OwnerApproval memory approval, bool enabling)
        internal
        view
        returns (UserOperation memory op)
    {
        op = _unsigned(_callData());
        op.initCode = initCode;
        op.verificationGasLimit = 3_000_000;
        uint8[][] memory calls = new uint8[][](3);
        calls[0] = new uint8[](1);
        bytes memory grants = _grantBytes(grant, sessions, calls, enabling);
        bytes memory routing = enabling
            ? abi.encodePacked(_header(1, 1), grants, _enablingPart(approval))
            : abi.encodePacked(_header(0, 1), grants);
        return _signed(op, routing);
    }

    /// @dev Installing begins epoch 1: an approval for it is good before the account exists, one for epoch 0 never is.
    function test_review_deployEnableUse_inOneOperation() public {
        assertEq(account.code.length, 0);
        uint256 clean = vm.snapshotState();
        _expectReason(_deploying(_approvedAt(0, ownerKey), true), IGrantLedger.ApprovalRefused.selector);
        _expectReason(_deploying(_approvedAt(2, ownerKey), true), IGrantLedger.ApprovalRefused.selector);
        _expectReason(_deploying(_approvedAt(1, sessionKey), true), IGrantLedger.ApprovalRefused.selector);
        _expectReason(_deploying(_approvedAt(1, ownerKey), false), ISessionRouter.InitCodeNotAllowed.selector);
        vm.revertToState(clean);
        UserOperation memory op = _deploying(_approvedAt(1, ownerKey), true);
        _sendAccepted(op);
        assertEq(tokenA.allowance(account, address(dex)), 1e18);
        assertEq(_statusOf(grantId), 1);
        assertLe(10 ether - _depositOf(account), _spentOf(grantId), "more was taken than was charged");
    }

    /// @dev Before the account exists nobody can use the approval, and no stranger moves its epoch; deployed by a stranger first, the
    /// approval is still good, without initCode.
    function test_review_deploying_frontRun() public {
        OwnerApproval memory approval = _approvedAt(1, ownerKey);
        UserOperation memory op = _deploying(approval, true);
        vm.prank(address(0xbad));
        (bool success,) = address(ledger)
            .call(
                abi.encodeWithSelector(
                    IGrantLedger.enableGrantWithApproval.selector,
                    account,
                    _trees(grant, sessions)[0],
                    approval
                )
            );
        assertFalse(success, "no code, no approval");
        (success,) = router.call(abi.encodeWithSignature("onInstall(bytes)", ""));
        uint256 clean = vm.snapshotState();
        _sendAccepted(op);
        vm.revertToState(clean);
        bytes memory factoryCall = new bytes(initCode.length - 20);
        for (uint256 i = 0; i < factoryCall.length; ++i) {
            factoryCall[i] = initCode[20 + i];
        }
        vm.prank(address(0xbad));
        (success,) = address(nexusFactory).call(factoryCall);
        assertTrue(success);
        vm.expectRevert();
        _send(op);
        initCode = "";
        _sendAccepted(_deploying(approval, true));
    }

    function _expectReason(UserOperation memory op, bytes4 reason) private {
        bytes memory call_ = abi.encodeCall(this.sendOne, (op));
        (bool success, bytes memory answer) = address(this).call(call_);
        assertFalse(success, "accepted");
        bool found = false;
        for (uint256 i = 0; i + 4 <= answer.length && !found; ++i) {
            bytes4 word;
            assembly ("memory-safe") {
                word := mload(add(add(answer, 0x20), i))
            }
            found = word == reason;
        }
        assertTrue(found, "another reason");
    }

    function sendOne(UserOperation memory op) external {
        _send(op);
    }
}

contract DeployingNexus07ReviewTest is DeployingReview {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}

contract DeployingNexus08ReviewTest is DeployingReview {
    function _kind() internal pure override returns (string memory) {
        return "0.8";
    }
}
