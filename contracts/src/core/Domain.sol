// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "solady/utils/EIP712.sol";

/// @title The EIP-712 domain of everything that a session key signs: this contract on this chain
abstract contract Domain is EIP712 {
    function _domainNameAndVersion()
        internal
        pure
        override
        returns (string memory name, string memory version)
    {
        return ("Session Router", "1");
    }
}
