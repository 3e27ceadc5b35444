import {
  type Address,
  concatHex,
  type Hex,
  hexToBigInt,
  hexToBytes,
  isAddressEqual,
  sha256,
  stringToHex,
} from 'viem'
import { sliceBytes } from '../svm/readBytes.ts'
import { clientDataStart } from './clientData.ts'
import { keyTypes, signatureSizeOf } from './keyTypes.ts'
import { isLowS, toIdentity } from './p256.ts'

/** Whether a key that is not secp256k1 has signed a digest: the answer of the contract KeyVerifier. */
export async function isSignedBy({
  key,
  keyType,
  digest,
  signature,
}: {
  key: Address
  keyType: number
  digest: Hex
  signature: Hex
}): Promise<boolean> {
  if (signature.length !== 2 + 2 * signatureSizeOf(keyType)) return false
  const publicKey = sliceBytes(signature, 0, 64)
  const message = keyType === keyTypes.webAuthn ? readAssertion(digest, signature) : digest
  if (message === undefined || !isAddressEqual(toIdentity({ keyType, publicKey }), key))
    return false
  if (!isLowS(hexToBigInt(sliceBytes(signature, 96, 128)))) return false
  return verify({ publicKey, signature: sliceBytes(signature, 64, 128), message })
}

/** What the authenticator signed; `undefined` if the envelope is not one that is taken. */
function readAssertion(digest: Hex, signature: Hex): Hex | undefined {
  const authenticatorData = sliceBytes(signature, 128, 165)
  const size = Number(sliceBytes(signature, 165, 166))
  const padding = sliceBytes(signature, 166 + size)
  if (!/^0x0*$/.test(padding)) return undefined
  // User present and verified, no more data than the 37 bytes.
  if ((Number(sliceBytes(authenticatorData, 32, 33)) & 0xc5) !== 0x05) return undefined
  const rest = sliceBytes(signature, 166, 166 + size)
  const clientData = sha256(concatHex([stringToHex(clientDataStart(digest)), rest]))
  return concatHex([authenticatorData, clientData])
}

async function verify({
  publicKey,
  signature,
  message,
}: {
  publicKey: Hex
  signature: Hex
  message: Hex
}): Promise<boolean> {
  const point = new Uint8Array(hexToBytes(concatHex(['0x04', publicKey])))
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  try {
    const key = await crypto.subtle.importKey('raw', point, curve, false, ['verify'])
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const [signed, bytes] = [signature, message].map((hex) => new Uint8Array(hexToBytes(hex)))
    return signed && bytes ? crypto.subtle.verify(algorithm, key, signed, bytes) : false
  } catch (error) {
    // A point off the curve is nobody's key.
    if (error instanceof DOMException) return false
    throw error
  }
}
