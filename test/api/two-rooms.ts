/** Ana's computer and Ben's, and a folder for what they tell each other. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestRoom, testRoom } from '../host/room.ts'

interface TwoRooms {
  ana: TestRoom
  ben: TestRoom
  folder: string
  /** Ends both, and the folder with what is in it. */
  close(): void
}

/** @param about what the folder is called after */
export function twoRooms(about: string): TwoRooms {
  const ana = testRoom({ device: 'anadevice0000000' })
  const ben = testRoom({ device: 'bendevice0000000' })
  const folder = mkdtempSync(join(tmpdir(), `cadenza-${about}-`))
  return {
    ana,
    ben,
    folder,
    close() {
      ana.close()
      ben.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
