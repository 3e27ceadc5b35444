import { type Address, getAddress, type Hex, numberToHex } from 'viem'
import { requireAmount } from './requireAmount.ts'

/** `count (1) ‖ addresses (20 each)` @throws InvalidAmountError, viem's InvalidAddressError */
export function encodeAddresses(name: string, addresses: readonly Address[]): readonly Hex[] {
  return [encodeCount(name, addresses.length), ...addresses.map((address) => getAddress(address))]
}

/** How many items a list has, in one byte. @throws InvalidAmountError */
export function encodeCount(name: string, count: number): Hex {
  return numberToHex(requireAmount(BigInt(count), { name, bits: 8 }), { size: 1 })
}
