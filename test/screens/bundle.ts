/**
 * The sources that run inside a browser test, as one script: Playwright's own loader doesn't know how SQL files are taken in,
 * and one file loads fast. It is built once before the tests, and every worker loads it.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')
const folder = () => join(root, 'node_modules/.cache', `cadenza-theatre-${process.pid}`)

type Theatre = typeof import('./theatre.ts')

/** Playwright's global setup: builds, and gives back what takes it away again. */
// biome-ignore lint/style/noDefaultExport: Playwright asks for it
export default async function setUp(): Promise<() => void> {
  const outDir = folder()
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'test/screens/theatre.ts',
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'theatre.js', codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3', 'keytar'] },
  })
  process.env.CADENZA_THEATRE = join(outDir, 'theatre.js')
  return () => rmSync(outDir, { recursive: true, force: true })
}

export function theatre(): Promise<Theatre> {
  const { CADENZA_THEATRE: program } = process.env
  if (!program) throw new Error('what runs inside the tests was not built: Playwright runs bundle.ts first')
  return import(pathToFileURL(program).href) as Promise<Theatre>
}
