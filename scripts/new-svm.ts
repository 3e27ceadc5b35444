// Starts a new module: `npm run new:svm Poke` writes PokeSVM, its twin and its cases from templates, and enters it in the list of modules.
// See docs/modules.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderContract, renderSuite, renderTwin } from './new-svm/templates.ts'

const [argument = '', folder = join(import.meta.dirname, '..')] = process.argv.slice(2)
const contract = argument.replace(/SVM$/, '')
if (!/^[A-Z][a-z][A-Za-z0-9]*$/.test(contract)) {
  throw new Error('Name the module in capitalized words: npm run new:svm PokeVault')
}
const twin = `${contract[0]?.toLowerCase()}${contract.slice(1)}`
const names = { contract, twin }

const files = [
  [`contracts/src/svm/${contract}SVM.sol`, renderContract(names)],
  [`src/svm/${twin}.ts`, renderTwin(names)],
  [`test/vectors/svm/${twin}.ts`, renderSuite(names)],
] as const
const taken = files.map(([path]) => path).filter((path) => existsSync(join(folder, path)))
if (taken.length > 0) throw new Error(`These files are there already: ${taken.join(', ')}`)

const listPath = join(folder, 'src/svm/moduleContracts.ts')
const list = readFileSync(listPath, 'utf8')
const extended = list.replace('\n} as const', `\n  ${twin}: '${contract}SVM',\n} as const`)
if (extended === list) throw new Error('The list in src/svm/moduleContracts.ts has no end.')

for (const [path, text] of files) writeFileSync(join(folder, path), text)
writeFileSync(listPath, extended)
process.stdout.write(
  `${[...files.map(([path]) => `wrote   ${path}`), 'entered src/svm/moduleContracts.ts'].join('\n')}

Next, as docs/modules.md says:
  npm run build:artifacts && npm run build:vectors
  npm run test:svm -- ${contract}
`,
)
