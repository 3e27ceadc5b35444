import { randomBytes } from 'node:crypto'
import { link, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file that only its owner may read. Whoever looks sees the old content or the new one, never a part; after a power cut, too.
 *
 * @throws an error with the code EEXIST if the file is there and `existing` says to keep it.
 */
export async function writeAtomically(
  path: string,
  text: string,
  { existing }: { existing: 'keep' | 'replace' },
): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    if (existing === 'replace') await rename(temporary, path)
    // Unlike a rename, a link never takes the place of another file.
    else await link(temporary, path)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
