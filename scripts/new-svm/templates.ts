// What `npm run new:svm` writes: a module that checks `poke(uint256 amount)` on one contract, its twin, and its cases. They compile and pass the
// conformance kit as they are; the author replaces what is about `poke`.

/** `Poke` for PokeSVM, `poke` for its twin and its name in a deployment. */
export type TemplateNames = { readonly contract: string; readonly twin: string }

export function renderContract({ contract, twin }: TemplateNames): string {
  return `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CalldataReader} from "../core/CalldataReader.sol";
import {CallReader} from "./CallReader.sol";
import {SessionValidationModule} from "./SessionValidationModule.sol";

interface I${contract} {
    function ${twin}(uint256 amount) external;
}

/// @title Calling \`${twin}(amount)\` on one contract
/// @dev Rule: \`target (20)\`. Limits are in what \`amount\` counts.
/// Guarantees: nothing but this function of this contract is called, without value.
/// Trusts: the contract. Does not protect: whatever it does with the amount.
contract ${contract}SVM is SessionValidationModule {
    using CalldataReader for bytes;

    function _ruleLength(bytes calldata) internal pure override returns (uint256) {
        return 20;
    }

    function _checkCall(address, bytes calldata rule, CallReader call)
        internal
        pure
        override
        returns (bool charged, uint256 amount)
    {
        call.requireTarget(rule.packedAddressAt(0));
        call.requireNoValue();
        call.requireSelector(I${contract}.${twin}.selector);
        call.requireLength(36);
        return (true, call.wordAt(4));
    }
}
`
}

export function renderTwin({ contract, twin }: TemplateNames): string {
  return `import { type Address, getAddress, parseAbi, toFunctionSelector } from 'viem'
import * as reader from './callReader.ts'
import { defineModule } from './defineModule.ts'
import { readAddress } from './readBytes.ts'

/** Calling \`${twin}(amount)\` on one contract. */
export type ${contract}Rule = { readonly target: Address }

const selector = toFunctionSelector(parseAbi(['function ${twin}(uint256 amount)'])[0])

/**
 * ${contract}SVM, off-chain. Limits are in what \`amount\` counts.
 *
 * @example
 * \`\`\`ts
 * const { target, limits } = ${twin}.decode(data)
 * \`\`\`
 */
export const ${twin} = defineModule<${contract}Rule>({
  name: '${twin}',
  contract: '${contract}SVM',
  ruleLength: () => 20,
  encodeRule: ({ target }) => getAddress(target),
  readRule: (data) => ({ target: readAddress(data, 0) }),
  entriesOf: ({ target }) => [{ target, selector }],
  describeRule: ({ target }) => \`Call ${twin} of \${target} (limits are in its amounts)\`,
  checkCall({ rule, call }) {
    const refusal =
      reader.requireTarget(call, rule.target) ??
      reader.requireNoValue(call) ??
      reader.requireSelector(call, selector) ??
      reader.requireLength(call, 36)
    return refusal ?? { charged: true, amount: reader.wordAt(call, 4) }
  },
})
`
}

export function renderSuite({ twin }: TemplateNames): string {
  return `import { encodeFunctionData, parseAbi } from 'viem'
import { ${twin} } from '../../../src/svm/${twin}.ts'
import type { ModuleSuite } from '../../svm/kit/suite.ts'
import { tokenB, vault } from '../fixtures.ts'
import { caseOf } from '../moduleCase.ts'

const abi = parseAbi(['function ${twin}(uint256 amount)'])
const encode = (amount: bigint) =>
  encodeFunctionData({ abi, functionName: '${twin}', args: [amount] })

const one = caseOf('${twin}', {
  sessionData: ${twin}.encode({ target: vault, limits: { total: 9n } }),
  target: vault,
  data: encode(9n),
})

/** Every rule of the module broken once, beside calls that are allowed. */
export const suite: ModuleSuite = {
  functions: { abi },
  cases: [
    one('allowed'),
    one('another target', { target: tokenB }),
    one('value', { value: 1n }),
    one('another function', { data: \`0x12345678\${encode(9n).slice(10)}\` }),
    one('a byte too many', { data: \`\${encode(9n)}00\` }),
    one('over the total', { data: encode(10n) }),
    one('truncated session data', { sessionData: '0x' }),
  ],
}
`
}
