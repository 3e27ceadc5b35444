// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchDecoder} from "./core/BatchDecoder.sol";
import {CalldataReader} from "./core/CalldataReader.sol";
import {Domain} from "./core/Domain.sol";
import {GrantLedger} from "./core/GrantLedger.sol";
import {RoutingEngine} from "./core/RoutingEngine.sol";
import {IERC7579Validator} from "./interfaces/IERC7579Validator.sol";
import {IKeyVerifier} from "./interfaces/IKeyVerifier.sol";
import {ISessionRouterValidator} from "./interfaces/ISessionRouterValidator.sol";
import {GrantTree, OwnerApproval} from "./types/Approval.sol";
import {GrantId} from "./types/Grant.sol";
import {AccountState} from "./types/GrantState.sol";
import {PackedUserOperation} from "./types/PackedUserOperation.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title Batched Session Router for ERC-7579 accounts, EntryPoint v0.7 and later, with its grant ledger inside
/// @dev Guarantees: what RoutingEngine guarantees, for `execute` in the mode of a batch, and what GrantLedger guarantees. Installing and
/// uninstalling end all grants and approvals from before. Trusts: its verifier of keys, fixed at construction. No owner, no admin, no upgrade.
contract SessionRouterValidator is RoutingEngine, GrantLedger, ISessionRouterValidator {
    using CalldataReader for uint256;
    using FixedPointMathLib for uint256;

    /// @dev Offsets in PackedUserOperation of the pointers to its dynamic fields.
    uint256 private constant INIT_CODE = 0x40;
    uint256 private constant CALL_DATA = 0x60;
    uint256 private constant PAYMASTER_AND_DATA = 0xe0;
    uint256 private constant SIGNATURE = 0x100;

    uint256 private constant MODULE_TYPE_VALIDATOR = 1;

    /// @dev What EntryPoint v0.8 and later read as "an EOA with EIP-7702 code" instead of a factory.
    bytes20 private constant EIP7702_MARKER = bytes20(hex"7702");

    constructor(IKeyVerifier verifier) Domain(verifier) {}

    /// @inheritdoc IERC7579Validator
    function onInstall(bytes calldata data) external {
        if (data.length != 0) revert InstallDataNotAllowed(data.length);
        AccountState state = _accountState(address(this), msg.sender);
        if (state.isInstalled()) revert AlreadyInstalled(msg.sender);
        _setAccount(address(this), msg.sender, state.nextEpoch().withInstalled(true));
    }

    /// @inheritdoc IERC7579Validator
    /// @dev Never refuses: an account must be able to get rid of a module.
    function onUninstall(bytes calldata) external {
        AccountState state = _accountState(address(this), msg.sender);
        _setAccount(address(this), msg.sender, state.nextEpoch().withInstalled(false));
    }

    /// @inheritdoc IERC7579Validator
    function isInitialized(address account) external view returns (bool) {
        return _accountState(address(this), account).isInstalled();
    }

    /// @inheritdoc IERC7579Validator
    function isModuleType(uint256 moduleType) external pure returns (bool) {
        return moduleType == MODULE_TYPE_VALIDATOR;
    }

    /// @inheritdoc IERC7579Validator
    function validateUserOp(PackedUserOperation calldata userOp, bytes32 userOpHash)
        external
        returns (uint256 validationData)
    {
        uint256 position;
        assembly ("memory-safe") {
            position := userOp
        }
        // The sender stands first.
        if (position.load() != uint160(msg.sender)) revert SenderNotCaller(msg.sender, userOp.sender);
        (address paymaster, uint256 maxCost) = _paymentOf(userOp, position.bytesOf(PAYMASTER_AND_DATA));
        return _validateBatch(
            userOpHash,
            BatchDecoder.decodeExecute(position.bytesOf(CALL_DATA)),
            position.bytesOf(SIGNATURE),
            _initCodeLength(position.bytesOf(INIT_CODE)),
            userOp.nonce,
            paymaster,
            maxCost
        );
    }

    /// @inheritdoc IERC7579Validator
    /// @dev A session key signs no messages for the account.
    function isValidSignatureWithSender(address, bytes32, bytes calldata)
        external
        pure
        returns (bytes4 magicValue)
    {
        return 0xffffffff;
    }

    /// @dev The bare marker of EIP-7702 deploys nothing and calls nothing.
    function _initCodeLength(bytes calldata initCode) private pure returns (uint256 length) {
        length = initCode.length;
        if (length != 0 && length <= 20 && bytes20(initCode) == EIP7702_MARKER) length = 0;
    }

    /// @dev The EntryPoint demands all five limits, also where paymaster bytes name nobody. Sums and products stop at the largest word.
    function _paymentOf(PackedUserOperation calldata userOp, bytes calldata paymasterAndData)
        private
        pure
        returns (address paymaster, uint256 maxCost)
    {
        maxCost = _sumOfHalves(userOp.accountGasLimits).saturatingAdd(userOp.preVerificationGas);
        if (paymasterAndData.length != 0) {
            if (paymasterAndData.length < 52) revert PaymasterDataTooShort(paymasterAndData.length, 52);
            paymaster = address(bytes20(paymasterAndData));
            maxCost = maxCost.saturatingAdd(_sumOfHalves(bytes32(paymasterAndData[20:52])));
        }
        // maxFeePerGas is the low half.
        maxCost = maxCost.saturatingMul(uint128(uint256(userOp.gasFees)));
    }

    /// @dev Two limits of 128 bits each.
    function _sumOfHalves(bytes32 word) private pure returns (uint256) {
        unchecked {
            return uint256(uint128(uint256(word))) + (uint256(word) >> 128);
        }
    }

    /// @dev The account reads in the nonce which validator is to judge, so the owner's nonces are others than a session key's. How, differs from
    /// account to account, and leaves few bits: two session keys may take nonces from one another, which costs the loser another try.
    function _checkNonce(uint256, address) internal pure override {}

    function _ledger() internal view override returns (address) {
        return address(this);
    }

    function _checkRouter(address router) internal view override {
        if (router != address(this)) revert RouterWrong(router, address(this));
    }

    function _enableInOperation(address account, GrantTree memory tree, OwnerApproval memory approval)
        internal
        override(RoutingEngine, GrantLedger)
        returns (bool enabled)
    {
        return GrantLedger._enableInOperation(account, tree, approval);
    }

    function _requireGrant(address account, GrantId id) internal view override {
        _requireActive(address(this), account, id);
    }

    function _chargeGrant(address account, GrantId id, uint256 cost, uint256 budget)
        internal
        override
        returns (bool withinBudget)
    {
        return _charge(address(this), account, id, cost, budget);
    }
}
