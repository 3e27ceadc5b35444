import { encodeAgain, nameCall, regrant, type WordsOf } from '../../errors/phrases.ts'
import type { SolidityErrorName } from '../../errors/solidityErrors.ts'
import { operators, signedOperator } from './operators.ts'

const recreate =
  'Create the permission again with `allow`, of the SDK version that belongs to this module.'

/** Words for what ABIRulesSVM refuses, of its session data and of a call. */
export const wordsOfRules = {
  ArgumentNotCanonical: ({ call, position, found, allowed }) => ({
    sentence: `${nameCall(call)} carries the word ${toHex(found)} at byte ${position}, where every encoder writes ${toHex(allowed)}.`,
    fix: encodeAgain,
  }),
  ArgumentTooLong: ({ call, position, found, allowed }) => ({
    sentence: `${nameCall(call)} announces ${found} bytes or elements at byte ${position}; there is room for ${allowed}.`,
    fix: encodeAgain,
  }),
  CallSpecificDataTooShort: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} comes with ${found} bytes of call-specific data; the proofs for its sets take at least ${allowed}.`,
    fix: 'Add a proof for every member that a rule asks for, in the order of the rules.',
  }),
  CalldataTooShort: ({ call, found, allowed }) => ({
    sentence: `${nameCall(call)} has ${found} bytes of calldata; its arguments take at least ${allowed}.`,
    fix: encodeAgain,
  }),
  ElementMissing: ({ call, rule, found, allowed }) => ({
    sentence: `${nameCall(call)} passes an array of ${found} elements; rule ${rule} needs at least ${allowed}.`,
    fix: regrant,
  }),
  LayoutMalformed: ({ position, found }) => ({
    sentence: `The session’s data name no ABI type at byte ${position} (${toHex(found)}).`,
    fix: recreate,
  }),
  MarkCountWrong: ({ found, allowed }) => ({
    sentence: `The session’s data mark ${found} parameters where they announce ${allowed}.`,
    fix: recreate,
  }),
  NoElementHolds: ({ call, rule }) => ({
    sentence: `${nameCall(call)} passes an array of which no element obeys rule ${rule}.`,
    fix: regrant,
  }),
  NoRuleHolds: ({ call, rule }) => ({
    sentence: `${nameCall(call)} obeys none of the rules of which rule ${rule} wants one.`,
    fix: regrant,
  }),
  NotInSet: ({ call, rule, position, found }) => ({
    sentence: `${nameCall(call)} passes ${toHex(found)} at byte ${position}, which is not in the set of rule ${rule}.`,
    fix: regrant,
  }),
  OperatorMisplaced: ({ position, found, parameter }) => ({
    sentence: `The session’s data ask at byte ${position} for something that a parameter of this type has not (operator ${toHex(found)}, type ${toHex(parameter)}).`,
    fix: recreate,
  }),
  OperatorUnknown: ({ position, found }) => ({
    sentence: `The session’s data hold a rule at byte ${position} that its module does not know (${toHex(found)}).`,
    fix: recreate,
  }),
  RuleBroken: ({ call, rule, operator, position, found, allowed }) => ({
    sentence: `${nameCall(call)} ${describeBroken(operator, { position, found, allowed })} (rule ${rule}).`,
    fix: regrant,
  }),
  RuleMalformed: ({ position, found }) => ({
    sentence: `The session’s data hold a number at byte ${position} that no rule can have there (${found}).`,
    fix: recreate,
  }),
  RuleMustNotHold: ({ call, rule }) => ({
    sentence: `${nameCall(call)} is what rule ${rule} excludes.`,
    fix: regrant,
  }),
} satisfies Partial<WordsOf<SolidityErrorName>>

const comparisonWords: { readonly [operator: number]: string } = {
  [operators.lt]: 'less than',
  [operators.eq]: 'exactly',
  [operators.lte]: 'at most',
  [operators.gt]: 'more than',
  [operators.neq]: 'anything but',
  [operators.gte]: 'at least',
}

function describeBroken(
  operator: number,
  { position, found, allowed }: { position: bigint; found: bigint; allowed: bigint },
): string {
  const place = `at byte ${position}`
  switch (operator) {
    case operators.self:
      return `passes ${toHex(found)} ${place}; it must be the account ${toHex(allowed)}`
    case operators.masked:
      return `passes a word ${place} whose masked bits are ${toHex(found)}; they must be ${toHex(allowed)}`
    case operators.length:
      return `passes a length of ${found} ${place}; the bound is ${allowed}`
    case operators.prefix:
      return `passes bytes ${place} that do not begin with ${toHex(allowed)}`
    default: {
      const isSigned = (operator & signedOperator) !== 0
      const show = (word: bigint) =>
        isSigned ? `${BigInt.asIntN(256, word)}` : word >> 128n === 0n ? `${word}` : toHex(word)
      const words = comparisonWords[operator & ~signedOperator] ?? 'something compared with'
      return `passes ${show(found)} ${place}; the rule allows ${words} ${show(allowed)}`
    }
  }
}

const toHex = (value: bigint) => `0x${value.toString(16)}`
