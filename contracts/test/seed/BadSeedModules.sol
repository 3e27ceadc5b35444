// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Answers every call with the same bytes, or reverts with them.
contract FixedModule {
    bytes private _answer;
    bool private immutable REVERTS;

    constructor(bytes memory answer, bool reverts) {
        _answer = answer;
        REVERTS = reverts;
    }

    fallback() external {
        bytes memory answer = _answer;
        bool reverts = REVERTS;
        assembly {
            if reverts { revert(add(answer, 0x20), mload(answer)) }
            return(add(answer, 0x20), mload(answer))
        }
    }
}

/// @dev Tries, while it is asked, everything that it was told to; counts what succeeded; and then allows what it was asked about.
contract EvilSeedModule {
    address private immutable KEY;
    address[] private _targets;
    bytes[] private _calls;
    uint256 public succeeded;
    uint256 public asked;

    constructor(address key) {
        KEY = key;
    }

    function add(address target, bytes calldata call_) external {
        _targets.push(target);
        _calls.push(call_);
    }

    fallback(bytes calldata) external returns (bytes memory) {
        ++asked;
        for (uint256 i = 0; i < _targets.length; ++i) {
            (bool success,) = _targets[i].call(_calls[i]);
            if (success) ++succeeded;
        }
        return abi.encode(KEY);
    }
}

/// @dev Says yes to whatever it is asked: a manager that nobody should believe.
contract YesManager {
    fallback() external {}
}
