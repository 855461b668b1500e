import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')

/** Bundles the host, so that a restart costs what it costs the product. Returns the program's path. */
export async function buildHost(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/cadenza-kill')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'test/kill/host.ts',
      outDir: folder,
      target: 'node24',
      minify: false,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: `host-${process.pid}.js`, codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  })
  return join(folder, `host-${process.pid}.js`)
}
