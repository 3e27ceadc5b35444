// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IERC7579Validator} from "src/interfaces/IERC7579Validator.sol";
import {PackedUserOperation} from "src/types/PackedUserOperation.sol";

/// @title DevnetOwnerValidator
/// @notice An ERC-7579 validator that knows one owner an account. For devnet and tests: not audited, not to hold anything of value.
/// @dev ERC-1271 signatures are judged over the plain hash, so what an owner signs for one account holds for all accounts of that owner.
contract DevnetOwnerValidator is IERC7579Validator {
    uint256 private constant MODULE_TYPE_VALIDATOR = 1;

    /// @notice Zero where the validator is not installed.
    mapping(address account => address) public ownerOf;

    event OwnerChanged(address indexed account, address indexed owner);

    error AlreadyInstalled(address account);
    error NotInstalled(address account);
    error OwnerExpected(bytes found);

    /// @param data The owner, 20 bytes, not zero.
    function onInstall(bytes calldata data) external {
        if (ownerOf[msg.sender] != address(0)) revert AlreadyInstalled(msg.sender);
        if (data.length != 20) revert OwnerExpected(data);
        _setOwner(address(bytes20(data)));
    }

    function onUninstall(bytes calldata) external {
        delete ownerOf[msg.sender];
        emit OwnerChanged(msg.sender, address(0));
    }

    /// @notice Gives the calling account another owner.
    function transferOwnership(address newOwner) external {
        if (ownerOf[msg.sender] == address(0)) revert NotInstalled(msg.sender);
        _setOwner(newOwner);
    }

    function isModuleType(uint256 moduleTypeId) external pure returns (bool) {
        return moduleTypeId == MODULE_TYPE_VALIDATOR;
    }

    function isInitialized(address account) external view returns (bool) {
        return ownerOf[account] != address(0);
    }

    /// @inheritdoc IERC7579Validator
    /// @dev The owner signs the operation's hash as a message (EIP-191), as wallets do.
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash)
        external
        view
        returns (uint256 validationData)
    {
        bytes32 digest = MessageHashUtils.toEthSignedMessageHash(userOpHash);
        return _isSignedByOwner(msg.sender, digest, userOp.signature) ? 0 : 1;
    }

    /// @inheritdoc IERC7579Validator
    function isValidSignatureWithSender(address, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bytes4 magicValue)
    {
        return _isSignedByOwner(msg.sender, hash, signature) ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }

    function _setOwner(address owner) private {
        if (owner == address(0)) revert OwnerExpected(abi.encodePacked(owner));
        ownerOf[msg.sender] = owner;
        emit OwnerChanged(msg.sender, owner);
    }

    /// @dev 65 bytes with a low s; a signature from which nobody is recovered is wrong, it does not revert.
    function _isSignedByOwner(address account, bytes32 digest, bytes calldata signature)
        private
        view
        returns (bool)
    {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        return failure == ECDSA.RecoverError.NoError && signer == ownerOf[account];
    }
}
