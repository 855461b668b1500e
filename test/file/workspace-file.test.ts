import { createHash, hash, randomBytes, randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { writeWhole } from '../../src/main/file/atomic.ts'
import { frame } from '../../src/main/file/frames.ts'
import { checkChunk } from '../../src/main/store/chunk.ts'
import { Refusal } from '../../src/shared/domain/failure.ts'
import { size } from '../size.ts'
import { anna, ben, bytesOf, chain, framesOf, manifest, put, readAll, sealedAnyhow, stranger } from './made.ts'

const folder = await mkdtemp(join(tmpdir(), 'cadenza-file-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const path = join(folder, 'team.cadenza')

const attachment = (content: Buffer) => ({ hash: createHash('sha256').update(content).digest('hex'), content })
const codeOf = (error: unknown) => (error instanceof Refusal ? error.code : error)

describe('a workspace file', () => {
  test('gives back what was put into it, in its order, to each of those whom it is for', async () => {
    const chunks = [...chain(anna, 3, 4)]
    const attachments = [attachment(Buffer.alloc(0)), attachment(randomBytes(200_000))]
    const to = { recipients: [anna.sealingKey, ben.sealingKey] }
    await put(path, await bytesOf({ chunks, count: 3, attachments, to }))
    for (const { secret } of [anna, ben]) {
      const { parts, opened, error } = await readAll(path, { openers: { identity: secret.sealing } })
      expect(error).toBeNull()
      expect(parts).toEqual([
        { what: 'manifest', manifest: manifest(anna, 3) },
        ...chunks.map((chunk) => ({ what: 'chunk', chunk })),
        ...attachments.map((attachment) => ({ what: 'attachment', attachment })),
        { what: 'end' },
      ])
      expect(opened?.hash()).toBe(
        createHash('sha256')
          .update(await readFile(path))
          .digest('base64url'),
      )
    }
  })

  test('opens with its passphrase, and with no other', async () => {
    await put(path, await bytesOf({ to: { passphrase: 'seven quiet cellos at noon' } }))
    const right = await readAll(path, { openers: { passphrase: 'seven quiet cellos at noon' } })
    expect(right.parts.at(-1)).toEqual({ what: 'end' })
    const wrong = await readAll(path, { openers: { passphrase: 'seven quiet cellos at none' } })
    expect(wrong).toMatchObject({ parts: [], error: { code: 'forbidden', data: { needs: 'passphrase' } } })
    const none = await readAll(path)
    expect(none).toMatchObject({ parts: [], error: { code: 'forbidden', data: { needs: 'passphrase' } } })
  })

  test('tells a computer that it is not for', async () => {
    await put(path, await bytesOf())
    const { parts, error } = await readAll(path, { openers: { identity: stranger.secret.sealing } })
    expect([parts, codeOf(error), (error as Refusal).data]).toEqual([[], 'forbidden', { needs: 'recipient' }])
  })

  test('of the first format is taken by every later version', async () => {
    const kept = JSON.parse(await readFile(join(import.meta.dirname, 'format-1.json'), 'utf8')) as Record<
      string,
      string
    >
    await put(path, Buffer.from(kept.file ?? '', 'base64'))
    const { parts, error } = await readAll(path, { openers: { identity: kept.identity } })
    expect([error, parts.map(({ what }) => what)]).toEqual([null, ['manifest', 'chunk', 'chunk', 'attachment', 'end']])
    for (const part of parts) {
      if (part.what === 'attachment') expect(part.attachment.content.toString()).toBe('a price list')
      if (part.what !== 'chunk') continue
      const checked = checkChunk(part.chunk, kept.signingKey ?? '')
      expect('changes' in checked && checked.changes.map((change) => change?.kind)).toEqual(Array(3).fill('contact'))
    }
  })

  test('of a newer version is told so, whatever is in it', async () => {
    await put(path, await sealedAnyhow(randomBytes(50), 'cadenza workspace file 2\n', randomBytes(90)))
    expect(codeOf((await readAll(path)).error)).toBe('newer_file')
    await put(path, await bytesOf({ manifest: { format: 2 as 1 } }))
    expect(codeOf((await readAll(path)).error)).toBe('newer_file')
  })
})

describe('whoever can seal to a computer, but not sign, gets nothing in', () => {
  /** Frames as bytes, from pairs of kind and payload. */
  const joined = (...frames: [kind: 'M' | 'C' | 'A' | 'B' | 'E', payload: Buffer][]) =>
    Buffer.concat(frames.flatMap(([kind, payload]) => Object.values(frame(kind, payload)).slice(1) as Buffer[]))
  const text = (value: unknown) => Buffer.from(JSON.stringify(value))

  const cases: [name: string, frames: () => Promise<Buffer> | Buffer][] = [
    ['nothing at all', () => Buffer.alloc(0)],
    ['a chunk before the manifest', () => joined(['C', text({ header: '', signature: '', bodies: [] })])],
    ['a date that is none', () => joined(['M', text({ ...manifest(anna, 0), writtenAt: 9e15 })])],
    ['a manifest alone', () => joined(['M', text(manifest(anna, 0))])],
    ['an end that nobody signed', () => joined(['M', text(manifest(anna, 0))], ['E', text({ signature: '' })])],
    [
      "Anna's name under a stranger's signature",
      async () => {
        const theirs = await framesOf(await bytesOf({ keys: stranger, count: 1 }))
        return Buffer.from(theirs.toString('latin1').replace(stranger.signingKey, anna.signingKey), 'latin1')
      },
    ],
    ['a file without its last bytes', async () => (await framesOf(await bytesOf())).subarray(0, -1)],
    ['a file with one byte more', async () => Buffer.concat([await framesOf(await bytesOf()), Buffer.from('E')])],
    ['a file and the same file again', async () => Buffer.concat(Array(2).fill(await framesOf(await bytesOf())))],
    [
      'an unknown kind of part',
      () => Buffer.concat([joined(['M', text(manifest(anna, 0))]), Buffer.from('Z\0\0\0\0')]),
    ],
    ['a part of four gigabytes', () => Buffer.from('M\xff\xff\xff\xff', 'latin1')],
    [
      'a chunk of a gigabyte',
      () => Buffer.concat([joined(['M', text(manifest(anna, 1))]), Buffer.from('C\x40\0\0\0')]),
    ],
    [
      'a path for a hash',
      () => joined(['M', text(manifest(anna, 0))], ['A', text({ hash: '../../../etc/passwd', size: 1 })]),
    ],
    [
      'an attachment of a terabyte',
      () => joined(['M', text(manifest(anna, 0))], ['A', text({ hash: 'a'.repeat(64), size: 2 ** 40 })]),
    ],
    [
      'a prototype for a manifest',
      () => joined(['M', Buffer.from(`{"__proto__":${JSON.stringify(manifest(anna, 0))}}`)]),
    ],
    [
      'holdings under a name of the language',
      () => joined(['M', Buffer.from(JSON.stringify(manifest(anna, 0)).replace(anna.device, '__proto__'))]),
    ],
  ]
  test.each(cases)('%s', async (_, frames) => {
    await put(path, await sealedAnyhow(await frames()))
    const { parts, error } = await readAll(path)
    expect(codeOf(error)).toBe('damaged_file')
    expect(parts.some(({ what }) => what === 'end')).toBe(false)
  })

  test('nor does what is no archive, or has something behind it', async () => {
    const frames = await framesOf(await bytesOf())
    for (const zip of [
      Buffer.alloc(0),
      randomBytes(300),
      gzipSync(frames).subarray(0, -4),
      Buffer.concat([gzipSync(frames), randomBytes(7)]),
    ]) {
      await put(path, await sealedAnyhow(frames, undefined, zip))
      const { parts, error } = await readAll(path)
      expect([codeOf(error), parts.some(({ what }) => what === 'end')]).toEqual(['damaged_file', false])
    }
  })

  test('a bomb is put out early and in little memory', async () => {
    const piece = frame('B', Buffer.alloc(65_536))
    const manifestFrame = frame('M', text(manifest(anna, 0)))
    const start = frame('A', text({ hash: 'a'.repeat(64), size: 20 * 1024 * 1024 }))
    const bomb = Buffer.concat([
      manifestFrame.head,
      manifestFrame.payload,
      start.head,
      start.payload,
      ...Array(3000).fill(Buffer.concat([piece.head, piece.payload])),
    ])
    const sealed = await sealedAnyhow(bomb)
    expect(sealed.length).toBeLessThan(bomb.length / 100)
    await put(path, sealed)
    const before = process.memoryUsage.rss()
    expect(codeOf((await readAll(path)).error)).toBe('damaged_file')
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20)
  })

  test('a head that never ends, or asks for gigabytes to be opened, is not followed', async () => {
    const head = 'age-encryption.org/v1\n-> X25519 '
    await put(path, Buffer.concat([Buffer.from(head), Buffer.alloc(3_000_000, 'A')]))
    expect(codeOf((await readAll(path)).error)).toBe('damaged_file')
    await put(
      path,
      Buffer.from(`age-encryption.org/v1\n-> scrypt ${'A'.repeat(22)} 30\n${'A'.repeat(43)}\n--- ${'A'.repeat(43)}\n`),
    )
    expect(codeOf((await readAll(path, { openers: { passphrase: 'x' } })).error)).toBe('damaged_file')
  })
})

describe('a file that was altered on its way', () => {
  /** A random harm of random bytes: never none. */
  function harmed(bytes: Buffer, dice: Buffer): Buffer {
    const at = dice.readUInt32BE(1) % bytes.length
    const copy = Buffer.from(bytes)
    const other = dice.readUInt32BE(5) % bytes.length
    switch ((dice[0] as number) % 6) {
      case 0:
        copy.writeUInt8(copy.readUInt8(at) ^ (1 << ((dice[9] as number) % 8)), at)
        return copy
      case 1:
        return copy.subarray(0, at)
      case 2:
        return Buffer.concat([
          copy.subarray(0, at),
          dice.subarray(0, 1 + ((dice[9] as number) % 12)),
          copy.subarray(at),
        ])
      case 3:
        return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + ((dice[9] as number) % 60))])
      case 4:
        return Buffer.concat([copy, dice])
      default:
        return Buffer.concat([copy.subarray(0, Math.max(at, 1)), copy.subarray(other % Math.max(at, 1))])
    }
  }

  // CADENZA_FUZZ_FIRST=n goes on where a run was stopped, CADENZA_FUZZ_COUNT=m makes it so long: harm n is the same every time
  const first = Number(process.env.CADENZA_FUZZ_FIRST ?? randomInt(2 ** 40))
  const many = Number(process.env.CADENZA_FUZZ_COUNT ?? size(400, 200_000))

  test(
    'is never taken, and nothing else than what was sent is ever looked at',
    async () => {
      const chunks = [...chain(anna, 2, 2)]
      const whole = await bytesOf({ chunks, attachments: [attachment(randomBytes(1000))] })
      const inside = await framesOf(whole)
      const sent = new Set(chunks.map((chunk) => JSON.stringify(chunk)))
      const tally: Record<string, number> = {}
      for (let n = first; n < first + many; n++) {
        const dice = hash('sha256', `harm ${n}`, 'buffer')
        // every second one by somebody who can seal to Ben and alters what is inside
        const harm = n % 2 === 0 ? harmed(whole, dice) : harmed(inside, dice)
        if (harm.equals(n % 2 === 0 ? whole : inside)) continue
        await put(path, n % 2 === 0 ? harm : await sealedAnyhow(harm))
        const { parts, error } = await readAll(path)
        const told = `harm ${n} with ${dice.toString('hex')}`
        expect([codeOf(error), told]).toEqual([expect.stringMatching(/^(damaged_file|newer_file|forbidden)$/), told])
        expect([parts.some(({ what }) => what === 'end'), told]).toEqual([false, told])
        // age gives out no piece whose tag it has not checked
        if (n % 2 === 0)
          for (const part of parts)
            if (part.what === 'chunk') expect([sent.has(JSON.stringify(part.chunk)), told]).toEqual([true, told])
        tally[String(codeOf(error))] = (tally[String(codeOf(error))] ?? 0) + 1
        // whoever stops a long run goes on from there
        if ((n + 1 - first) % 5000 === 0 || (process.env.CADENZA_FUZZ_COUNT && n + 1 === first + many))
          process.stdout.write(`altered up to ${n}: ${JSON.stringify(tally)}\n`)
      }
    },
    size(60_000, 10_800_000),
  )
})

describe('writing', () => {
  test('leaves the file of before where it fails or is cancelled, and nothing beside it', async () => {
    const place = join(folder, 'shared')
    await import('node:fs/promises').then(({ mkdir }) => mkdir(place))
    const file = join(place, 'a-1.cadenza')
    await writeFile(file, 'before')
    const broken = (async function* () {
      yield randomBytes(100_000)
      throw new Error('the disk is full')
    })()
    await expect(writeWhole(file, broken)).rejects.toThrow('the disk is full')
    const cancel = new AbortController()
    const slow = (async function* () {
      yield randomBytes(10)
      cancel.abort()
      yield randomBytes(10)
    })()
    await expect(writeWhole(file, slow, cancel.signal)).rejects.toThrow(/abort/i)
    expect([await readdir(place), (await readFile(file)).toString()]).toEqual([['a-1.cadenza'], 'before'])
    expect(
      await writeWhole(
        file,
        (async function* () {
          yield Buffer.from('after')
        })(),
      ),
    ).toBe(5)
    expect([await readdir(place), (await readFile(file)).toString(), existsSync(file)]).toEqual([
      ['a-1.cadenza'],
      'after',
      true,
    ])
  })
})
