// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Asks modules one question after another, as a router would
/// @dev For the conformance kit of modules, never to be deployed for use. Each answer sees what the questions before it left behind.
contract ModuleProbe {
    struct Question {
        address to;
        bytes data;
    }

    struct Answer {
        bool success;
        bytes data;
    }

    /// @dev A module takes some thousands; who uses up this much runs in circles.
    uint256 private constant GAS_LIMIT = 3_000_000;

    /// @param questions calls, in their order
    /// @return answers what was returned, or the revert data
    function ask(Question[] calldata questions) external returns (Answer[] memory answers) {
        answers = new Answer[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            (bool success, bytes memory data) = questions[i].to.call{gas: GAS_LIMIT}(questions[i].data);
            answers[i] = Answer(success, data);
        }
    }
}
