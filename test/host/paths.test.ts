import { chmodSync, existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDataFolder } from '../../src/main/host/paths.ts'

const modeOf = (folder: string) => statSync(folder).mode & 0o777
let room: string
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'cadenza-paths-'))
})

describe.skipIf(process.platform === 'win32')('the data folder', () => {
  it("is made with the folders above it, and is its owner's alone", () => {
    const folder = join(room, 'a', 'b')
    openDataFolder(folder)
    expect(modeOf(folder)).toBe(0o700)
    openDataFolder(folder)
  })

  it('is closed where it was open: an empty one, and one of our own', () => {
    for (const name of [null, 'cadenza.sqlite']) {
      const folder = join(room, String(name))
      mkdirSync(folder)
      chmodSync(folder, 0o755)
      if (name) writeFileSync(join(folder, name), '')
      openDataFolder(folder)
      expect(modeOf(folder)).toBe(0o700)
    }
  })

  it('is not taken from those who use it for something else', () => {
    writeFileSync(join(room, 'letter.txt'), '')
    chmodSync(room, 0o1777)
    expect(() => openDataFolder(room)).toThrow(/holds other files/)
    expect(statSync(room).mode & 0o7777).toBe(0o1777)
  })

  it('can be no file, and in no file', () => {
    const file = join(room, 'file')
    writeFileSync(file, '')
    expect(() => openDataFolder(file)).toThrow(/file can't be a data folder: it is a file/)
    expect(() => openDataFolder(join(file, 'below'))).toThrow(/can't be a data folder/)
  })

  it.skipIf(!existsSync('/proc/self'))('is refused at once where the system makes no folders', () => {
    expect(() => openDataFolder('/proc/nowhere/below')).toThrow(/no folder can be made there/)
  })
})
