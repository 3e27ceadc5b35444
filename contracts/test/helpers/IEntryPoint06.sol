// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UserOperation} from "src/types/UserOperation.sol";

/// @dev The part of EntryPoint v0.6 that the tests use.
interface IEntryPoint06 {
    error FailedOp(uint256 opIndex, string reason);

    event UserOperationEvent(
        bytes32 indexed userOpHash,
        address indexed sender,
        address indexed paymaster,
        uint256 nonce,
        bool success,
        uint256 actualGasCost,
        uint256 actualGasUsed
    );

    function handleOps(UserOperation[] calldata ops, address payable beneficiary) external;
    function getUserOpHash(UserOperation calldata op) external view returns (bytes32);
    function getNonce(address sender, uint192 key) external view returns (uint256);
    function depositTo(address account) external payable;
    function balanceOf(address account) external view returns (uint256);
}

/// @dev The part of the modular Smart Account v2 that the tests use.
interface IModularAccount {
    function validateUserOp(UserOperation calldata userOp, bytes32 userOpHash, uint256 missingAccountFunds)
        external
        returns (uint256);
    function execute_ncC(address dest, uint256 value, bytes calldata func) external;
    function executeBatch_y6U(address[] calldata dest, uint256[] calldata value, bytes[] calldata func)
        external;
    function executeBatch(address[] calldata dest, uint256[] calldata value, bytes[] calldata func) external;
    function enableModule(address module) external;
    function disableModule(address prevModule, address module) external;
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
}

interface IAccountFactory {
    function deployCounterFactualAccount(address setupContract, bytes calldata setupData, uint256 index)
        external
        returns (address);
}

interface IUniswapV2Router {
    function addLiquidity(
        address tokenA,
        address tokenB,
        uint256 amountADesired,
        uint256 amountBDesired,
        uint256 amountAMin,
        uint256 amountBMin,
        address to,
        uint256 deadline
    ) external returns (uint256, uint256, uint256);
    function getAmountsOut(uint256 amountIn, address[] calldata path) external view returns (uint256[] memory);
}
