import { describe, expect, test } from 'vitest'
import { parseSeedStorage } from './parseSeedStorage.ts'
import { SeedFormatError } from './SeedFormatError.ts'

const leaf = {
  validUntil: 1_900_000_000,
  validAfter: 0,
  sessionValidationModule: '0x000000d50c68705bd6897b2d17c7de32fb519fda',
  sessionKeyData: `0x${'ab'.repeat(128)}`,
  sessionPublicKey: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
  sessionID: 'a1b2c3',
  status: 'ACTIVE',
}
const root = `0x${'12'.repeat(32)}`

const write = (fields: object) => JSON.stringify({ merkleRoot: root, leafNodes: [leaf], ...fields })

describe('parseSeedStorage', () => {
  test('default: reads what the original SDK stores', () => {
    expect(parseSeedStorage(write({}))).toEqual({
      storedRoot: root,
      sessions: [
        {
          ...{ validUntil: leaf.validUntil, validAfter: 0, status: 'ACTIVE', id: 'a1b2c3' },
          ...{ module: leaf.sessionValidationModule, data: leaf.sessionKeyData },
          key: leaf.sessionPublicKey,
        },
      ],
    })
  })

  test('behavior: a storage that nothing was written to; fields that nobody needs', () => {
    expect(parseSeedStorage('{"merkleRoot":"","leafNodes":[]}')).toEqual({ sessions: [] })
    const more = { ...leaf, danModuleInfo: { a: 1 } }
    expect(parseSeedStorage(write({ leafNodes: [more] })).sessions).toHaveLength(1)
  })

  test('error: what is malformed', () => {
    const withLeaf = (fields: object) => write({ leafNodes: [{ ...leaf, ...fields }] })
    const refused = [
      ...[
        '',
        '{',
        'null',
        '[]',
        '{}',
        '"text"',
        write({ leafNodes: {} }),
        write({ leafNodes: [1] }),
      ],
      ...[write({ merkleRoot: '0x12' }), write({ merkleRoot: 1 }), `{"__proto__":${write({})}}`],
      ...[
        withLeaf({ validUntil: '1' }),
        withLeaf({ validUntil: -1 }),
        withLeaf({ validAfter: 0.5 }),
      ],
      ...[withLeaf({ validUntil: 2 ** 53 }), withLeaf({ sessionKeyData: '0x1' })],
      ...[withLeaf({ sessionKeyData: 'ab' }), withLeaf({ sessionValidationModule: '0x12' })],
      ...[withLeaf({ sessionPublicKey: undefined }), withLeaf({ status: 1 })],
      write({}).padEnd(5_000_001),
    ]
    for (const text of refused) expect(() => parseSeedStorage(text), text).toThrow(SeedFormatError)
  })
})
