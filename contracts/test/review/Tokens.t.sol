// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SeedFixture} from "../helpers/SeedFixture.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {UserOperation} from "src/types/UserOperation.sol";

contract Collection is ERC721 {
    constructor() ERC721("Collection", "C") {}

    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}

interface IWrapper {
    function deposit() external payable;
    function balanceOf(address owner) external view returns (uint256);
}

/// @dev A grant for one kind of token that names a contract of the other kind: functions with the same selector mean something else there.
contract TokensReviewTest is SeedFixture {
    address internal thief = makeAddr("thief");

    /// @dev "Any one token of this collection": the wrapper of the native currency moves what its holder asks for without an allowance, and
    /// reads the token's number as an amount.
    function test_review_wrapperAsACollection() public {
        address weth = _deployArtifact("node_modules/@uniswap/v2-periphery/build/WETH9.json", "");
        vm.prank(account);
        IWrapper(weth).deposit{value: 5 ether}();
        address svm = _deploy("NFTTransferSVM", "");
        bytes memory rule = abi.encodePacked(uint8(0), weth, uint8(1), thief, uint8(0));
        _useSingle(
            svm,
            abi.encodePacked(rule, uint8(0x12), uint104(1)),
            weth,
            abi.encodeCall(IERC721.transferFrom, (account, thief, 5 ether))
        );
        UserOperation memory op = _operation();
        _sendAccepted(op);
        assertEq(IWrapper(weth).balanceOf(thief), 5 ether);
    }
}
