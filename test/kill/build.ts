import { basename, join } from 'node:path'
import { build, type Plugin } from 'vite'

const root = join(import.meta.dirname, '../..')

let built = 0

/**
 * Takes a piece of the product's code out of one build: a suite that such a program passes would prove nothing. Nothing in
 * the product can be switched so. Where the piece isn't there (any more), the build fails.
 *
 * @param file a path from the root
 */
export function altered(file: string, piece: RegExp, instead: string): Plugin {
  let isDone = false
  return {
    name: 'altered',
    enforce: 'pre',
    transform(code, id) {
      if (id.split('?')[0] !== join(root, file)) return null
      if (!piece.test(code)) throw new Error(`${file} has nothing like ${piece}`)
      isDone = true
      return { code: code.replace(piece, instead), map: null }
    },
    buildEnd() {
      if (!isDone) throw new Error(`${file} is no part of what was built`)
    },
  }
}

/** Bundles a host (a path from the root), so that a restart costs what it costs the product. Returns the program's path. */
export async function buildHost(entry = 'test/kill/host.ts', plugins: Plugin[] = []): Promise<string> {
  const name = `${basename(entry, '.ts')}-${process.pid}-${++built}.js`
  const folder = join(root, 'node_modules/.cache/cadenza-kill')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins,
    build: {
      ssr: entry,
      outDir: folder,
      target: 'node24',
      minify: false,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3', 'keytar', 'pg', 'pg-boss'] },
  })
  return join(folder, name)
}
