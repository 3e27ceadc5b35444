// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A paymaster that pays for everybody
/// @dev Only for the gas bench, where sponsored operations are measured: never to be funded on a public chain. It reads nothing of the
/// operation, so one body serves EntryPoint v0.6 and v0.7, whose functions differ in name by the operation's type alone.
contract BenchPaymaster {
    /// @dev Answers `validatePaymasterUserOp` of every version with an empty context and no window, so that `postOp` is never asked.
    fallback(bytes calldata) external returns (bytes memory) {
        return abi.encode("", uint256(0));
    }
}
