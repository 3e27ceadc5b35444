import { encodeFunctionData } from 'viem'
import { dex, stranger, tokenB, vault } from '../../vectors/fixtures.ts'
import { dirty, type ModuleCase, withWord } from '../../vectors/moduleCase.ts'
import type { ModuleSuite } from '../kit/suite.ts'
import { pokeAbi, twin } from './poke.ts'

const encodePoke = (amount: bigint, whom = dex) =>
  encodeFunctionData({ abi: pokeAbi, functionName: 'poke', args: [whom, amount] })
const sessionData = twin.encode({ target: vault, whom: dex, limits: { total: 9n } })
const good = { sessionData, target: vault, value: 0n, callSpecificData: '0x' as const }

const one = (name: string, change: Partial<ModuleCase> = {}) => ({
  ...{ ...good, data: encodePoke(9n), name: `poke: ${name}` },
  ...change,
})

export const suite: ModuleSuite = {
  functions: { abi: pokeAbi },
  cases: [
    one('allowed'),
    one('another target', { target: tokenB }),
    one('value', { value: 1n }),
    one('another function', { data: `0x12345678${encodePoke(1n).slice(10)}` }),
    one('a byte too many', { data: `${encodePoke(1n)}00` }),
    one('unclean address', { data: withWord(encodePoke(1n), 4, dirty) }),
    one('another address', { data: encodePoke(1n, stranger) }),
    one('over the total', { data: encodePoke(10n) }),
  ],
}
