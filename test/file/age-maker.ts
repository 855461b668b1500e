/**
 * age files made by nothing but the specification (c2sp.org/age) and Node's own cryptography, so that what reads them in the
 * program is held to the format and not to itself. Every part can be made wrong.
 */
import {
  createCipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  scryptSync,
} from 'node:crypto'

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const hkdf = (secret: Uint8Array, salt: Uint8Array, label: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, label, 32))

function sealed(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 })
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The 32 bytes of a bech32 text, its checksum unlooked at. */
export function bech32Bytes(text: string): Buffer {
  const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
  const words = [...text.toLowerCase().slice(text.lastIndexOf('1') + 1, -6)].map((letter) => letters.indexOf(letter))
  const bits = words.map((word) => word.toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

const spki = Buffer.from('302a300506032b656e032100', 'hex')
const publicKey = (bytes: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([spki, bytes]), format: 'der', type: 'spki' })
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex')
const privateKey = (bytes: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([pkcs8, bytes]), format: 'der', type: 'pkcs8' })

export interface Stanza {
  args: string[]
  body: Buffer
}

/** `recipient`: `age1…`. */
export function x25519(recipient: string, fileKey: Uint8Array): Stanza {
  const theirs = bech32Bytes(recipient)
  const { privateKey: own, publicKey: share } = generateKeyPairSync('x25519')
  const shared = diffieHellman({ privateKey: own, publicKey: publicKey(theirs) })
  const bytes = share.export({ format: 'der', type: 'spki' }).subarray(spki.length)
  const key = hkdf(shared, Buffer.concat([bytes, theirs]), 'age-encryption.org/v1/X25519')
  return { args: ['X25519', base64(bytes)], body: sealed(key, Buffer.alloc(12), fileKey) }
}

export function scrypt(passphrase: string, fileKey: Uint8Array, work: number, written = String(work)): Stanza {
  const salt = randomBytes(16)
  const label = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt])
  const key = scryptSync(passphrase, label, 32, { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** 30 })
  return { args: ['scrypt', base64(salt), written], body: sealed(key, Buffer.alloc(12), fileKey) }
}

const wrapped = (body: Buffer): string => {
  const text = base64(body)
  const lines = text.match(/.{1,64}/g) ?? []
  // a body ends with a line that is not full, if need be an empty one
  return [...lines, ...(text.length % 64 === 0 ? [''] : [])].join('\n')
}

export interface Plan {
  stanzas: Stanza[]
  fileKey: Buffer
  plain: Buffer
  /** What is done to the text of the head before, and after, it is authenticated. */
  before?: (head: string) => string
  after?: (head: string) => string
  /** What is done to the sealed pieces. */
  pieces?: (pieces: Buffer[], seal: (n: number, last: boolean, plain: Buffer) => Buffer) => Buffer[]
}

const pieceSize = 64 * 1024

export function ageFile({
  stanzas,
  fileKey,
  plain,
  before = (text) => text,
  after = (text) => text,
  pieces = (all) => all,
}: Plan): Buffer {
  const head = before(
    ['age-encryption.org/v1', ...stanzas.map(({ args, body }) => `-> ${args.join(' ')}\n${wrapped(body)}`), '---'].join(
      '\n',
    ),
  )
  const mac = createHmac('sha256', hkdf(fileKey, Buffer.alloc(0), 'header'))
    .update(head)
    .digest()
  const nonce = randomBytes(16)
  const key = hkdf(fileKey, nonce, 'payload')
  const seal = (n: number, last: boolean, part: Buffer) => {
    const count = Buffer.alloc(12)
    count.writeUInt32BE(n, 7)
    count[11] = last ? 1 : 0
    return sealed(key, count, part)
  }
  const parts = Array.from({ length: Math.max(1, Math.ceil(plain.length / pieceSize)) }, (_, n) =>
    plain.subarray(n * pieceSize, (n + 1) * pieceSize),
  )
  const all = pieces(
    parts.map((part, n) => seal(n, n === parts.length - 1, part)),
    seal,
  )
  return Buffer.concat([Buffer.from(after(`${head} ${base64(mac)}\n`), 'latin1'), nonce, ...all])
}

/** The file key that an X25519 stanza of a file holds, got at by hand. */
export const sharedWith = (identity: string, share: Uint8Array): Buffer =>
  diffieHellman({ privateKey: privateKey(bech32Bytes(identity)), publicKey: publicKey(share) })
