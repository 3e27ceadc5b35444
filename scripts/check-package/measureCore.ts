import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** What a dApp imports to grant, route, sign and explain. */
const core = 'createGrant, allow, erc20, signGrants, toSessionAccount, explain'

/** Bundles code over the package as a dApp's bundler would, with viem and Node left out. */
export async function bundle({ contents, dist }: { contents: string; dist: string }) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: dist },
    ...{ bundle: true, minify: true, format: 'esm', charset: 'utf8', write: false, outdir: dist },
    ...{ platform: 'browser', external: ['viem', 'viem/*', 'node:*'], metafile: true },
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  return { code: outputFiles[0]?.text ?? '', imports }
}

/** Bytes of the core, minified and compressed. */
export async function measureCore(dist: string): Promise<number> {
  const { code } = await bundle({ contents: `export { ${core} } from './index.js'`, dist })
  return gzipSync(code, { level: 9 }).length
}
