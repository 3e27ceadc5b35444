// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title DemoCollection
/// @notice An ERC-721 collection for the devnet. Anyone can mint.
contract DemoCollection is ERC721("Demo Collection", "DC") {
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}
