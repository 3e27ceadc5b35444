// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ABIRulesFixture} from "../helpers/ABIRulesFixture.sol";
import {Bytes} from "../helpers/Bytes.sol";
import {IABIRulesErrors} from "src/interfaces/IABIRulesErrors.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";

struct OfferItem {
    uint8 itemType;
    address token;
    uint256 identifierOrCriteria;
    uint256 startAmount;
    uint256 endAmount;
}

struct ConsiderationItem {
    uint8 itemType;
    address token;
    uint256 identifierOrCriteria;
    uint256 startAmount;
    uint256 endAmount;
    address recipient;
}

struct OrderParameters {
    address offerer;
    address zone;
    OfferItem[] offer;
    ConsiderationItem[] consideration;
    uint8 orderType;
    uint256 startTime;
    uint256 endTime;
    bytes32 zoneHash;
    uint256 salt;
    bytes32 conduitKey;
    uint256 totalOriginalConsiderationItems;
}

struct Order {
    OrderParameters parameters;
    bytes signature;
}

struct Pair {
    bool first;
    bytes3 second;
}

/// @dev Decodes with Solidity's own decoder and encodes again.
contract Recoder {
    function order(bytes calldata data) external pure returns (bytes memory) {
        (Order memory a, bytes32 b) = abi.decode(data[4:], (Order, bytes32));
        return abi.encodePacked(bytes4(data), abi.encode(a, b));
    }

    function mixed(bytes calldata data) external pure returns (bytes memory) {
        (int16[2][] memory a, string[2] memory b, Pair[] memory c, uint8 d, bytes[] memory e, Pair memory f) =
            abi.decode(data[4:], (int16[2][], string[2], Pair[], uint8, bytes[], Pair));
        return abi.encodePacked(bytes4(data), abi.encode(a, b, c, d, e, f));
    }
}

