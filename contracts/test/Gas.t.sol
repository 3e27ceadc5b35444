// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Approvals} from "./helpers/Approvals.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";
import {GrantTree, OwnerApproval} from "src/types/Approval.sol";
import {GrantId} from "src/types/Grant.sol";
import {Session} from "src/types/Session.sol";
import {UserOperation} from "src/types/UserOperation.sol";

/// @dev Gas of the account→router `validateUserOp` frame, and of the ledger's functions, of the committed artifacts: every contract and slot cold, intrinsic gas
/// taken off. Snapshots: snapshots/. A change that moves them says why.
abstract contract GasTest is Approvals {
    address internal constant PAYMASTER = address(0x9a7);

    /// @dev Stands in front of every key.
    function _router() internal pure virtual returns (string memory);

    /// @dev The seed flow's sessions first, then others.
    bytes32[] internal leaves;

    function _record(string memory group, string memory name, bytes memory call, uint256 signature) private {
        uint256 used = vm.lastCallGas().gasTotalUsed - _intrinsic(call);
        name = string.concat(_router(), ": ", name);
        vm.snapshotValue(group, name, used);
        if (signature != 0) vm.snapshotValue("signature bytes", name, signature);
    }

    function _measure(string memory name, UserOperation memory op) private {
        bytes32 userOpHash = _hashOf(op);
        bytes memory call = _validateCall(op, userOpHash);
        vm.prank(account);
        (bool success,) = router.call(call);
        assertTrue(success, name);
        _record("frame", name, call, op.signature.length);
    }

    /// @dev What a transaction pays before its first opcode: 21,000, and 4 or 16 a byte.
    function _intrinsic(bytes memory data) private pure returns (uint256 cost) {
        cost = 21_000;
        for (uint256 i = 0; i < data.length; ++i) {
            cost += data[i] == 0 ? 4 : 16;
        }
    }

    /// @dev A grant over a tree of `size` leaves, enabled by its root alone.
    function _growTree(uint256 size, address paymaster) private {
        delete leaves;
        bytes32[] memory own = _leaves();
        for (uint256 i = 0; i < size; ++i) {
            leaves.push(i < own.length ? own[i] : keccak256(abi.encode(i)));
        }
        uint64 salt = grant.salt + 1;
        _makeGrant();
        grant.salt = salt;
        grant.paymaster = paymaster;
        grant.sessionsRoot = MerkleTreeLib.root(MerkleTreeLib.build(leaves));
        vm.prank(account);
        ledger.enableGrants(_trees(grant, new Session[](0)));
    }

    function _operationInTree(address paymaster) private view returns (UserOperation memory op) {
        uint256[] memory indices = new uint256[](routes.length);
        for (uint256 i = 0; i < routes.length; ++i) {
            indices[i] = routes[i].leaf;
        }
        (bytes32[] memory nodes, bool[] memory flags) = _multiProof(MerkleTreeLib.build(leaves), indices);
        op = _unsigned(_callData());
        if (paymaster != address(0)) op.paymasterAndData = _paymasterBytes(paymaster);
        return _signed(
            op,
            abi.encodePacked(
                _routingHeader(0, grant, 1),
                _routingTerms(grant),
                _routingSessions(sessions, routes),
                uint8(nodes.length),
                _packFlags(flags),
                abi.encodePacked(nodes)
            )
        );
    }

    function _measureTree(string memory what, uint256 log2Size, address paymaster) private {
        string memory how = paymaster == address(0) ? "self-paid" : "sponsored";
        string memory name = string.concat(what, ", tree of 2^", vm.toString(log2Size), ", ", how, ", ");
        _growTree(1 << log2Size, paymaster);
        _measure(string.concat(name, "first use"), _operationInTree(paymaster));
        _measure(string.concat(name, "steady use"), _operationInTree(paymaster));
    }

    function test_gas_seedFlow_smallTree() public {
        _measureTree("seed flow", 2, address(0));
    }

    function test_gas_seedFlow() public {
        _measureTree("seed flow", 7, address(0));
        _measureTree("seed flow", 7, PAYMASTER);
    }

    function test_gas_seedFlow_largeTree() public {
        _measureTree("seed flow", 14, address(0));
    }

    function test_gas_callsOfOneSession() public {
        uint8[5] memory counts = [1, 2, 3, 5, 10];
        for (uint256 i = 0; i < counts.length; ++i) {
            _clearCalls();
            routes.push();
            for (uint8 call = 0; call < counts[i]; ++call) {
                _addCall(address(tokenA), _approveCall(1));
                routes[0].calls.push(call);
            }
            string memory what = string.concat(
                counts[i] == 1 ? "1 call" : string.concat(vm.toString(counts[i]), " calls"), " of one session"
            );
            _measureTree(what, 7, address(0));
        }
    }

    function test_gas_seedFlow_enablingItsGrant() public {
        _freshGrant();
        UserOperation memory op = _unsigned(_callData());
        _measure("seed flow, enabling its grant", _signed(op, _enablingRouting(_approve(grant))));
    }

    function _measureLedger(string memory name, address caller, bytes memory call) private {
        vm.prank(caller);
        (bool success,) = address(ledger).call(call);
        assertTrue(success, name);
        _record("ledger", name, call, 0);
    }

    function test_gas_ledger() public {
        _freshGrant();
        GrantTree[] memory trees = _trees(grant, sessions);
        _measureLedger(
            "enable a grant of three sessions", account, abi.encodeCall(ledger.enableGrants, (trees))
        );
        GrantId[] memory ids = new GrantId[](1);
        ids[0] = grantId;
        _measureLedger("revoke a grant", account, abi.encodeCall(ledger.revokeGrants, (router, ids)));
        _freshGrant();
        _measureLedger(
            "enable a grant by its root alone",
            account,
            abi.encodeCall(ledger.enableGrants, (_trees(grant, new Session[](0))))
        );
        _measureLedger("renounce a grant", grant.key, abi.encodeCall(ledger.renounceGrant, (account, grant)));
        _freshGrant();
        OwnerApproval memory approval = _approve(grant);
        _measureLedger(
            "enable a grant of three sessions on the owner's signature",
            address(this),
            abi.encodeCall(ledger.enableGrantWithApproval, (account, _trees(grant, sessions)[0], approval))
        );
        _measureLedger("revoke all grants", account, abi.encodeCall(ledger.revokeAllGrants, (router)));
    }
}

/// forge-config: default.isolate = true
contract ModularGasTest is GasTest {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }

    function _router() internal pure override returns (string memory) {
        return "v0.6";
    }
}

/// forge-config: default.isolate = true
contract NexusGasTest is GasTest {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }

    function _router() internal pure override returns (string memory) {
        return "ERC-7579";
    }
}
