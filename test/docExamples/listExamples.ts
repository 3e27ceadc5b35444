import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type Documented = {
  /** The file, and the name that it exports. */
  readonly file: string
  readonly name: string
  /** The comment before it; empty if there is none. */
  readonly comment: string
  readonly isType: boolean
  /** The code of each of its examples. */
  readonly examples: readonly string[]
}

/** Lists what an entry of the package exports, with what is written above each. */
export function listDocumented(entry: string): readonly Documented[] {
  const text = readFileSync(entry, 'utf8')
  const statements = [...text.matchAll(/export (type )?\{([^}]*)\} from '([^']*)'/g)]
  return statements.flatMap(([, allTypes, names = '', path = '']) => {
    const file = join(dirname(entry), path)
    const source = readFileSync(file, 'utf8')
    return names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((written) => {
        const name = written.replace(/^type /, '')
        const comment = findComment(source, name)
        const isType = allTypes !== undefined || written !== name
        return { file, name, comment, isType, examples: listExamples(comment) }
      })
  })
}

function findComment(source: string, name: string): string {
  const kinds = '(?:async )?(?:function\\*?|const|class|type)'
  const pattern = `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport ${kinds} ${name}\\b`
  return source.match(new RegExp(pattern))?.[1] ?? ''
}

function listExamples(comment: string): readonly string[] {
  const plain = comment.replace(/^ *\* ?/gm, '')
  return [...plain.matchAll(/@example\n```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
}
