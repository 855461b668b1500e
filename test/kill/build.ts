import { basename, join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')

/** Bundles a host (a path from the root), so that a restart costs what it costs the product. Returns the program's path. */
export async function buildHost(entry = 'test/kill/host.ts'): Promise<string> {
  const name = `${basename(entry, '.ts')}-${process.pid}.js`
  const folder = join(root, 'node_modules/.cache/cadenza-kill')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: entry,
      outDir: folder,
      target: 'node24',
      minify: false,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: name, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3', 'keytar'] },
  })
  return join(folder, name)
}
