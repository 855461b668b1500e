/**
 * The program of the engine's threads as one file, built once before the tests: from its sources each start of a thread takes
 * one to two seconds, and many tests start one.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../..')

/** Vitest's global setup; what it gives back takes the file away again. */
export async function setup(): Promise<() => void> {
  const outDir = join(root, 'node_modules/.cache', `cadenza-worker-${process.pid}`)
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'src/main/host/worker.ts',
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'worker.js', codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  })
  process.env.CADENZA_WORKER = join(outDir, 'worker.js')
  return () => rmSync(outDir, { recursive: true, force: true })
}

/** Its path. */
export function workerProgram(): string {
  const { CADENZA_WORKER: program } = process.env
  if (!program) throw new Error('the program of the threads was not built: vitest runs this file first')
  return program
}
