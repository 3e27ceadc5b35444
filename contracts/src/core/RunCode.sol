// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Runs another contract's code on this call as it came, as this contract's own, and ends with its answer
/// @dev For code that this contract created, fixed and without state. Assembly, because what comes back to Solidity costs the functions
/// around it more gas: 150 for the native format. The plain form is `return abi.decode(code.delegatecall(msg.data), (uint256))`.
library RunCode {
    /// @param code answers one word
    function runToEnd(address code) internal {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, 0, calldatasize())
            if delegatecall(gas(), code, free, calldatasize(), 0, 0x20) { return(0, 0x20) }
            returndatacopy(free, 0, returndatasize())
            revert(free, returndatasize())
        }
    }
}
