// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "../helpers/SeedFixture.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ISVMErrors} from "src/interfaces/ISVMErrors.sol";
import {NFTTransferSVM} from "src/svm/NFTTransferSVM.sol";

contract Collection is ERC721 {
    constructor() ERC721("Collection", "C") {}

    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}

interface IWrapper {
    function deposit() external payable;
}

/// @dev A grant for one kind of token that names a contract of the other kind: functions with the same selector mean something else there.
contract TokensReviewTest is SeedFixture {
    bytes4 internal constant SAFE_TRANSFER = bytes4(keccak256("safeTransferFrom(address,address,uint256)"));
    NFTTransferSVM internal svm;
    address internal thief = makeAddr("thief");

    function setUp() public override {
        super.setUp();
        svm = NFTTransferSVM(_deploy("NFTTransferSVM", ""));
    }

    /// @dev "Any one token of this collection": the wrapper of the native currency moves what its holder asks for without an allowance, and
    /// reads the token's number as an amount. No ERC-20 has the function that ERC-721 has besides.
    function test_review_wrapperAsACollection() public {
        address weth = _deployArtifact("node_modules/@uniswap/v2-periphery/build/WETH9.json", "");
        vm.prank(account);
        IWrapper(weth).deposit{value: 5 ether}();
        _useSingle(
            address(svm),
            _anyOneOf(weth),
            weth,
            abi.encodeCall(IERC721.transferFrom, (account, thief, 5 ether))
        );
        _sendRefused(
            _operation(),
            _refusal(
                address(svm),
                abi.encodeWithSelector(
                    ISVMErrors.SelectorNotAllowed.selector, 0, IERC721.transferFrom.selector, SAFE_TRANSFER
                )
            )
        );
        // Included, and fails where the wrapper has no such function.
        _useCall(weth, abi.encodeWithSelector(SAFE_TRANSFER, account, thief, 5 ether));
        _send(_operation());
        assertEq(IERC20(weth).balanceOf(thief), 0);

        Collection collection = new Collection();
        collection.mint(account, 5 ether);
        _useSingle(
            address(svm),
            _anyOneOf(address(collection)),
            address(collection),
            abi.encodeWithSelector(SAFE_TRANSFER, account, thief, 5 ether)
        );
        _sendAccepted(_operation());
        assertEq(collection.ownerOf(5 ether), thief);
    }

    /// @dev The other way round there is no such function: `approve(spender, number)` is both standards'. An approval session for a collection
    /// approves tokens, and number zero for nothing. Only the SDK, which asks for decimals, can tell the owner.
    function test_review_limit_collectionAsAToken() public {
        Collection collection = new Collection();
        collection.mint(account, 0);
        collection.mint(account, 7);
        bytes memory rule = abi.encodePacked(address(collection), thief);
        _useSingle(
            address(approvalSvm),
            bytes.concat(rule, _limitTotal(7)),
            address(collection),
            abi.encodeCall(IERC721.approve, (thief, 7))
        );
        _sendAccepted(_operation());
        assertEq(collection.getApproved(7), thief);
        _sendRefused(
            _operation(),
            _refusal(
                address(approvalSvm), abi.encodeWithSelector(ISVMErrors.TotalLimitExceeded.selector, 0, 7, 0)
            )
        );
        _useCall(address(collection), abi.encodeCall(IERC721.approve, (thief, 0)));
        _sendAccepted(_operation());
        assertEq(collection.getApproved(0), thief);
    }

    function _anyOneOf(address collection) private view returns (bytes memory) {
        return abi.encodePacked(uint8(0), collection, uint8(1), thief, uint8(0), uint8(0x12), uint104(1));
    }
}
