/**
 * A passphrase as age has it, through the system's own scrypt: it takes a thread of its own, where the package's would hold up
 * everything else for seconds. Where the system lacks the cipher (Electron's may), the package does it all.
 */
import { createCipheriv, createDecipheriv, getCiphers, randomBytes, scrypt } from 'node:crypto'
import { type Decrypter, type Encrypter, Stanza } from 'age-encryption'

const cipher = 'chacha20-poly1305'
const label = Buffer.from('age-encryption.org/v1/scrypt')
const nonce = Buffer.alloc(12)
const tagLength = 16

const keyOf = (passphrase: string, salt: Buffer, work: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // scrypt takes 128 · N · r bytes, and something on top
    const cost = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** (work + 10) + 2 ** 20 }
    scrypt(passphrase, Buffer.concat([label, salt]), 32, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** Seals with a passphrase, at a cost of 2^`work`. */
export function sealWith(encrypter: Encrypter, passphrase: string, work: number): void {
  if (!getCiphers().includes(cipher)) {
    encrypter.setScryptWorkFactor(work)
    encrypter.setPassphrase(passphrase)
    return
  }
  encrypter.addRecipient({
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16)
      const sealing = createCipheriv(cipher, await keyOf(passphrase, salt, work), nonce, { authTagLength: tagLength })
      const body = Buffer.concat([sealing.update(fileKey), sealing.final(), sealing.getAuthTag()])
      return [new Stanza(['scrypt', base64(salt), String(work)], new Uint8Array(body))]
    },
  })
}

/** Opens with a passphrase what costs 2^`most` at most. */
export function openWith(decrypter: Decrypter, passphrase: string, most: number): void {
  if (!getCiphers().includes(cipher)) {
    decrypter.addPassphrase(passphrase)
    return
  }
  decrypter.addIdentity({
    async unwrapFileKey(stanzas: Stanza[]) {
      const found = stanzas.find(({ args }) => args[0] === 'scrypt')
      if (!found) return null
      const [, text = '', work = ''] = found.args
      const salt = Buffer.from(text, 'base64')
      const whole =
        stanzas.length === 1 &&
        found.args.length === 3 &&
        salt.length === 16 &&
        base64(salt) === text &&
        /^[1-9]\d?$/.test(work) &&
        Number(work) <= most &&
        found.body.length === 16 + tagLength
      if (!whole) throw new Error('invalid scrypt stanza')
      const opening = createDecipheriv(cipher, await keyOf(passphrase, salt, Number(work)), nonce, {
        authTagLength: tagLength,
      })
      opening.setAuthTag(found.body.subarray(16))
      const fileKey = opening.update(found.body.subarray(0, 16))
      try {
        opening.final()
      } catch {
        return null
      }
      return new Uint8Array(fileKey)
    },
  })
}
