/** The outer layer, held to the age specification: the outcomes are those that its test kit names. */
import { createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { seal, unseal } from '../../src/main/file/age.ts'
import { Refusal } from '../../src/shared/domain/failure.ts'
import { ageFile, base64, bech32Bytes, type Plan, type Stanza, scrypt, sharedWith, x25519 } from './age-maker.ts'
import { ben, stranger } from './made.ts'

const folder = await mkdtemp(join(tmpdir(), 'cadenza-age-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function opened(bytes: Buffer, openers = { identity: ben.secret.sealing, passphrase: 'a passphrase' }) {
  const path = join(folder, 'file')
  await writeFile(path, bytes)
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of unseal(path, openers, () => {})) pieces.push(piece)
    return { plain: Buffer.concat(pieces), outcome: 'success' }
  } catch (error) {
    return { plain: Buffer.concat(pieces), outcome: error instanceof Refusal ? error.code : String(error) }
  }
}

const fileKey = Buffer.from('YELLOW SUBMARINE')
const plain = randomBytes(150_000)
const forBen = () => x25519(ben.sealingKey, fileKey)
const grease: Stanza = { args: ['some-grease', 'which', 'nobody+knows'], body: randomBytes(100) }
const base: () => Plan = () => ({ stanzas: [forBen()], fileKey, plain })
const swapped = ([a, b, ...rest]: Buffer[]) => [b, a, ...rest] as Buffer[]

const good: [string, () => Plan][] = [
  ['one recipient', base],
  ['the second of two recipients', () => ({ ...base(), stanzas: [x25519(stranger.sealingKey, fileKey), forBen()] })],
  [
    'a stanza that nobody knows',
    () => ({ ...base(), stanzas: [grease, forBen(), { args: ['empty'], body: Buffer.alloc(0) }] }),
  ],
  [
    'a stanza with a body of whole lines',
    () => ({ ...base(), stanzas: [{ args: ['grease'], body: randomBytes(96) }, forBen()] }),
  ],
  ['nothing in it', () => ({ ...base(), plain: Buffer.alloc(0) })],
  ['exactly one piece', () => ({ ...base(), plain: plain.subarray(0, 65_536) })],
  ['one byte more than a piece', () => ({ ...base(), plain: plain.subarray(0, 65_537) })],
  ['exactly two pieces', () => ({ ...base(), plain: plain.subarray(0, 131_072) })],
  ['a passphrase', () => ({ ...base(), stanzas: [scrypt('a passphrase', fileKey, 10)] })],
]
test.each(good)('opens: %s', async (_, plan) => {
  const made = plan()
  expect(await opened(ageFile(made))).toEqual({ plain: made.plain, outcome: 'success' })
})

