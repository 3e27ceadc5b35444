import { type Address, formatUnits, isAddressEqual } from 'viem'
import type { TokenMetadata, Tokens } from '../types.ts'

/** Finds what is known about a token. */
export function findToken(token: Address, tokens: Tokens = {}): TokenMetadata | undefined {
  // Keys of `Tokens` are addresses; `Object.entries` types them as text.
  return Object.entries(tokens).find(([key]) => isAddressEqual(key as Address, token))?.[1]
}

/** Names a token. The address always stands there: a symbol is what the token's author says. */
export function describeToken(token: Address, tokens?: Tokens): string {
  const known = findToken(token, tokens)
  if (!known) return `the token ${token}`
  const source = known.source === undefined ? '' : `, named by ${cleanText(known.source)}`
  return `${cleanSymbol(known.symbol)} (${token}${source})`
}

/** Says an amount: as a decimal where the token is known, else in base units. */
export function describeAmount(amount: bigint, token: TokenMetadata | undefined): string {
  if (token === undefined) return `${amount} base units`
  return `${formatUnits(amount, token.decimals)} ${cleanSymbol(token.symbol)}`
}

/** Keeps a symbol from breaking out of its sentence: printable ASCII alone, and not much of it. */
export function cleanSymbol(symbol: string): string {
  return symbol.replace(/[^\x21-\x7e]/g, '').slice(0, 16) || 'a token without a symbol'
}

/** Keeps a longer text from breaking out of its sentence. */
function cleanText(text: string): string {
  return text.replace(/[^\x20-\x7e]|[().;:]/g, '').slice(0, 40)
}
