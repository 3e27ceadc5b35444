// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Many numbers from the one seed that a fuzz test gets.
abstract contract Random {
    uint256 internal _seed;

    function _random(uint256 bound_) internal returns (uint256) {
        _seed = uint256(keccak256(abi.encode(_seed)));
        return _seed % bound_;
    }
}
