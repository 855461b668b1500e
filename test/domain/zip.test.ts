import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 as theirs } from 'node:zlib'
import { expect, it } from 'vitest'
import { crc32, mostFiles, zipOf } from '../../src/shared/domain/zip.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

it('counts check sums as everybody does', () => {
  for (const text of ['', 'a', '123456789', 'é'.repeat(5000)]) expect(crc32(bytes(text))).toBe(theirs(text))
})

it('makes an archive that another program reads, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-zip-'))
  const files = [
    { name: 'ada@x.test step 1.eml', content: bytes('X-Unsent: 1\r\n\r\nHello\r\n') },
    { name: 'zoë@x.test step 2.eml', content: bytes('É'.repeat(70_000)) },
    { name: 'empty.eml', content: bytes('') },
  ]
  const path = join(folder, 'drafts.zip')
  writeFileSync(path, Buffer.concat(zipOf(files.map(({ name, content }) => ({ name: bytes(name), content })))))
  const script =
    'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps({n: z.read(n).hex() for n in z.namelist()}))'
  const read = JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 1 << 24 }))
  expect(read).toEqual(
    Object.fromEntries(files.map(({ name, content }) => [name, Buffer.from(content).toString('hex')])),
  )
  rmSync(folder, { recursive: true })
})

it('refuses more files than it can name', () => {
  const one = { name: bytes('a'), content: bytes('') }
  expect(() => zipOf(Array.from({ length: mostFiles + 1 }, () => one))).toThrow(RangeError)
})
