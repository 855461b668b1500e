import { checkAddress } from '../../shared/domain/address.ts'
import { isVerified } from '../../shared/domain/branded.ts'
import { ratesShown } from '../../shared/domain/deliverability-shown.ts'
import { type DnsRecord, isKeyShown, overall, recordKinds } from '../../shared/domain/dns-records.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { dkimSecretName, nextDkimSecretName } from '../../shared/domain/secret-name.ts'
import { makeDkimKey, settleNextKey } from '../mail/dkim-key.ts'
import { lookAt } from '../mail/domain-look.ts'
import { presetOfDomain } from '../mail/presets.ts'
import { tellVerified, waitingFor } from '../store/branded.ts'
import { stamp } from '../store/clockwork.ts'
import { countedOfDomain } from '../store/deliverability.ts'
import {
  addressesOf,
  type DomainRow,
  domainByName,
  domainByPublicId,
  domainRows,
  domainsInUse,
  factsOf,
  freshKey,
  freshNextKey,
  insertDomain,
  keepLook,
  mostDomains,
  removeDomain,
  updateDomain,
} from '../store/domains.ts'
import type { Reader } from '../store/open.ts'
import { eraseSecret, keepSecret, needKeychain, readSecret } from './accounts-secret.ts'
import { iso, isoOrNull, os, type Room } from './context.ts'

/** `link.example.com` under `example.com` is `link`: most panels add the domain by themselves. */
function withName(domain: string, record: DnsRecord) {
  const { host } = record
  const inside = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : host
  return { ...record, name: host === domain ? '@' : inside }
}

const shown = (reader: Reader, row: DomainRow) => ({
  public_id: row.publicId,
  name: row.name,
  status: overall(row.findings),
  records: recordKinds
    .filter((record) => record !== 'dkim_next' || row.dkimNextSelector !== null)
    .map((record) => {
      const finding = row.findings[record]
      if (!finding)
        return { record, state: 'unknown' as const, says: 'Not answered yet.', found: [], add: null, at: null }
      const { state, says, found, add, at } = finding
      return { record, state, says, found, add: add && withName(row.name, add), at: iso(at) }
    }),
  dkim_selector: row.dkimSelector,
  dkim_next_selector: row.dkimNextSelector,
  has_dkim_key: row.hasDkimKey,
  signing: row.hasDkimKey && isKeyShown(row.findings.dkim),
  verified: isVerified(row.findings),
  waiting: waitingFor(reader, row.name).map(({ address }) => address),
  tracking_host: row.trackingHost,
  tracking_answers: row.findings.tracking?.answered === true,
  accounts: addressesOf(reader, row.name),
  checked_at: isoOrNull(row.checkedAt),
  trouble: row.trouble,
  version: row.version,
  created_at: iso(row.createdAt),
})

function found(reader: Reader, publicId: string): DomainRow {
  const row = domainByPublicId(reader, publicId)
  if (!row) throw new Refusal('not_found', `There is no domain with the id ${publicId}.`)
  return row
}

function checkVersion(row: DomainRow, version: number | undefined): void {
  if (version !== undefined && version !== row.version)
    throw new Refusal('stale_version', `${row.name} is at version ${row.version}, not ${version}.`)
}

/** @throws Refusal `invalid_address`; gives the name back as it travels, in lower case */
function checkedName(text: string): string {
  const checked = checkAddress(`postmaster@${text.trim().replace(/\.$/, '')}`)
  if (!checked.ok) throw new Refusal('invalid_address', `"${text}" is no domain. Give it as in example.com.`)
  return checked.domain
}

/** Asks the name servers and enters what they said. */
async function look(room: Room, publicId: string) {
  const { dns, clock, web } = room.ports
  const row = found(room.store, publicId)
  if (dns) {
    const result = await clock.working(lookAt(dns, factsOf(room.store, row), web))
    room.store.write((tx) => {
      keepLook(tx, row, result, clock.now())
      tellVerified(tx, row.name, clock.now())
    })
  }
  room.changes.tell('domains', 'accounts')
  return shown(room.store, found(room.store, publicId))
}

const list = os.domains.list.handler(({ context: { room } }) => {
  const rows = domainRows(room.store)
  const known = new Set(rows.map(({ name }) => name))
  const unchecked = domainsInUse(room.store).filter((name) => !known.has(name) && !presetOfDomain(name))
  return { rows: rows.map((row) => shown(room.store, row)), unchecked }
})

const get = os.domains.get.handler(({ input, context: { room } }) =>
  shown(room.store, found(room.store, input.public_id)),
)

const add = os.domains.add.handler(({ input, context: { room, asker } }) => {
  const name = checkedName(input.name)
  const provider = presetOfDomain(name)
  if (provider) throw new Refusal('state', `${name} belongs to ${provider.name}, which looks after its records itself.`)
  const trackingHost = input.tracking_host ? checkedName(input.tracking_host) : null
  const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  const createdAt = room.ports.clock.now()
  room.store.write((tx) => {
    const twin = domainByName(tx, name)
    if (twin) throw new Refusal('conflict', `${name} is looked at already.`, { public_id: twin.publicId })
    if (domainRows(tx).length >= mostDomains)
      throw new Refusal('state', `There are ${mostDomains} domains already. Remove one first.`)
    insertDomain(tx, { publicId, name, trackingHost, createdAt }, stamp(tx, createdAt, asker.seatId))
  })
  return look(room, publicId)
})

