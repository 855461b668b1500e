/**
 * Where tests put their folders. A commit on a disk waits about a hundred times as long as one in memory, and the tests make
 * hundreds of thousands; a killed process leaves the same behind on either, and nobody cuts the power. The soak keeps the disk.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const memory = '/dev/shm'
/** Bytes that a whole run needs, with room: four browsers and their engines. */
const needed = 2 * 1024 ** 3

/** Somebody may have forbidden programs to run from there. */
function runs(folder: string): boolean {
  const program = join(folder, 'runs')
  writeFileSync(program, '#!/bin/sh\nexit 7\n')
  chmodSync(program, 0o755)
  const { status } = spawnSync(program)
  rmSync(program)
  return status === 7
}

/** Makes `tmpdir()` of this process and its children a folder in memory, which goes with this process. */
export function scratchInMemory(): void {
  if (process.env.CADENZA_SCRATCH || process.env.CADENZA_SOAK || !existsSync(memory)) return
  const { bavail, bsize } = statfsSync(memory)
  if (bavail * bsize < needed) return
  const folder = mkdtempSync(join(memory, 'cadenza-run-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  // Mail servers run as users of their own and must get through.
  chmodSync(folder, 0o755)
  if (runs(folder)) Object.assign(process.env, { TMPDIR: folder, CADENZA_SCRATCH: folder })
}
