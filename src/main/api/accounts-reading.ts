/** How a mailbox is read: the password for it, its test, and what was counted in it. */
import { Refusal } from '../../shared/domain/failure.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import { lookAtFolders, readingFailure, testReading } from '../mail/imap-probe.ts'
import { probePatience } from '../mail/probe.ts'
import { credentialsFrom, readMailbox, readServer } from '../mail/reading.ts'
import type { AccountRow, AccountSettings } from '../store/accounts.ts'
import { filingOf } from '../store/filing.ts'
import { inboxFolders, inboxKnown } from '../store/inbox-folders.ts'
import { waitingForLook } from '../store/inbox-waiting.ts'
import type { Reader } from '../store/open.ts'
import { sentState } from '../store/outside.ts'
import type { SmtpSettings } from '../store/schema.ts'
import { waitingCopies } from '../store/sent-copies.ts'
import { workspaceRow } from '../store/workspace.ts'
import { type AccountInput, imapOf, isOtherConnection } from './accounts-check.ts'
import { checkPassword, eraseSecret, keepSecret, needKeychain, secretName } from './accounts-secret.ts'
import { isoOrNull, type Room } from './context.ts'

/** What a test of one part found, as the contract shows it. `latency_ms` is by the engine's clock. */
export interface PartTest {
  ok: boolean
  latency_ms: number
  words: string | null
  trouble: string | null
  next: string | null
}

export type ReadingTest = PartTest & { folder: string | null }

/** What usage shows of an account's reading; null: it isn't read. */
export function readingShown(reader: Reader, row: AccountRow) {
  if (row.imap === null) return null
  const state = sentState(reader, row.id)
  return {
    folder: row.imap.sentFolder ?? (state?.folder || null),
    read_at: isoOrNull(state?.readAt ?? null),
    trouble: state?.trouble ?? null,
  }
}

/** What usage shows of the folders that are watched for what comes back; null: it isn't read. */
export function foldersShown(reader: Reader, row: AccountRow) {
  if (row.imap === null) return null
  return inboxFolders(reader, row.id).map(({ folder, readAt, trouble }) => ({
    folder,
    read_at: isoOrNull(readAt),
    trouble,
  }))
}

/** Why nothing leaves that somebody may have answered; null: the mailbox can be read, or the policy sends all the same. */
export function unreadShown(reader: Reader, row: AccountRow, now: number) {
  if (row.imap === null || policyOf(workspaceRow(reader).policy).send_unread) return null
  const { at, trouble } = inboxKnown(reader, row.id)
  return trouble === null ? null : { since: isoOrNull(at), trouble, waiting: waitingForLook(reader, row, now) }
}

/** What usage shows of copies in its Sent folder; null: it isn't read. */
export function copiesShown(reader: Reader, row: AccountRow) {
  if (row.imap === null) return null
  const { files, trouble, givenUp } = filingOf(reader, row)
  return { files, waiting: waitingCopies(reader, row.id), trouble, given_up: givenUp }
}

const nothing: ReadingTest = { ok: true, latency_ms: 0, words: null, trouble: null, next: null, folder: null }

/** Connects, signs in and looks for the Sent folder as counting would. Null: the account isn't read. */
export async function testReadingOf(room: Room, row: AccountRow): Promise<ReadingTest | null> {
  const { clock, keychain } = room.ports
  const server = readServer(row, room.smtp?.ca)
  if (!server) return null
  const start = clock.now()
  const read = () =>
    readMailbox(row, (imap) => lookAtFolders(imap, row.imap?.sentFolder ?? null, row.imap?.folders), {
      credentialFor: credentialsFrom(keychain, room.signIn.tokens),
      ...(room.smtp?.ca === undefined ? {} : { ca: room.smtp.ca }),
      timeouts: probePatience,
    })
  // Some providers let in one connection at a time, and the watcher has it.
  const result = await clock.working(room.apart ? room.apart(row.publicId, read) : read())
  const latency = { latency_ms: clock.now() - start }
  if (result.ok) return { ...nothing, words: result.words, folder: result.value.path, ...latency }
  return { ...readingFailure(result.failure, server), ...latency }
}

/** The same with what a person has typed, before any of it is kept. Null: nothing to read was given. */
export async function probeReading(room: Room, input: AccountInput, smtp: SmtpSettings): Promise<ReadingTest | null> {
  const imap = imapOf(input, null)
  if (!imap) return null
  const password = input.imap_password ?? input.password
  if (password === undefined)
    return { ...nothing, ok: false, trouble: 'Reading needs a password.', next: 'Give the password of the mailbox.' }
  const { host, port, protocol, user } = imap
  const { clock } = room.ports
  const ca = smtp.ca ?? room.smtp?.ca
  const start = clock.now()
  const server = {
    host,
    port,
    protocol,
    user: user ?? smtp.user ?? '',
    ...(ca === undefined ? {} : { ca }),
    ...(smtp.allowPlaintextPassword ? { allowPlaintextPassword: true } : {}),
  }
  const found = await clock.working(
    testReading(server, { kind: 'password', password }, imap.sentFolder ?? null, {}, imap.folders),
  )
  return { ...found, latency_ms: clock.now() - start }
}

/** What `write` does with settings, and with a password for reading that comes with them. */
export interface ReadingChange {
  before: AccountRow
  settings: AccountSettings
  password: string | undefined
  /** Writes everything but the password for reading. */
  writeRest(settings: AccountSettings): Promise<void>
  /** Writes `to`, if the account is still as `from` says. */
  write(from: AccountSettings, to: AccountSettings): void
}

/** As with the password for sending: the old one goes before a new server is known, the new one comes after. */
export async function replaceReading(room: Room, change: ReadingChange): Promise<void> {
  const { before, settings, password } = change
  const { keychain } = room.ports
  const name = secretName(before.secretId, 'imap')
  const erase = before.hasImapSecret && isOtherConnection(before.imap, settings.imap)
  if (password !== undefined) checkPassword(password)
  if (erase || password !== undefined) await needKeychain(keychain)
  if (erase) await eraseSecret(keychain, name)
  if (password === undefined) return change.writeRest(settings)
  const between = { ...settings, hasImapSecret: before.hasImapSecret && !erase }
  await change.writeRest(between)
  await keepSecret(keychain, name, password)
  try {
    change.write(between, settings)
  } catch (error) {
    if (error instanceof Refusal) await eraseSecret(keychain, name)
    throw error
  }
}

/** Keeps the passwords given with a new account. Returns what takes them away again, should no account come of it. */
export async function keepNewSecrets(
  { ports: { keychain } }: Room,
  publicId: string,
  { password, imap_password: reading }: AccountInput,
): Promise<() => Promise<void>> {
  const given = [
    [secretName(publicId), password],
    [secretName(publicId, 'imap'), reading],
  ].filter((each): each is [string, string] => each[1] !== undefined)
  for (const [, secret] of given) checkPassword(secret)
  if (given.length > 0) await needKeychain(keychain)
  const forget = async () => {
    for (const [name] of given) await eraseSecret(keychain, name).catch(() => {})
  }
  try {
    for (const [name, secret] of given) await keepSecret(keychain, name, secret)
  } catch (error) {
    await forget()
    throw error
  }
  return forget
}