const update = os.domains.update.handler(({ input, context: { room, asker } }) => {
  const trackingHost = input.tracking_host === null ? null : checkedName(input.tracking_host)
  room.store.write((tx) => {
    const row = found(tx, input.public_id)
    checkVersion(row, input.version)
    const { tracking: _, ...findings } = row.findings
    updateDomain(tx, row.id, { ...row, trackingHost }, findings, stamp(tx, room.ports.clock.now(), asker.seatId))
  })
  return look(room, input.public_id)
})

const check = os.domains.check.handler(({ input, context: { room } }) => {
  if (!room.ports.dns) throw new Refusal('state', "Name servers can't be asked here.")
  return look(room, input.public_id)
})

/** cadenza, cadenza2, …: an old key's record may stay until its last mail has been read, so its name is not used again. */
function nextSelector(present: string | null): string {
  if (present === null) return 'cadenza'
  const [, stem = '', number = '1'] = /^(.*?)(\d*)$/.exec(present) ?? []
  return `${stem}${Number(number || '1') + 1}`
}

const noNext = { dkimNextSelector: null, dkimNextPublic: null }

/** True while mail leaves signed with the key that is there: then another one takes over only when it shows. */
async function signs(room: Room, { secretId, hasDkimKey, findings }: DomainRow): Promise<boolean> {
  if (!hasDkimKey || !isKeyShown(findings.dkim)) return false
  const { keychain } = room.ports
  const held = [
    await readSecret(keychain, dkimSecretName(secretId)),
    await readSecret(keychain, nextDkimSecretName(secretId)),
  ]
  return held.some((pem) => pem !== null)
}

const dkim_generate = os.domains.dkim_generate.handler(async ({ input, context: { room, asker } }) => {
  const { keychain, clock } = room.ports
  const before = found(room.store, input.public_id)
  checkVersion(before, input.version)
  if (before.hasDkimKey && !input.replace)
    throw new Refusal('conflict', `${before.name} has a key. Say "replace": it signs until the new one shows in DNS.`)
  const selector = input.selector ?? nextSelector(before.dkimNextSelector ?? before.dkimSelector)
  if (before.hasDkimKey && [before.dkimSelector, before.dkimNextSelector].includes(selector))
    throw new Refusal('conflict', `${selector} is the name of a present key, whose record has to stay. Choose another.`)
  const { pem, record: value } = await makeDkimKey(input.algorithm ?? 'rsa')
  await needKeychain(keychain)
  const key = { selector, value }
  const write = (settings: Partial<DomainRow>, judged: (name: string, now: number) => DomainRow['findings']) =>
    room.store.write((tx) => {
      const row = found(tx, before.publicId)
      const now = clock.now()
      const { dkim_next: _, ...findings } = row.findings
      const given = { ...row, ...noNext, ...settings }
      updateDomain(tx, row.id, given, { ...findings, ...judged(row.name, now) }, stamp(tx, now, asker.seatId))
    })
  if (await signs(room, before)) {
    // A key that is to take over has its name on disk only while its private part is the one that belongs to it.
    if (before.dkimNextSelector !== null) write({}, () => ({}))
    await settleNextKey(keychain, before.secretId, before.dkimPublic)
    await keepSecret(keychain, nextDkimSecretName(before.secretId), pem)
    write({ dkimNextSelector: selector, dkimNextPublic: value }, (name, now) => ({
      dkim_next: freshNextKey(name, key, now),
    }))
  } else {
    // First nothing signs any more, then the key, then its name: whenever the power fails, no key signs under another's name.
    const dkim = (name: string, now: number) => ({ dkim: freshKey(name, key, now) })
    if (before.hasDkimKey) write({ dkimPublic: null, hasDkimKey: false }, dkim)
    await eraseSecret(keychain, nextDkimSecretName(before.secretId))
    await keepSecret(keychain, dkimSecretName(before.secretId), pem)
    write({ dkimSelector: selector, dkimPublic: value, hasDkimKey: true }, dkim)
  }
  room.changes.tell('domains')
  return shown(room.store, found(room.store, before.publicId))
})

const remove = os.domains.remove.handler(async ({ input, context: { room, asker } }) => {
  const row = found(room.store, input.public_id)
  if (row.hasDkimKey) {
    await needKeychain(room.ports.keychain)
    await eraseSecret(room.ports.keychain, dkimSecretName(row.secretId))
    await eraseSecret(room.ports.keychain, nextDkimSecretName(row.secretId))
  }
  room.store.write((tx) => removeDomain(tx, row.id, stamp(tx, room.ports.clock.now(), asker.seatId)))
  room.changes.tell('domains')
  return shown(room.store, row)
})

const deliverability = os.domains.deliverability.handler(({ input, context: { room } }) => {
  const { name } = found(room.store, input.public_id)
  return ratesShown(countedOfDomain(room.store, name, room.ports.clock.now()), null)
})

export const domains = { list, get, deliverability, add, update, check, dkim_generate, remove }
