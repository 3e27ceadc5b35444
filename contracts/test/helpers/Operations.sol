// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint06} from "./IEntryPoint06.sol";
import {Route, RoutingBuilder} from "./RoutingBuilder.sol";
import {World} from "./World.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IUniswapV2Swap} from "src/svm/DEXSwapSVM.sol";
import {GrantTree} from "src/types/Approval.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session, SessionId, sessionId} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Builds grants, routings and user operations as an SDK would, and sends them through the real EntryPoint.
abstract contract Operations is World, RoutingBuilder {
    address[] internal targets;
    uint256[] internal values;
    bytes[] internal datas;

    Grant internal grant;
    Session[] internal sessions;
    Route[] internal routes;

    // calls of the seed flow

    function _approveCall(uint256 amount) internal view returns (bytes memory) {
        return abi.encodeCall(IERC20.approve, (address(dex), amount));
    }

    function _swapCall(uint256 amountIn, uint256 minimumOut) internal view returns (bytes memory) {
        address[] memory path = new address[](2);
        (path[0], path[1]) = (address(tokenA), address(tokenB));
        return abi.encodeCall(
            IUniswapV2Swap.swapExactTokensForTokens, (amountIn, minimumOut, path, account, type(uint256).max)
        );
    }

    function _stakeCall(uint256 assets) internal view returns (bytes memory) {
        return abi.encodeCall(IERC4626.deposit, (assets, account));
    }

    function _addCall(address target, bytes memory data) internal {
        targets.push(target);
        values.push(0);
        datas.push(data);
    }

    function _addSeedCalls() internal {
        _addCall(address(tokenA), _approveCall(100e18));
        _addCall(address(dex), _swapCall(100e18, 95e18));
        _addCall(address(vault), _stakeCall(95e18));
    }

    // sessions of the seed flow

    function _limitTotal(uint104 total) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(2), total);
    }

    function _noLimits() internal pure returns (bytes memory) {
        return hex"00";
    }

    function _session(address module, bytes memory data) internal pure returns (Session memory) {
        return Session({validAfter: 0, validUntil: 0, module: module, data: data});
    }

    function _approveData(bytes memory limits) internal view returns (bytes memory) {
        return abi.encodePacked(address(tokenA), address(dex), limits);
    }

    /// @dev Floor rate 0.95 B for 1 A.
    function _swapData(bytes memory limits) internal view returns (bytes memory) {
        return abi.encodePacked(
            address(dex), uint128(95), uint128(100), address(tokenA), address(tokenB), uint8(0), limits
        );
    }

    function _stakeData(bytes memory limits) internal view returns (bytes memory) {
        return abi.encodePacked(uint8(0), address(vault), limits);
    }

    function _addSeedSessions() internal {
        sessions.push(_session(address(approvalSvm), _approveData(_limitTotal(1000e18))));
        sessions.push(_session(address(swapSvm), _swapData(_noLimits())));
        sessions.push(_session(address(stakeSvm), _stakeData(_noLimits())));
    }

    function _route(uint256 leaf, uint8 call) internal {
        uint8[] memory calls = new uint8[](1);
        calls[0] = call;
        routes.push(Route(leaf, calls));
    }

    function _routeSeed() internal {
        _route(0, 0);
        _route(1, 1);
        _route(2, 2);
    }

    function _clearCalls() internal {
        delete targets;
        delete values;
        delete datas;
        delete routes;
    }

    // grant

    function _leaves() internal view returns (bytes32[] memory leaves) {
        return _leavesOf(sessions);
    }

    function _keyType() internal pure virtual returns (uint8) {
        return 0;
    }

    function _makeGrant() internal {
        grant = Grant({
            router: router,
            key: _keyIdentity(),
            keyType: _keyType(),
            // EntryPoint v0.8 takes an operation from the second after.
            validAfter: uint48(block.timestamp - 1),
            validUntil: uint48(block.timestamp + 7 days),
            paymaster: address(0),
            feeBudget: 1 ether,
            sessionsRoot: _rootOf(sessions),
            salt: 1
        });
    }

    function _enableGrant() internal returns (GrantId) {
        vm.prank(account);
        return ledger.enableGrants(_trees(grant, sessions))[0];
    }

    function _trees(Grant memory terms, Session[] memory leaves)
        internal
        pure
        returns (GrantTree[] memory trees)
    {
        trees = new GrantTree[](1);
        trees[0] = GrantTree(terms, leaves);
    }

    function _sessionId(uint256 leaf) internal view returns (SessionId) {
        return sessionId(grant.toId(), _leaves()[leaf]);
    }

    // routing and signature

    function _routing() internal view virtual returns (bytes memory) {
        return abi.encodePacked(_routingHeader(0, grant, 1), _routingGrant(grant, sessions, routes));
    }

    function _digest(bytes32 userOpHash, bytes memory routing) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Session Router"),
                keccak256("1"),
                block.chainid,
                router
            )
        );
        bytes32 struct_ = keccak256(
            abi.encode(
                keccak256("SessionOperation(bytes32 userOpHash,bytes routing)"),
                userOpHash,
                keccak256(routing)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, struct_));
    }

    // operation

    function _callData() internal view returns (bytes memory) {
        return _encodeBatch(targets, values, datas);
    }

    function _unsigned(bytes memory callData) internal view returns (UserOperation memory op) {
        op.sender = account;
        op.nonce = _nonceOf(account, router, 0);
        op.callData = callData;
        op.callGasLimit = 1_000_000;
        op.verificationGasLimit = 1_000_000;
        op.preVerificationGas = 50_000;
        op.maxFeePerGas = 1 gwei;
        op.maxPriorityFeePerGas = 1 gwei;
    }

    function _signed(UserOperation memory op, bytes memory routing)
        internal
        view
        returns (UserOperation memory)
    {
        bytes memory signature = _signAsKey(_digest(_hashOf(op), routing));
        op.signature = _wrap(abi.encodePacked(routing, signature));
        return op;
    }

    /// @dev The operation that the batch, the routes and the grant of the test make, signed by the session key.
    function _operation() internal view returns (UserOperation memory) {
        return _signed(_unsigned(_callData()), _routing());
    }

    /// @dev Sends an operation that must be included and must succeed.
    function _sendAccepted(UserOperation memory op) internal {
        bytes32 userOpHash = _hashOf(op);
        vm.expectEmit(true, true, true, false, entryPoint);
        emit IEntryPoint06.UserOperationEvent(userOpHash, op.sender, address(0), 0, true, 0, 0);
        _send(op);
    }

    /// @dev Sends an operation that validation must refuse, with this reason.
    function _sendRefused(UserOperation memory op, bytes memory reason) internal {
        bytes32 userOpHash = _hashOf(op);
        vm.expectRevert(_failedReverted(reason));
        _send(op);
        vm.expectRevert(reason);
        _validateAtAccount(op, userOpHash);
    }

    /// @dev Sends an operation whose signature or fee terms must fail, after all the work.
    function _sendFailed(UserOperation memory op) internal {
        uint256 balance = _depositOf(op.sender) + op.sender.balance;
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA24 signature error"));
        _send(op);
        assertEq(_depositOf(op.sender) + op.sender.balance, balance, "balance moved");
    }

    /// @dev Sends an operation that the EntryPoint must refuse by its window.
    function _sendOutOfTime(UserOperation memory op) internal {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA22 expired or not due"));
        _send(op);
    }
}