const change = (from: string | RegExp, to: string) => (head: string) => head.replace(from, to)
const bad: [string, string, () => Plan | Buffer][] = [
  ['another version', 'damaged_file', () => ({ ...base(), before: change('.org/v1', '.org/v2') })],
  ['carriage returns', 'damaged_file', () => ({ ...base(), before: (head) => head.replaceAll('\n', '\r\n') })],
  ['armour', 'damaged_file', () => Buffer.from(`-----BEGIN AGE ENCRYPTED FILE-----\n${base64(ageFile(base()))}`)],
  [
    'another tag of the head',
    'damaged_file',
    () => ({ ...base(), after: (head) => head.replace(/--- ./, (was) => (was === '--- A' ? '--- B' : '--- A')) }),
  ],
  ['a short tag of the head', 'damaged_file', () => ({ ...base(), after: change(/.\n$/, '\n') })],
  ['no tag of the head', 'damaged_file', () => ({ ...base(), after: change(/--- .*\n$/, '---\n') })],
  ['a stanza added afterwards', 'damaged_file', () => ({ ...base(), after: change('\n---', '\n-> added\n\n---') })],
  [
    'a body without its last line',
    'damaged_file',
    () => ({
      ...base(),
      stanzas: [{ args: ['grease'], body: randomBytes(96) }, forBen()],
      before: change('\n\n', '\n'),
    }),
  ],
  ['padding in a body', 'damaged_file', () => ({ ...base(), before: change(/\n---$/, '=\n---') })],
  ['two spaces in a stanza', 'damaged_file', () => ({ ...base(), before: change('X25519 ', 'X25519  ') })],
  [
    'a letter beyond ASCII',
    'damaged_file',
    () => ({ ...base(), stanzas: [{ args: ['gr\xe9ase'], body: Buffer.alloc(1) }, forBen()] }),
  ],
  ['a stanza with one word more', 'damaged_file', () => ({ ...base(), before: change(/(X25519 \S+)/, '$1 more') })],
  [
    'a share of 31 bytes',
    'damaged_file',
    () => ({ ...base(), stanzas: [{ ...forBen(), args: ['X25519', base64(randomBytes(31))] }] }),
  ],
  [
    'a share of low order',
    'damaged_file',
    () => ({ ...base(), stanzas: [{ ...forBen(), args: ['X25519', base64(Buffer.alloc(32))] }] }),
  ],
  [
    'a file key of 15 bytes',
    'damaged_file',
    () => ({ ...base(), stanzas: [x25519(ben.sealingKey, fileKey.subarray(1))] }),
  ],
  ['no recipient that is us', 'forbidden', () => ({ ...base(), stanzas: [x25519(stranger.sealingKey, fileKey)] })],
  [
    'a passphrase beside a recipient',
    'damaged_file',
    () => ({ ...base(), stanzas: [scrypt('a passphrase', fileKey, 10), forBen()] }),
  ],
  ['another passphrase', 'forbidden', () => ({ ...base(), stanzas: [scrypt('another', fileKey, 10)] })],
  [
    'work written with a zero before it',
    'damaged_file',
    () => ({ ...base(), stanzas: [scrypt('a passphrase', fileKey, 10, '010')] }),
  ],
  [
    'more work than is allowed',
    'damaged_file',
    () => ({ ...base(), stanzas: [scrypt('a passphrase', fileKey, 10, '19')] }),
  ],
  ['no payload at all', 'damaged_file', () => ({ ...base(), pieces: () => [] })],
  ['a piece missing at the end', 'damaged_file', () => ({ ...base(), pieces: (all) => all.slice(0, -1) })],
  [
    'a piece missing in the middle',
    'damaged_file',
    () => ({ ...base(), pieces: (all) => [all[0], all[2]] as Buffer[] }),
  ],
  ['pieces in another order', 'damaged_file', () => ({ ...base(), pieces: swapped })],
  [
    'a last piece that says it is none',
    'damaged_file',
    () => ({ ...base(), pieces: (all, seal) => [...all.slice(0, -1), seal(2, false, Buffer.alloc(9))] }),
  ],
  [
    'an empty last piece',
    'damaged_file',
    () => ({
      ...base(),
      plain: plain.subarray(0, 65_536),
      pieces: (_, seal) => [seal(0, false, plain.subarray(0, 65_536)), seal(1, true, Buffer.alloc(0))],
    }),
  ],
  [
    'something behind the last piece',
    'damaged_file',
    () => ({ ...base(), pieces: (all) => [...all, randomBytes(20)] }),
  ],
  [
    'another byte in the payload',
    'damaged_file',
    () => ({
      ...base(),
      pieces: ([first, ...all]) => [
        Buffer.concat([Buffer.from([(first?.[0] ?? 0) ^ 1]), (first ?? Buffer.alloc(0)).subarray(1)]),
        ...all,
      ],
    }),
  ],
]
test.each(bad)('does not open: %s', async (_, outcome, plan) => {
  const made = plan()
  const found = await opened(Buffer.isBuffer(made) ? made : ageFile(made))
  expect(found.outcome).toBe(outcome)
  // what was given out before the harm was noticed is what was sealed
  if (!Buffer.isBuffer(made)) expect(found.plain.equals(made.plain.subarray(0, found.plain.length))).toBe(true)
})

test('what the program seals opens by the letter of the specification', async () => {
  const pieces: Uint8Array[] = []
  for await (const piece of await seal([plain] as never, { recipients: [ben.sealingKey] })) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  const end = bytes.indexOf('\n--- ')
  const [, share = '', body = ''] =
    /^age-encryption\.org\/v1\n-> X25519 (\S+)\n(\S+)$/.exec(bytes.toString('latin1', 0, end)) ?? []
  const open = (key: Uint8Array, nonce: Uint8Array, sealed: Buffer) => {
    const cipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
    cipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
  }
  const shareBytes = Buffer.from(share, 'base64')
  const salt = Buffer.concat([shareBytes, bech32Bytes(ben.sealingKey)])
  const wrap = hkdfSync('sha256', sharedWith(ben.secret.sealing, shareBytes), salt, 'age-encryption.org/v1/X25519', 32)
  const key = open(Buffer.from(wrap), Buffer.alloc(12), Buffer.from(body, 'base64'))
  const payload = bytes.subarray(bytes.indexOf('\n', end + 1) + 1)
  const stream = Buffer.from(hkdfSync('sha256', key, payload.subarray(0, 16), 'payload', 32))
  const found: Buffer[] = []
  for (let at = 16, n = 0; at < payload.length; at += 65_552, n++) {
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(n, 7)
    nonce[11] = at + 65_552 >= payload.length ? 1 : 0
    found.push(open(stream, nonce, payload.subarray(at, at + 65_552)))
  }
  expect(Buffer.concat(found).equals(plain)).toBe(true)
})
