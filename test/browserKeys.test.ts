import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type Address, type Hex, keccak256, parseEther } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createSeedGrant,
  encodeInstallCalls,
  encodeSeedCalls,
  floorOut,
  setStage,
} from '../demo/stage.ts'
import { type Devnet, startDevnet, swapOnMarket } from '../src/devnet/index.ts'
import { enableGrantCall, type TypedSessionKey, toSessionAccount } from '../src/index.ts'
import { isSignedBy } from '../src/keys/isSignedBy.ts'
import { expectEveryOperationClean } from './fixtures/expectClean.ts'
import { ownerSends } from './fixtures/openSession.ts'
import { type Chromium, chromiumPath, startChromium } from './fixtures/startChromium.ts'

const root = join(import.meta.dirname, '..')

/** Runs in the page, beside the SDK as `sdk`. */
const script = `
const database = () => new Promise((resolve, reject) => {
  const request = indexedDB.open('keys', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('keys')
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})
const ask = async (mode, act) => {
  const request = act((await database()).transaction('keys', mode).objectStore('keys'))
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
const show = ({ address, keyType, publicKey }) => ({ address, keyType, publicKey })
Object.assign(window, {
  async createCredential() {
    const created = await navigator.credentials.create({
      publicKey: {
        challenge: new Uint8Array(32),
        rp: { name: 'Session Router' },
        user: { id: new Uint8Array(8), name: 'user', displayName: 'User' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
      },
    })
    const credential = { id: created.rawId, publicKey: created.response.getPublicKey() }
    window.webAuthn = sdk.toWebAuthnKey({ credential })
    return show(window.webAuthn)
  },
  signWithCredential: (hash) => window.webAuthn.sign({ hash }),
  async createPair() {
    const pair = await sdk.createP256KeyPair()
    await ask('readwrite', (keys) => keys.put(pair, 'pair'))
    return show(await sdk.toP256Key(pair))
  },
  async signWithKeptPair(hash) {
    const pair = await ask('readonly', (keys) => keys.get('pair'))
    return (await sdk.toP256Key(pair)).sign({ hash })
  },
  async exportKeptPair() {
    const pair = await ask('readonly', (keys) => keys.get('pair'))
    return crypto.subtle.exportKey('pkcs8', pair.privateKey).then(() => 'exported', ({ name }) => name)
  },
})`

/** A page with the SDK, on localhost, which browsers take for secure. */
async function serve(): Promise<{ server: Server; url: string }> {
  const { outputFiles } = await build({
    ...{ entryPoints: [join(root, 'src/index.ts')], bundle: true, write: false },
    ...{ format: 'iife', globalName: 'sdk', platform: 'browser', target: 'es2022' },
  })
  const page = `<!doctype html><meta charset="utf-8"><script>${outputFiles[0]?.text}</script><script>${script}</script>`
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(page),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Of a server that listens on a port.
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}/` }
}

type Shown = { address: Address; keyType: 1 | 2; publicKey: Hex }

describe.skipIf(chromiumPath === undefined)('keys of a real browser', () => {
  let devnet: Devnet
  let served: Awaited<ReturnType<typeof serve>>
  let chromium: Chromium
  let authenticatorId: unknown
  beforeAll(async () => {
    served = await serve()
    ;[devnet, chromium] = await Promise.all([startDevnet(), startChromium(served.url)])
    await swapOnMarket(devnet.marketMaker, {
      ...{ router: devnet.uniswap.router, tokenIn: devnet.tokenB, tokenOut: devnet.tokenA },
      amountIn: parseEther('40000'),
    })
    await waitForPage()
    await chromium.page.send('WebAuthn.enable')
    const added = await chromium.page.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    authenticatorId = added.authenticatorId
  }, 90_000)
  afterAll(async () => {
    await Promise.all([devnet?.stop(), chromium?.stop()])
    served?.server.close()
  })

  async function waitForPage() {
    const loaded = `new Promise((resolve) => document.readyState === 'complete' ? resolve(true) : addEventListener('load', () => resolve(true)))`
    await chromium.page.run(loaded)
    expect(await chromium.page.run('typeof sdk')).toBe('object')
  }

  const callPage = (name: string) => (hash: Hex) =>
    chromium.page.run<Hex>(`${name}(${JSON.stringify(hash)})`)

  /** Runs the seed flow with a key that the page holds. */
  async function runSeedFlow(shown: Shown, sign: (hash: Hex) => Promise<Hex>) {
    const stage = await setStage(devnet)
    const sessionKey: TypedSessionKey = { ...shown, sign: ({ hash }) => sign(hash) }
    const grant = await createSeedGrant({ ...stage, sessionKey })
    const { account, deployment } = stage
    await devnet.testClient.increaseTime({ seconds: 60 })
    await ownerSends(stage, [...encodeInstallCalls(stage), enableGrantCall(grant, deployment)])
    const session = await toSessionAccount({
      account: { client: devnet.publicClient, address: account.address },
      ...{ grant, key: sessionKey, deployment },
    })
    const calls = encodeSeedCalls(stage, { minimumOut: floorOut })
    const hash = await devnet.bundlerClient.sendUserOperation({ account: session, calls })
    return devnet.bundlerClient.waitForUserOperationReceipt({ hash })
  }

  test('default: a credential of its authenticator runs the seed flow', async () => {
    const shown = await chromium.page.run<Shown>('createCredential()')
    const sign = callPage('signWithCredential')
    for (let i = 0; i < 8; i++) {
      const digest = keccak256(`0x0${i}`)
      const signature = await sign(digest)
      expect(await isSignedBy({ ...shown, key: shown.address, digest, signature })).toBe(true)
    }
    expect((await runSeedFlow(shown, sign)).success).toBe(true)
  })

  test('error: an authenticator that does not verify its user signs nothing', async () => {
    const digest = keccak256('0x01')
    const sign = callPage('signWithCredential')
    const setVerified = (isUserVerified: boolean) =>
      chromium.page.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
    await setVerified(false)
    await expect(sign(digest)).rejects.toThrow('NotAllowedError')
    await setVerified(true)
    expect(await sign(digest)).toMatch(/^0x/)
  })

  test('default: a key pair that nobody can read outlives the page, and runs the seed flow', async () => {
    const shown = await chromium.page.run<Shown>('createPair()')
    await chromium.page.send('Page.enable')
    await chromium.page.run('window.before = true')
    await chromium.page.send('Page.navigate', { url: served.url })
    await waitForPage()
    expect(await chromium.page.run('typeof window.before')).toBe('undefined')
    expect(await chromium.page.run('exportKeptPair()')).toBe('InvalidAccessError')
    const { success } = await runSeedFlow(shown, callPage('signWithKeptPair'))
    expect(success).toBe(true)
  })

  test('behavior: every operation keeps to ERC-7562', () => expectEveryOperationClean(devnet))
})
