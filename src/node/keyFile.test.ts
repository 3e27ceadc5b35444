import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { scrypt } from '@noble/hashes/scrypt'
import { bytesToHex, verifyMessage } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, test } from 'vitest'
import { decryptKey } from './decryptKey.ts'
import { deriveKey } from './deriveKey.ts'
import { encryptKey } from './encryptKey.ts'
import { KeystoreError } from './KeystoreError.ts'
import { createKeyFile, importKeyFile, openKeyFile } from './keyFile.ts'

const passphrase = 'correct horse'
const newPath = () => join(mkdtempSync(join(tmpdir(), 'session-router-')), 'key.json')

/** The PBKDF2 vector of the Web3 Secret Storage Definition. Its one for scrypt has a cost (n = 2^18, r = 1) that scrypt itself forbids. */
const secret = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
const pbkdf2Vector = JSON.stringify({
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      ...{ c: 262144, dklen: 32, prf: 'hmac-sha256' },
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
})
/** Only for what is wrong with it. */
const scryptVector = JSON.stringify({
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      ...{ dklen: 32, n: 262144, p: 1, r: 8 },
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
})

describe('decryptKey', () => {
  test('default: the standard’s own test vector', async () => {
    const key = await decryptKey({ json: pbkdf2Vector, passphrase: 'testpassword' })
    expect(key.address).toBe(privateKeyToAccount(secret).address)
  })

  test('behavior: derives by scrypt as another library does', async () => {
    const salt = new Uint8Array(32).fill(7)
    const cost = { n: 4096, r: 8, p: 6, dklen: 32 }
    const found = await deriveKey('grüße', { kdf: 'scrypt', salt, ...cost })
    const { n: N, r, p, dklen: dkLen } = cost
    expect(bytesToHex(found)).toBe(bytesToHex(scrypt('grüße', salt, { N, r, p, dkLen })))
  })

  test('default: opens what encryptKey made', async () => {
    const privateKey = generatePrivateKey()
    const json = await encryptKey({ privateKey, passphrase })
    expect(json).not.toContain(privateKey.slice(2))
    const key = await decryptKey({ json, passphrase })
    const signature = await key.signMessage({ message: 'x' })
    const { address } = privateKeyToAccount(privateKey)
    expect(await verifyMessage({ address, message: 'x', signature })).toBe(true)
    expect((await encryptKey({ privateKey, passphrase })) === json).toBe(false)
  })

  const broken: readonly (readonly [string, string])[] = [
    ['no JSON', '{'],
    ['nothing', ''],
    ['another version', scryptVector.replace('"version":3', '"version":1')],
    ['another cipher', scryptVector.replace('aes-128-ctr', 'aes-256-gcm')],
    ['another way to derive', scryptVector.replace('"scrypt"', '"argon2"')],
    ['a cost that is no power of two', scryptVector.replace('262144', '262143')],
    ['a cost that scrypt forbids', scryptVector.replace('"r":8', '"r":1')],
    ['a cost that would take all memory', scryptVector.replace('262144', `${2 ** 30}`)],
    ['a count that would take all day', pbkdf2Vector.replace('262144', '1e12')],
    ['a short ciphertext', scryptVector.replace('d172bf', 'd172')],
    ['far too much', scryptVector + ' '.repeat(70_000)],
  ]
  test.each(broken)('error: %s', async (_, json) => {
    await expect(decryptKey({ json, passphrase: 'testpassword' })).rejects.toThrow(KeystoreError)
  })

  test('error: another address than the key’s', async () => {
    const named = JSON.stringify({ ...JSON.parse(pbkdf2Vector), address: '11'.repeat(20) })
    await expect(decryptKey({ json: named, passphrase: 'testpassword' })).rejects.toThrow(
      /named 0x11/,
    )
  })
})

describe('encryptKey', () => {
  test('error: a passphrase that is guessed at once', async () => {
    const privateKey = generatePrivateKey()
    await expect(encryptKey({ privateKey, passphrase: '1234567' })).rejects.toThrow(KeystoreError)
  })
})

describe('openKeyFile', () => {
  test('default: opens what createKeyFile made, which is for its owner alone', async () => {
    const path = newPath()
    const { address } = await createKeyFile({ path, passphrase })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(path, '..'))).toEqual(['key.json'])
    expect((await openKeyFile({ path, passphrase })).address).toBe(address)
  })

  test('attack_90: a key file that others may read, or write', async () => {
    const path = newPath()
    await createKeyFile({ path, passphrase })
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(path, mode)
      await expect(openKeyFile({ path, passphrase })).rejects.toThrow(/chmod 600/)
    }
    chmodSync(path, 0o400)
    await openKeyFile({ path, passphrase })
    const linked = `${path}.link`
    symlinkSync(path, linked)
    await expect(openKeyFile({ path: linked, passphrase })).rejects.toThrow(/is no file/)
  })

  test('attack_91: the key shows neither in the account nor in any error', async () => {
    const path = newPath()
    const privateKey = generatePrivateKey()
    const key = await importKeyFile({ path, passphrase, privateKey })
    const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key)]
    const wrong = await openKeyFile({ path, passphrase: 'another one' }).catch((error) => error)
    const address = `"address":"${'11'.repeat(20)}"`
    const named = readFileSync(path, 'utf8').replace(/"address":"[0-9a-f]{40}"/, address)
    const other = await decryptKey({ json: named, passphrase }).catch((error) => error)
    for (const error of [wrong, other]) {
      expect(error).toBeInstanceOf(KeystoreError)
      shown.push(inspect(error, { depth: 9, showHidden: true }), `${error.stack}`)
    }
    shown.push(readFileSync(path, 'utf8'))
    for (const text of shown) {
      expect(text).not.toContain(privateKey.slice(2))
      expect(text).not.toContain(BigInt(privateKey).toString())
      expect(text).not.toContain(passphrase)
    }
  })

  test('attack_92: a wrong passphrase, and a file that was cut off, leave the file as it is', async () => {
    const path = newPath()
    const { address } = await createKeyFile({ path, passphrase })
    const whole = readFileSync(path, 'utf8')
    await expect(openKeyFile({ path, passphrase: 'another one' })).rejects.toThrow(
      /passphrase is wrong/,
    )
    expect(readFileSync(path, 'utf8')).toBe(whole)
    const cut = whole.slice(0, whole.length / 2)
    writeFileSync(path, cut)
    await expect(openKeyFile({ path, passphrase })).rejects.toThrow(/damaged/)
    expect(readFileSync(path, 'utf8')).toBe(cut)
    writeFileSync(path, whole)
    expect((await openKeyFile({ path, passphrase })).address).toBe(address)
  })
})

describe('createKeyFile', () => {
  test('error: never takes the place of another file', async () => {
    const path = newPath()
    writeFileSync(path, 'precious')
    await expect(createKeyFile({ path, passphrase })).rejects.toThrow(/left alone/)
    expect(readFileSync(path, 'utf8')).toBe('precious')
    expect(readdirSync(join(path, '..'))).toEqual(['key.json'])
  })
})
