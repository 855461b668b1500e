/**
 * Signs what leaves through custom SMTP, the managed account's server among it, with the key of the From address's domain. Only while the name servers show that
 * key: a signature that nobody can check harms an email more than none. Where they show it and it can't be used here,
 * nothing leaves: mail that was signed yesterday and isn't today looks forged.
 */
import { createHash } from 'node:crypto'
import { isKeyShown } from '../../../shared/domain/dns-records.ts'
import { dkimSecretName, nextDkimSecretName } from '../../../shared/domain/secret-name.ts'
import type { AccountTrouble } from '../../../shared/domain/verdict.ts'
import { type DkimKey, fromDomain, signMessage } from '../../mail/dkim.ts'
import { dkimRecord, readDkimKey } from '../../mail/dkim-key.ts'
import type { Keychain } from '../../ports.ts'
import type { AccountRow } from '../../store/accounts.ts'
import { type DomainRow, domainByName } from '../../store/domains.ts'
import type { Reader } from '../../store/open.ts'
import type { Letter } from './prepare.ts'

export type Barred = { barred: AccountTrouble; words: string }
export interface Signing {
  /** @param dateAt the message's own date, ms since the epoch */
  sign: (account: AccountRow, letter: Letter, dateAt: number) => Promise<Letter | Barred>
  /** Does it leave as it is? */
  isPlain: (account: AccountRow, letter: Letter) => boolean
}

interface Kept {
  /** The record that shows it. */
  record: string
  key: DkimKey['key']
}

function keyIn(pem: string): DkimKey['key'] | null {
  try {
    return readDkimKey(pem)
  } catch {
    return null
  }
}

/** Keys are read once and kept parsed, as long as their record stays the same. */
export function createSigning(reader: Reader, keychain: Keychain): Signing {
  const kept = new Map<string, Kept>()
  const keyFor = async (domain: DomainRow): Promise<Kept | Barred> => {
    const known = kept.get(domain.publicId)
    if (known && known.record === domain.dkimPublic) return known
    const unusable = (words: string): Barred => ({ barred: 'credentials', words })
    const remedy = 'make a new one under Domains, or remove the domain there'
    let held: (string | null)[]
    try {
      // one that has just taken over may be in its own place still
      held = [
        await keychain.get(dkimSecretName(domain.secretId)),
        await keychain.get(nextDkimSecretName(domain.secretId)),
      ]
    } catch (error) {
      // It opens again when its owner signs in.
      return {
        barred: 'connection',
        words: `the signing key of ${domain.name} can't be read: ${(error as Error).message}`,
      }
    }
    const pems = held.filter((pem) => pem !== null)
    if (pems.length === 0) return unusable(`the signing key of ${domain.name} is missing from the keychain: ${remedy}`)
    const key = pems.map(keyIn).find((each) => each !== null && dkimRecord(each) === domain.dkimPublic)
    if (!key || domain.dkimPublic === null)
      return unusable(`the signing key of ${domain.name} in the keychain is not the one that is published: ${remedy}`)
    const read = { record: domain.dkimPublic, key }
    kept.set(domain.publicId, read)
    return read
  }
  return {
    isPlain: (account, letter) => signerOf(reader, account, letter) === null,
    async sign(account, letter, dateAt) {
      const signer = signerOf(reader, account, letter)
      if (!signer) return letter
      const { domain, selector } = signer
      const found = await keyFor(domain)
      if ('barred' in found) return found
      const raw = await signMessage(letter.raw, { domain: domain.name, selector, key: found.key }, dateAt)
      return { ...letter, raw, hash: createHash('sha256').update(raw).digest('hex') }
    },
  }
}

/** The domain that signs it, under which name; null: it isn't signed here, or was when it left first. */
function signerOf(reader: Reader, account: AccountRow, letter: Letter): { domain: DomainRow; selector: string } | null {
  const isOurs = account.kind === 'smtp' || account.kind === 'managed'
  if (!isOurs || letter.again) return null
  const domain = domainByName(reader, fromDomain(letter.raw) ?? '')
  if (!domain?.hasDkimKey || domain.dkimSelector === null || !isKeyShown(domain.findings.dkim)) return null
  return { domain, selector: domain.dkimSelector }
}