/// @dev The layout alone, without rules: what passes is exactly what Solidity encodes, whatever a mutator does.
contract ABIRulesCanonicalTest is ABIRulesFixture {
    using Bytes for bytes;

    bytes4 internal constant SELECTOR = 0x12345678;
    bytes internal constant ORDER =
        hex"0202680202680b0b61616467050500611f1f1f6467060600611f1f1f61001f1f5f1f5f1f625f";
    bytes internal constant MIXED = hex"07066465020221660202636467020260420064626702026042";

    Recoder internal recoder = new Recoder();

    function _orderSession() internal pure returns (bytes memory) {
        return _session(SELECTOR, 0, ORDER, "");
    }

    function _mixedSession() internal pure returns (bytes memory) {
        return _session(SELECTOR, 0, MIXED, "");
    }

    function _order(uint256 offers, uint256 considerations, bytes memory signature)
        internal
        pure
        returns (bytes memory)
    {
        OrderParameters memory p;
        p.offerer = address(0xff);
        p.offer = new OfferItem[](offers);
        p.consideration = new ConsiderationItem[](considerations);
        for (uint256 i = 0; i < considerations; ++i) {
            p.consideration[i] = ConsiderationItem(1, address(0xc1), 2, 3, 4, address(0xc2));
        }
        p.zoneHash = bytes32(uint256(7) << 200);
        return abi.encodeWithSelector(SELECTOR, Order(p, signature), bytes32(uint256(5)));
    }

    function _mixed(uint256 seed, bytes memory tail) internal pure returns (bytes memory) {
        int16[2][] memory a = new int16[2][](seed % 3);
        for (uint256 i = 0; i < a.length; ++i) {
            a[i] = [int16(uint16(seed >> 16)), -1];
        }
        string[2] memory b = [string(tail), "second"];
        Pair[] memory c = new Pair[](seed / 3 % 3);
        for (uint256 i = 0; i < c.length; ++i) {
            c[i] = Pair(i == 0, bytes3(uint24(seed >> 40)));
        }
        bytes[] memory e = new bytes[](seed / 9 % 3);
        for (uint256 i = 0; i < e.length; ++i) {
            e[i] = i == 0 ? tail : bytes("0123456789012345678901234567890");
        }
        return abi.encodeWithSelector(SELECTOR, a, b, c, uint8(seed >> 64), e, Pair(true, "abc"));
    }

    /// @dev Changes a word, mostly to something that might be a pointer or a length, or cuts, or adds.
    function _mutate(bytes memory data, uint256 seed) internal pure returns (bytes memory) {
        uint256 kind = seed % 8;
        uint256 words = (data.length - 4) / 32;
        uint256 place = words == 0 ? 0 : 4 + 32 * (seed >> 8 & 0xffff) % words;
        uint256 random = seed >> 32;
        if (kind == 0) return data.cut(random % (data.length + 1));
        if (kind == 1) return bytes.concat(data, new bytes(random % 2 == 0 ? 32 : random % 40));
        if (words == 0) return data;
        place = 4 + 32 * ((seed >> 8 & 0xffff) % words);
        uint256 word = data.wordAt(place);
        unchecked {
            if (kind == 2) return data.withWord(place, 32 * (random % 24));
            if (kind == 3) return data.withWord(place, word + 32 * (random % 5) - 64);
            if (kind == 4) return data.withWord(place, word ^ (1 << (random % 256)));
            if (kind == 5) return data.withWord(place, random);
            if (kind == 6) return data.withWord(place, random % 5);
            return data.withWord(place, 0 - 32 * (random % 9));
        }
    }

    /// @dev Accepted if and only if Solidity decodes it and encodes the same.
    function _compare(bytes memory session, bytes memory data, bytes4 recode) internal {
        bool accepted = _isAccepted(session, data);
        (bool decodes, bytes memory answer) = address(recoder).call(abi.encodeWithSelector(recode, data));
        bool canonical = decodes && keccak256(abi.decode(answer, (bytes))) == keccak256(data);
        if (bytes4(data) != SELECTOR || data.length < 4) canonical = false;
        assertEq(accepted, canonical);
    }

    function testFuzz_order_isAcceptedAsItIsEncoded(
        uint8 offers,
        uint8 considerations,
        bytes calldata signature
    ) public {
        _accepted(_orderSession(), _order(offers % 4, considerations % 4, signature));
    }

    function testFuzz_order_acceptsWhatSolidityEncodes(
        uint8 offers,
        uint8 considerations,
        bytes calldata signature,
        uint256[2] calldata seeds,
        bool twice
    ) public {
        bytes memory data = _mutate(_order(offers % 4, considerations % 4, signature), seeds[0]);
        if (twice && data.length >= 4) data = _mutate(data, seeds[1]);
        _compare(_orderSession(), data, Recoder.order.selector);
    }

    function testFuzz_mixed_acceptsWhatSolidityEncodes(
        uint256 seed,
        bytes calldata tail,
        uint256[3] calldata seeds,
        uint8 times
    ) public {
        bytes memory data = _mixed(seed, tail);
        for (uint256 i = 0; i < times % 4 && data.length >= 4; ++i) {
            data = _mutate(data, seeds[i]);
        }
        _compare(_mixedSession(), data, Recoder.mixed.selector);
    }

    /// @dev Whatever stands in the session data, the answer is a typed error or yes, and the gas is bounded.
    function testFuzz_sessionData_neverPanics(bytes calldata body, bytes3 head, uint256 seed, uint8 times)
        public
    {
        bytes memory session = _session(SELECTOR, head, body, "");
        if (body.length < 8) {
            session = _orderSession();
            for (uint256 i = 0; i < times % 8; ++i) {
                uint256 random = uint256(keccak256(abi.encode(seed, i)));
                session = session.withByte(36 + random % (session.length - 36), uint8(random >> 128));
            }
        }
        uint256 before = gasleft();
        _isAccepted(session, _order(2, 2, hex"aabb"));
        assertLt(before - gasleft(), 3_000_000);
    }

    // What each fault is called.

    function _orderRefused(bytes memory damaged, bytes memory reason) internal {
        _refused(_orderSession(), damaged, reason);
        _accepted(_orderSession(), _order(1, 2, hex"aabb"));
    }

    function _notCanonical(uint256 position, uint256 found, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IABIRulesErrors.ArgumentNotCanonical.selector, CALL, position, found, allowed
        );
    }

    function test_attack_54_pointerElsewhere() public {
        bytes memory good = _order(1, 2, hex"aabb");
        _orderRefused(good.withWord(4, 96), _notCanonical(4, 96, 64));
        _orderRefused(good.withWord(4, type(uint256).max), _notCanonical(4, type(uint256).max, 64));
        // The parameters of the order, and the list of what is offered, twice the same.
        _orderRefused(good.withWord(68, 96), _notCanonical(68, 96, 64));
        _orderRefused(good.withWord(132 + 96, 11 * 32), _notCanonical(228, 352, 544));
    }

    function test_attack_54_lengthBeyondTheEnd() public {
        bytes memory good = _order(1, 2, hex"aabb");
        uint256 place = 132 + 11 * 32;
        _orderRefused(
            good.withWord(place, 1 << 64),
            abi.encodeWithSelector(
                IABIRulesErrors.ArgumentTooLong.selector,
                CALL,
                place,
                1 << 64,
                (good.length - place - 32) / 160
            )
        );
        _orderRefused(
            good.withWord(good.length - 64, 33),
            abi.encodeWithSelector(IABIRulesErrors.ArgumentTooLong.selector, CALL, good.length - 64, 33, 32)
        );
    }

    function test_attack_54_dirtyWordsAndPadding() public {
        bytes memory good = _order(1, 2, hex"aabb");
        _orderRefused(good.withWord(132, 1 << 160 | 0xff), _notCanonical(132, 1 << 160 | 0xff, 0xff));
        _orderRefused(good.withWord(260, 256), _notCanonical(260, 256, 0));
        uint256 last = good.length - 32;
        uint256 padded = uint256(0xaabb) << 240;
        _orderRefused(good.withWord(last, padded | 1), _notCanonical(last, padded | 1, padded));
    }

    function test_layout_structThatHasNoPointersButSaysSo() public {
        _refused(
            _session(SELECTOR, 0, hex"01016801011f", ""),
            abi.encodeWithSelector(SELECTOR, 32, 5),
            abi.encodeWithSelector(IABIRulesErrors.LayoutMalformed.selector, 43, 0x68)
        );
        _accepted(_session(SELECTOR, 0, hex"01016701011f", ""), abi.encodeWithSelector(SELECTOR, 5));
    }

    function test_attack_53_shortCalldata() public {
        bytes memory good = _order(1, 2, hex"aabb");
        _orderRefused(
            good.cut(35), abi.encodeWithSelector(IABIRulesErrors.CalldataTooShort.selector, CALL, 35, 68)
        );
        _orderRefused(
            good.cut(good.length - 1),
            abi.encodeWithSelector(
                IABIRulesErrors.CalldataTooShort.selector, CALL, good.length - 1, good.length
            )
        );
        _orderRefused(
            bytes.concat(good, hex"00"),
            abi.encodeWithSelector(
                ISVMErrors.CalldataLengthWrong.selector, CALL, good.length + 1, good.length
            )
        );
    }
}
