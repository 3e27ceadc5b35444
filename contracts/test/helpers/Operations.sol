// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEntryPoint06, IModularAccount} from "./IEntryPoint06.sol";
import {World} from "./World.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";
import {IUniswapV2Swap} from "src/svm/DEXSwapSVM.sol";
import {Grant, GrantId} from "src/types/Grant.sol";
import {Session, SessionId, hashSession, sessionId} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev One entry of the routing: a session by its leaf number, and the calls that it covers.
struct Route {
    uint256 leaf;
    uint8[] calls;
}

/// @dev Builds grants, routings and user operations as an SDK would, and sends them through the real EntryPoint.
abstract contract Operations is World {
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
        leaves = new bytes32[](sessions.length);
        for (uint256 i = 0; i < sessions.length; ++i) {
            Session memory s = sessions[i];
            leaves[i] = hashSession(s.validAfter, s.validUntil, s.module, keccak256(s.data));
        }
    }

    function _makeGrant() internal {
        grant = Grant({
            router: address(router),
            key: vm.addr(sessionKey),
            keyType: 0,
            validAfter: uint48(block.timestamp),
            validUntil: uint48(block.timestamp + 7 days),
            paymaster: address(0),
            feeBudget: 1 ether,
            sessionsRoot: MerkleTreeLib.root(MerkleTreeLib.build(_leaves())),
            salt: 1
        });
    }

    function _enableGrant() internal returns (GrantId) {
        vm.prank(account);
        return manager.enableGrant(grant, sessions);
    }

    function _sessionId(uint256 leaf) internal view returns (SessionId) {
        return sessionId(grant.toId(), _leaves()[leaf]);
    }

    // routing and signature

    function _routing() internal view returns (bytes memory) {
        return abi.encodePacked(_routingTerms(), _routingSessions(), _routingProof());
    }

    function _routingTerms() internal view returns (bytes memory) {
        return abi.encodePacked(
            uint8(1),
            uint8(0),
            grant.keyType,
            grant.key,
            uint8(1),
            grant.validAfter,
            grant.validUntil,
            grant.paymaster,
            grant.feeBudget,
            grant.salt
        );
    }

    function _routingSessions() internal view returns (bytes memory out) {
        out = abi.encodePacked(uint8(routes.length));
        for (uint256 i = 0; i < routes.length; ++i) {
            Session memory s = sessions[routes[i].leaf];
            out = abi.encodePacked(
                out,
                s.validAfter,
                s.validUntil,
                s.module,
                uint16(s.data.length),
                s.data,
                uint8(routes[i].calls.length)
            );
            for (uint256 j = 0; j < routes[i].calls.length; ++j) {
                out = abi.encodePacked(out, routes[i].calls[j], uint16(0));
            }
        }
    }

    function _routingProof() internal view returns (bytes memory) {
        uint256[] memory indices = new uint256[](routes.length);
        for (uint256 i = 0; i < routes.length; ++i) {
            indices[i] = routes[i].leaf;
        }
        (bytes32[] memory nodes, bool[] memory flags) =
            MerkleTreeLib.multiProofForLeaves(MerkleTreeLib.build(_leaves()), indices);
        bytes memory packedFlags = new bytes((flags.length + 7) / 8);
        for (uint256 i = 0; i < flags.length; ++i) {
            if (flags[i]) packedFlags[i / 8] |= bytes1(uint8(1 << (i % 8)));
        }
        return abi.encodePacked(uint8(nodes.length), packedFlags, abi.encodePacked(nodes));
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
                address(router)
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

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // operation

    function _callData() internal view returns (bytes memory) {
        return abi.encodeCall(IModularAccount.executeBatch_y6U, (targets, values, datas));
    }

    function _unsigned(bytes memory callData) internal view returns (UserOperation memory op) {
        op.sender = account;
        op.nonce = entryPoint.getNonce(account, 0);
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
        bytes memory signature = _sign(sessionKey, _digest(entryPoint.getUserOpHash(op), routing));
        op.signature = abi.encode(abi.encodePacked(routing, signature), address(router));
        return op;
    }

    /// @dev The operation that the batch, the routes and the grant of the test make, signed by the session key.
    function _operation() internal view returns (UserOperation memory) {
        return _signed(_unsigned(_callData()), _routing());
    }

    function _ownerOperation(bytes memory callData) internal view returns (UserOperation memory op) {
        op = _unsigned(callData);
        bytes memory signature = _sign(ownerKey, entryPoint.getUserOpHash(op));
        op.signature = abi.encode(signature, ownershipModule);
    }

    function _send(UserOperation memory op) internal {
        UserOperation[] memory ops = new UserOperation[](1);
        ops[0] = op;
        entryPoint.handleOps(ops, payable(address(0xbe4ef1c1a)));
    }

    /// @dev Sends an operation that must be included and must succeed.
    function _sendAccepted(UserOperation memory op) internal {
        bytes32 userOpHash = entryPoint.getUserOpHash(op);
        vm.expectEmit(true, true, true, false, address(entryPoint));
        emit IEntryPoint06.UserOperationEvent(userOpHash, op.sender, address(0), 0, true, 0, 0);
        _send(op);
    }

    /// @dev Sends an operation that validation must refuse, with this reason.
    function _sendRefused(UserOperation memory op, bytes memory reason) internal {
        bytes32 userOpHash = entryPoint.getUserOpHash(op);
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA23 reverted (or OOG)"));
        _send(op);
        vm.expectRevert(reason);
        vm.prank(address(entryPoint));
        IModularAccount(op.sender).validateUserOp(op, userOpHash, 0);
    }

    /// @dev Sends an operation whose signature or fee terms must fail, after all the work.
    function _sendFailed(UserOperation memory op) internal {
        uint256 balance = entryPoint.balanceOf(op.sender) + op.sender.balance;
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA24 signature error"));
        _send(op);
        assertEq(entryPoint.balanceOf(op.sender) + op.sender.balance, balance, "balance moved");
    }

    /// @dev Sends an operation that the EntryPoint must refuse by its window.
    function _sendOutOfTime(UserOperation memory op) internal {
        vm.expectRevert(abi.encodeWithSelector(IEntryPoint06.FailedOp.selector, 0, "AA22 expired or not due"));
        _send(op);
    }
}
