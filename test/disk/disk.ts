/** A disk that misbehaves when told, under the files of another process: the shim (shim.c), compiled, and its orders. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

/** What is spoilt: writing, forcing to the disk, or making a file longer or shorter. */
export type DiskDeed = 'write' | 'sync' | 'cut'
/** `killed`: the process dies there, as by SIGKILL. */
export type DiskCode = 'ENOSPC' | 'EIO' | 'killed'

export interface DiskFault {
  /** Null: each of them. */
  deed: DiskDeed | null
  /** Null: it is only slow. */
  code: DiskCode | null
  /** Occasions that still pass. */
  skip: number
  /** Occasions that are spoilt; null: until `heal`. */
  times: number | null
  /** ms that each takes besides. */
  slow?: number
  /** A write that fails leaves the first half of its bytes behind. */
  half?: boolean
}

export interface Disk {
  /** For a process whose files it is to spoil. */
  env: Record<string, string>
  spoil(fault: DiskFault): void
  heal(): void
  /** Occasions that were spoilt since the last order. */
  spoilt(): number
  remove(): void
}

const deeds: Record<DiskDeed, number> = { write: 1, sync: 2, cut: 3 }
const words = 8

/** @param files part of the paths of the files that are spoilt @throws where there is no C compiler */
export function faultyDisk(files: string): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-disk-'))
  const [shim, path] = [join(folder, 'shim.so'), join(folder, 'orders')]
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', shim, join(import.meta.dirname, 'shim.c'), '-ldl'])
  const file = openSync(path, 'w+')
  const say = (numbers: readonly number[]) => {
    const bytes = Buffer.alloc(words * 4)
    for (const [i, n] of numbers.entries()) bytes.writeInt32LE(n, i * 4)
    writeSync(file, bytes, 0, bytes.length, 0)
  }
  // armed comes last: what is half written must not be followed
  const arm = (isArmed: boolean) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(isArmed ? 1 : 0)
    writeSync(file, bytes, 0, 4, 0)
  }
  say([0])
  return {
    env: { LD_PRELOAD: shim, CADENZA_DISK_ORDERS: path, CADENZA_DISK_FILES: files },
    spoil({ deed, code, skip, times, slow = 0, half = false }) {
      const errno = code === null ? 0 : code === 'killed' ? -1 : constants.errno[code]
      say([0, deed === null ? 0 : deeds[deed], errno, skip, times ?? -1, slow, 0, half ? 1 : 0])
      arm(true)
    },
    heal: () => arm(false),
    spoilt() {
      const bytes = Buffer.alloc(words * 4)
      readSync(file, bytes, 0, bytes.length, 0)
      return bytes.readInt32LE(6 * 4)
    },
    remove() {
      closeSync(file)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
