/**
 * Looks in the Sent folder for what another computer may have sent before an account was taken over, or before its
 * authorisation ran out: at once, after a quarter of an hour, and after an hour more, as servers file late. What is
 * there has left, and settles by itself; what isn't waits for a person, with what was looked at.
 */
import { DAY, dateOf, dayNumber, HOUR, MINUTE } from '../../../shared/domain/time.ts'
import type { Changes } from '../../changes.ts'
import { messageId } from '../../mail/compose.ts'
import type { Lines } from '../../mail/imap-line.ts'
import { readingFailure } from '../../mail/imap-probe.ts'
import { readSent, type SentMail } from '../../mail/imap-sent.ts'
import { readServer } from '../../mail/reading.ts'
import { isCutOff } from '../../mail/smtp-settings.ts'
import type { Ports } from '../../ports.ts'
import { startRounds } from '../../rounds.ts'
import { type AccountRow, accountById } from '../../store/accounts.ts'
import { ownDevice } from '../../store/devices.ts'
import { hereOf, isPlain } from '../../store/homes.ts'
import { linkSecrets } from '../../store/joining.ts'
import type { Store } from '../../store/open.ts'
import {
  type Awaited,
  accountsInReview,
  awaitedOf,
  foundSent,
  keepLooked,
  type SentCopy,
  silentSince,
} from '../../store/review-looks.ts'
import { workspaceRow } from '../../store/workspace.ts'

export interface LookBackOptions {
  store: Store
  ports: Ports
  changes: Changes
  lines: Pick<Lines, 'use'>
}

/** How long after a look the next one is made. */
const again = [15 * MINUTE, HOUR] as const
/** Mail servers' clocks and time zones differ. */
const margin = DAY
/** Where nothing was ever heard of the other computer, it can have sent so long ago. */
const longest = 60 * DAY
/** How long a mailbox that could not be read is left in peace: longer and longer. */
const patienceOf = (failures: number): number => Math.min(HOUR, 2 * MINUTE * 2 ** failures)

interface Past {
  version: number
  failures: number
  notBefore: number
}

export function startLookingBack(options: LookBackOptions): { stop(): Promise<void> } {
  const { ports, changes } = options
  const past = new Map<number, Past>()
  return startRounds({
    clock: ports.clock,
    changes,
    wokenBy: ['accounts', 'workspace'],
    round: (stopping) => turn(options, past, stopping),
    failed(error) {
      ports.log.error('looking for what another computer sent failed and is tried again', {
        error: (error as Error).stack ?? String(error),
      })
      return ports.clock.now() + 5 * MINUTE
    },
  })
}

interface Open {
  account: AccountRow
  rows: Awaited[]
  at: number
}

async function turn(options: LookBackOptions, past: Map<number, Past>, stopping: AbortSignal): Promise<number> {
  const due = openOf(options, past).filter(({ at }) => at <= options.ports.clock.now())
  for (const each of due) if (!stopping.aborted) await lookBack(options, each, past, stopping)
  return openOf(options, past).reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY)
}

/** What waits on this computer, and when it is looked for. */
function openOf({ store, ports }: LookBackOptions, past: Map<number, Past>): Open[] {
  if (isPlain(store)) return []
  const [device, now] = [ownDevice(store), ports.clock.now()]
  return accountsInReview(store).flatMap((id) => {
    const account = accountById(store, id)
    if (!account?.imap || account.homeDevice !== device) return []
    const rows = awaitedOf(store, id)
    const times = rows.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
    if (times.length === 0) return []
    const known = past.get(id)
    const held = known?.version === account.version && known.notBefore <= now + HOUR ? known.notBefore : 0
    const cut = isCutOff(account.imap, ports) ? now + MINUTE : 0
    return [{ account, rows, at: Math.max(Math.min(...times), held, cut) }]
  })
}

/** Never rejects, but for a database that can't be written. */
async function lookBack(
  { store, ports, changes, lines }: LookBackOptions,
  { account, rows }: Open,
  past: Map<number, Past>,
  stopping: AbortSignal,
): Promise<void> {
  const folder = account.imap?.sentFolder ?? null
  const since = sinceWhen(store, account, rows, ports.clock.now())
  const read = await lines.use(account, (imap) => readSent(imap, { folder, known: null, since }), { signal: stopping })
  if (stopping.aborted) return
  const now = ports.clock.now()
  if (!read.ok) {
    const server = readServer(account)
    const told = server && readingFailure(read.failure, server)
    const found = told?.words ?? told?.trouble ?? 'it could not be read'
    const failures = past.get(account.id)?.failures ?? 0
    past.set(account.id, { version: account.version, failures: failures + 1, notBefore: now + patienceOf(failures) })
    const rule = 'The Sent folder could not be read; it is looked at again'
    // nothing was looked at: the looks stay to be made
    if (failures === 0)
      await store.writeSoon((tx) =>
        keepLooked(
          tx,
          rows.map((row) => ({ ...row, looks: row.looks - 1 })),
          { at: now, rule, found },
          () => now,
        ),
      )
    return changes.tell('sends')
  }
  past.delete(account.id)
  const copyOf = copiesIn(store, read.value.folder, read.value.mails)
  const rule = `Not in “${read.value.folder}”`
  const day = dateOf(dayNumber(since, workspaceRow(store).zone))
  const from = [day.year, day.month, day.day].map((n) => String(n).padStart(2, '0')).join('-')
  const looked = { at: now, rule, found: `${read.value.mails.length} emails since ${from} were looked through` }
  const settled = await store.writeSoon((tx) => {
    // a person may have decided meanwhile
    const present = awaitedOf(tx, account.id)
    const left = present.filter((row) => {
      const copy = copyOf(row)
      if (copy) foundSent(tx, row, copy, now)
      return !copy
    })
    keepLooked(tx, left, looked, (looks) => (again[looks - 1] ? now + (again[looks - 1] as number) : null))
    return present.length > left.length
  })
  changes.tell(...(settled ? (['sends', 'enrollments'] as const) : (['sends'] as const)))
}

/** Since before any of them can have left: before the other computers were last heard of, or before the first was due. */
function sinceWhen(store: Store, account: AccountRow, rows: readonly Awaited[], now: number): number {
  const here = hereOf(store, account.id)
  const others = here
    ? [...Object.values(here.where.homes), ...here.shares].map((one) => one.device).filter((one) => one !== here.device)
    : []
  const heard = silentSince(store, [...new Set(others)]) ?? now - longest
  return Math.max(now - longest, Math.min(heard, ...rows.map(({ at }) => at), now) - margin)
}

const localPart = (id: string): string => id.slice(1, id.indexOf('@'))

/** The copy of an email by its Message-ID, which every computer of the workspace makes alike, or by our own mark. */
function copiesIn(store: Store, folder: string, mails: readonly SentMail[]): (row: Awaited) => SentCopy | null {
  const keys = linkSecrets(store)
  const byName = new Map(
    mails.flatMap((mail): [string, SentMail][] =>
      [mail.messageId, ...mail.originalIds]
        .flatMap((id) => (id ? [localPart(id)] : []))
        .concat(mail.sendId ?? [])
        .map((name) => [name, mail]),
    ),
  )
  return (row) => {
    const names = keys.map((key) => localPart(messageId(key, row.enrollment, row.step, '')))
    const mail = [row.publicId, ...names].flatMap((name) => byName.get(name) ?? [])[0]
    return mail ? { folder, at: mail.at, messageId: mail.messageId } : null
  }
}
