// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "./SeedFixture.sol";

/// @dev For what only a modular Smart Account v2 on EntryPoint v0.6 has.
abstract contract ModularFixture is SeedFixture {
    function _kind() internal pure override returns (string memory) {
        return "modular";
    }
}

/// @dev For what only an ERC-7579 account on EntryPoint v0.7 has.
abstract contract NexusFixture is SeedFixture {
    function _kind() internal pure override returns (string memory) {
        return "0.7";
    }
}
