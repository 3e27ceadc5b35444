import { type Address, type Hex, keccak256, padHex } from 'viem'

/**
 * Makes the test whether a storage slot is associated with an address: it is the address itself, or stands at most 128 slots behind
 * the hash of the address, as a word, and another word. That is where `mapping(address => …)` keeps an entry, if the mapping is the
 * innermost one.
 *
 * A slot does not tell what it is the hash of, so the hashes that validation computed must be known.
 */
export function toAssociation(
  address: Address,
  { preimages }: { preimages: readonly Hex[] },
): (slot: Hex) => boolean {
  const word = padHex(address, { size: 32 }).toLowerCase()
  const own = new Set(preimages.map(toLower).filter((preimage) => preimage.startsWith(word)))
  const bases = [...own].filter((preimage) => preimage.length === twoWords).map(toBase)
  return (slot) => {
    const place = BigInt(slot)
    if (place === BigInt(address)) return true
    return bases.some((base) => place >= base && place - base <= reach)
  }
}

/** How far behind the hash a slot may be: room for a struct. */
const reach = 128n

const twoWords = 2 + 128

function toBase(preimage: Hex): bigint {
  return BigInt(keccak256(preimage))
}

function toLower(hex: Hex): Hex {
  // Lower case changes no byte of a hex text.
  return hex.toLowerCase() as Hex
}
