// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModularAccount} from "./helpers/IEntryPoint06.sol";
import {World} from "./helpers/World.sol";
import {Batch, CallView} from "src/core/Batch.sol";
import {BatchDecoder} from "src/core/BatchDecoder.sol";
import {CalldataReader} from "src/core/CalldataReader.sol";

/// @dev Chains a hash over all calls that reach its recorders, in their order.
contract CallLog {
    bytes32 public chain;

    function note(address target, uint256 value, bytes calldata data) external {
        chain = keccak256(abi.encode(chain, target, value, data));
    }
}

/// @dev A target that reports how it is called. Its code is put at several addresses.
contract Recorder {
    CallLog private immutable _LOG;

    constructor(CallLog log) {
        _LOG = log;
    }

    fallback() external payable {
        _LOG.note(address(this), msg.value, msg.data);
    }
}

struct DecodedCall {
    address target;
    uint256 value;
    bytes data;
}

contract DecoderHarness {
    function decode(bytes calldata callData, bool isExecute)
        external
        pure
        returns (DecodedCall[] memory calls)
    {
        Batch batch =
            isExecute ? BatchDecoder.decodeExecute(callData) : BatchDecoder.decodeExecuteBatch(callData);
        calls = new DecodedCall[](batch.length());
        for (uint256 i = 0; i < calls.length; ++i) {
            CallView call = batch.callAt(i);
            bytes calldata data = CalldataReader.slice(call.data(), call.dataLength());
            calls[i] = DecodedCall(call.target(), call.value(), data);
        }
    }
}

/// @dev What the router's decoder accepts is, call by call and byte by byte, what the real account then executes.
abstract contract DifferentialTest is World {
    CallLog internal callLog;
    DecoderHarness internal harness = new DecoderHarness();
    address[4] internal recorders =
        [address(0x1001), address(0x1002), address(0x1003), address(uint160(type(uint160).max))];

    function setUp() public {
        _deployWorld();
        callLog = new CallLog();
        bytes memory code = address(new Recorder(callLog)).code;
        for (uint256 i = 0; i < recorders.length; ++i) {
            vm.etch(recorders[i], code);
        }
        vm.deal(account, 1000 ether);
    }

    function _randomBatch(uint256 seed) internal view returns (bytes memory) {
        uint256 count = seed % 6;
        address[] memory targets = new address[](count);
        uint256[] memory values = new uint256[](count);
        bytes[] memory datas = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            targets[i] = recorders[dice % 4];
            values[i] = dice >> 8 & 1 == 0 ? 0 : dice >> 16 & 0xff;
            datas[i] = new bytes(dice >> 32 & 0x7f);
            for (uint256 j = 0; j < datas[i].length; ++j) {
                datas[i][j] = bytes1(uint8(dice >> (j % 32)));
            }
        }
        bytes memory callData = _encodeBatch(targets, values, datas);
        // The same function under its other name.
        if (!isNexus && seed >> 8 & 1 == 1) {
            for (uint256 i = 0; i < 4; ++i) {
                callData[i] = IModularAccount.executeBatch.selector[i];
            }
        }
        return callData;
    }

    /// @dev Another word where a pointer, a length or a count may stand, another byte, fewer bytes or more.
    function _mutate(bytes memory callData, uint256 dice) internal pure returns (bytes memory) {
        uint256 kind = dice % 5;
        dice >>= 8;
        if (kind == 0) return bytes.concat(callData, bytes(new bytes(1 + dice % 64)));
        if (kind == 1) {
            callData[dice % callData.length] = bytes1(uint8(dice >> 64));
            return callData;
        }
        if (kind == 2) {
            uint256 length = callData.length - 1 - dice % (callData.length < 64 ? 1 : 64);
            assembly ("memory-safe") {
                mstore(callData, length)
            }
            return callData;
        }
        uint256 words = (callData.length - 4) / 32;
        if (words == 0) return callData;
        uint256 position = 4 + 32 * (dice % words);
        uint256 other = 4 + 32 * (dice >> 64) % (32 * words);
        other = other > callData.length - 32 ? 4 : other;
        assembly ("memory-safe") {
            let at_ := add(add(callData, 0x20), position)
            switch kind
            case 3 {
                // A small step, as a pointer that is moved makes it.
                mstore(at_, add(mload(at_), mul(0x20, sub(and(shr(80, dice), 7), 3))))
            }
            default { mstore(at_, mload(add(add(callData, 0x20), other))) }
        }
        return callData;
    }

    function _compare(uint256 seed, uint8 mutations) internal {
        bytes memory callData = _randomBatch(seed);
        for (uint256 i = 0; i < mutations % 3; ++i) {
            callData = _mutate(callData, uint256(keccak256(abi.encode(seed, "mutation", i))));
        }
        try harness.decode(callData, isNexus) returns (DecodedCall[] memory calls) {
            bytes32 expected = callLog.chain();
            for (uint256 i = 0; i < calls.length; ++i) {
                if (!_canRecord(calls[i].target)) return;
                expected = keccak256(abi.encode(expected, calls[i].target, calls[i].value, calls[i].data));
                vm.deal(account, account.balance + calls[i].value % (1 << 128));
                if (calls[i].value >> 128 != 0) return;
            }
            vm.prank(entryPoint);
            (bool success,) = account.call(callData);
            assertTrue(success, "the account runs what the router accepts");
            assertEq(callLog.chain(), expected, "what the router read is what ran");
        } catch {
            if (mutations % 3 == 0) assertEq(seed % 6, 0, "only an empty batch is refused unmutated");
        }
    }

    /// @dev A mutation may have made another target. Where nothing stands, a recorder is put; what stands somewhere cannot report.
    function _canRecord(address target) private returns (bool) {
        if (target.code.length == 0 && uint160(target) > 0xffff) vm.etch(target, recorders[0].code);
        return target.codehash == recorders[0].codehash;
    }
}

contract ModularDifferentialTest is DifferentialTest {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }

    /// forge-config: default.fuzz.runs = 5000
    /// forge-config: deep.fuzz.runs = 100000
    function testFuzz_decoded_isWhatTheAccountExecutes(uint256 seed, uint8 mutations) public {
        _compare(seed, mutations);
    }
}

contract NexusDifferentialTest is DifferentialTest {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }

    /// forge-config: default.fuzz.runs = 5000
    /// forge-config: deep.fuzz.runs = 100000
    function testFuzz_decoded_isWhatTheAccountExecutes(uint256 seed, uint8 mutations) public {
        _compare(seed, mutations);
    }
}
