/**
 * A vault for computers without a keychain: one file in the data folder, opened by a passphrase. The key is made from
 * it by scrypt (RFC 7914; N=2^17, r=8, p=1 as OWASP's password storage sheet asks for) and each secret is sealed by
 * itself with AES-256-GCM under its own name, so that one damaged entry costs one account and none can stand in for
 * another. The passphrase is kept nowhere; the key is in memory while the vault is open.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { Refusal } from '../../shared/domain/failure.ts'

export const vaultName = 'secrets.vault'

/** Sealed under this name when the vault is made: a passphrase is the right one when this opens. */
const checkEntry = 'vault check'

/** What guessing a passphrase costs, in scrypt's own terms. */
export interface Cost {
  N: number
  r: number
  p: number
}
const strong: Cost = { N: 2 ** 17, r: 8, p: 1 }
/** scrypt takes 128 · N · r bytes, and something on top. */
const memory = 192 * 2 ** 20

/** Short ones are found by trying: the file can be copied and tried elsewhere. */
export const shortestPassphrase = 12

const Sealed = z.strictObject({ iv: z.base64(), tag: z.base64(), data: z.base64() })
/** The cost is given, or a forged file could take all memory. */
const fileOf = ({ N, r, p }: Cost) =>
  z.strictObject({
    format: z.literal('cadenza vault 1'),
    kdf: z.strictObject({
      name: z.literal('scrypt'),
      N: z.literal(N),
      r: z.literal(r),
      p: z.literal(p),
      salt: z.base64(),
    }),
    entries: z.record(z.string(), Sealed),
  })
type File = z.infer<ReturnType<typeof fileOf>>

export interface OpenVault {
  /** @throws Refusal `keychain_unavailable` when the entry is damaged: the others are not touched by that */
  get(name: string): string | null
  set(name: string, secret: string): void
  remove(name: string): void
  names(): string[]
  /** Seals everything anew under another passphrase. */
  rekey(passphrase: string): Promise<void>
}

export const vaultFile = (folder: string): string => join(folder, vaultName)
export const hasVault = (folder: string): boolean => existsSync(vaultFile(folder))

const keyOf = (passphrase: string, { N, r, p, salt }: File['kdf']): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // typed in another way on another keyboard, it is the same passphrase
    const typed = passphrase.normalize('NFKC')
    const cost = { N, r, p, maxmem: memory }
    scrypt(typed, Buffer.from(salt, 'base64'), 32, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })

function seal(key: Buffer, name: string, secret: string): z.infer<typeof Sealed> {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name))
  const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') }
}

/** Null when it was not sealed with this key under this name. */
function unseal(key: Buffer, name: string, sealed: z.infer<typeof Sealed>): string | null {
  try {
    const iv = Buffer.from(sealed.iv, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(Buffer.from(name))
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'))
    return Buffer.concat([decipher.update(sealed.data, 'base64'), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** On disk before anybody relies on it; a crash leaves the old file or the new one. */
function write(folder: string, file: File): void {
  const [path, next] = [vaultFile(folder), `${vaultFile(folder)}.new`]
  const fd = openSync(next, 'w', 0o600)
  try {
    writeFileSync(fd, `${JSON.stringify(file, null, 1)}\n`)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(next, path)
  // where folders can't be synced (Windows), renaming is as far as one can go
  if (process.platform === 'win32') return
  const at = openSync(folder, 'r')
  try {
    fsyncSync(at)
  } finally {
    closeSync(at)
  }
}

function read(folder: string, cost: Cost): File {
  const damaged = (why: string) =>
    new Refusal(
      'keychain_unavailable',
      `The vault ${vaultFile(folder)} can't be read: ${why}. Put back a copy of it, or take it away and give the passwords again.`,
    )
  let text: unknown
  try {
    text = JSON.parse(readFileSync(vaultFile(folder), 'utf8'))
  } catch (error) {
    throw damaged((error as Error).message)
  }
  const parsed = fileOf(cost).safeParse(text)
  if (!parsed.success) throw damaged(parsed.error.issues[0]?.message ?? 'it has another form')
  return parsed.data
}

/** @throws Refusal `bad_request` */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < shortestPassphrase)
    throw new Refusal(
      'bad_request',
      `The passphrase needs at least ${shortestPassphrase} characters: some words are best.`,
    )
}

function opened(folder: string, present: File, presentKey: Buffer): OpenVault {
  let file = present
  let key = presentKey
  const change = (entries: File['entries']) => {
    const next = { ...file, entries }
    write(folder, next)
    file = next
  }
  const own = (name: string) => (Object.hasOwn(file.entries, name) ? file.entries[name] : undefined)
  return {
    get(name) {
      const sealed = own(name)
      if (!sealed) return null
      const secret = unseal(key, name, sealed)
      if (secret === null)
        throw new Refusal('keychain_unavailable', 'This entry of the vault is damaged. Give the password again.')
      return secret
    },
    set: (name, secret) => change({ ...file.entries, [name]: seal(key, name, secret) }),
    remove(name) {
      if (!own(name)) return
      const { [name]: _, ...rest } = file.entries
      change(rest)
    },
    names: () => Object.keys(file.entries).filter((name) => name !== checkEntry),
    async rekey(passphrase) {
      checkPassphrase(passphrase)
      const fresh = await newFile(passphrase, file.kdf)
      for (const [name, sealed] of Object.entries(file.entries)) {
        const secret = name === checkEntry ? null : unseal(key, name, sealed)
        if (secret !== null) fresh.file.entries[name] = seal(fresh.key, name, secret)
      }
      write(folder, fresh.file)
      file = fresh.file
      key = fresh.key
    },
  }
}

async function newFile(passphrase: string, { N, r, p }: Cost): Promise<{ file: File; key: Buffer }> {
  const kdf = { name: 'scrypt' as const, N, r, p, salt: randomBytes(16).toString('base64') }
  const key = await keyOf(passphrase, kdf)
  const entries = { [checkEntry]: seal(key, checkEntry, 'ok') }
  return { key, file: { format: 'cadenza vault 1', kdf, entries } }
}

/**
 * Makes the vault with these secrets in it from the beginning: the file that says "the vault is in use" is never there
 * without them.
 *
 * @param cost less than the usual only in tests, where nobody guesses
 * @throws Refusal `bad_request` for a short passphrase, `conflict` where there is one already
 */
export async function makeVault(
  folder: string,
  passphrase: string,
  secrets: Iterable<[name: string, secret: string]> = [],
  cost = strong,
): Promise<OpenVault> {
  checkPassphrase(passphrase)
  if (hasVault(folder)) throw new Refusal('conflict', 'There is a vault already. Unlock it.')
  const { file, key } = await newFile(passphrase, cost)
  for (const [name, secret] of secrets) file.entries[name] = seal(key, name, secret)
  write(folder, file)
  return opened(folder, file, key)
}

/** @throws Refusal `forbidden` for a wrong passphrase, `keychain_unavailable` when the file can't be read */
export async function unlockVault(folder: string, passphrase: string, cost = strong): Promise<OpenVault> {
  const file = read(folder, cost)
  const key = await keyOf(passphrase, file.kdf)
  const check = Object.hasOwn(file.entries, checkEntry) ? file.entries[checkEntry] : undefined
  if (!check || unseal(key, checkEntry, check) !== 'ok')
    throw new Refusal(
      'forbidden',
      "The passphrase doesn't open the vault. Look for Caps Lock and the keyboard's language.",
    )
  return opened(folder, file, key)
}

export const removeVault = (folder: string): void => rmSync(vaultFile(folder), { force: true })
