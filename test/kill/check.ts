/** Compares a finished campaign's database with the mail server's ledger. */
import type Database from 'better-sqlite3'
import type { RigEvent } from '../rig/ledger-script.ts'
import type { Campaign } from './campaign.ts'
import { limitFaults, secretFaults } from './kept.ts'
import type { Mailboxes } from './mailboxes.ts'

export interface Verdict {
  /** Each a sentence; none: every invariant holds. */
  faults: string[]
  /** Sends by state. */
  states: Record<string, number>
  /** Copies that the server took. */
  copies: number
}

interface Row {
  id: string
  address: string
  step: number
  state: string
  messageId: string | null
  before: string | null
}

export function checkCampaign(campaign: Campaign): Verdict {
  const db = campaign.open()
  try {
    if (!campaign.server) return bySandbox(db)
    const verdict = byLedger(db, campaign.server.events())
    verdict.faults.push(...limitFaults(campaign.server.events()), ...secretFaults(campaign.folder))
    if (campaign.mailboxes) verdict.faults.push(...mailboxFaults(db, campaign.mailboxes))
    return verdict
  } finally {
    db.close()
  }
}

function rowsOf(db: Database.Database): Row[] {
  return db
    .prepare(
      `SELECT s.public_id as id, s.address, s.step, s.state, s.message_id as messageId,
         (SELECT p.state FROM sends p WHERE p.enrollment_id = s.enrollment_id AND p.step = s.step - 1) as before
       FROM sends s`,
    )
    .all() as Row[]
}

function countBy(list: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of list) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function byLedger(db: Database.Database, events: RigEvent[]): Verdict {
  const rows = rowsOf(db)
  const taken = events.filter((e) => e.event === 'taken')
  const asked = countBy(events.flatMap((e) => (e.event === 'data354' ? (e.to ?? []) : [])))
  const copies = countBy(taken.map((e) => e.sendId ?? ''))
  const faults = [...conserved(db, rows), ...copyFaults(rows, copies, true)]
  // Unsure, and sent, only where the server had asked for the text of that very email.
  const owed = countBy(rows.filter((r) => r.state === 'unsure' || r.state === 'sent').map((r) => r.address))
  for (const [address, count] of owed)
    if ((asked.get(address) ?? 0) < count) faults.push(`${address}: ${count} sent or unsure, but fewer 354 than that`)
  const known = new Map(rows.map((row) => [row.id, row]))
  for (const e of taken) {
    const row = known.get(e.sendId ?? '')
    if (!row) faults.push(`the server took ${e.sendId}, which is in no ledger of ours`)
    else if (e.to?.join() !== row.address || e.messageId !== row.messageId)
      faults.push(`the server took ${e.sendId} for ${e.to} as ${e.messageId}, not ${row.address} as ${row.messageId}`)
  }
  return { faults, states: statesOf(rows), copies: taken.length }
}

function bySandbox(db: Database.Database): Verdict {
  const rows = rowsOf(db)
  const kept = db.prepare('SELECT send_id as id FROM sandbox_messages').all() as { id: string }[]
  const copies = countBy(kept.map((row) => row.id))
  const faults = [...conserved(db, rows), ...copyFaults(rows, copies, false)]
  const known = new Set(rows.map((row) => row.id))
  for (const id of copies.keys()) if (!known.has(id)) faults.push(`the sandbox holds ${id}, which is in no ledger`)
  return { faults, states: statesOf(rows), copies: kept.length }
}

const statesOf = (rows: Row[]) => Object.fromEntries(countBy(rows.map((row) => row.state)))

/** I1 and I2: never two, exactly one of what is sent, none of what is not. */
function copyFaults(rows: Row[], copies: Map<string, number>, mayBeUnsure: boolean): string[] {
  const faults: string[] = []
  for (const row of rows) {
    const found = copies.get(row.id) ?? 0
    const least = row.state === 'sent' ? 1 : 0
    const most = row.state === 'sent' || (row.state === 'unsure' && mayBeUnsure) ? 1 : 0
    if (found < least || found > most) faults.push(`${row.address}, step ${row.step}: ${row.state}, ${found} copies`)
    if (row.state === 'unsure' && !mayBeUnsure) faults.push(`${row.address} is unsure, though the sandbox can be asked`)
  }
  return faults
}

/** I3, I6 and I8: nothing in flight, nothing forgotten, no live attempt, everybody counted. */
function conserved(db: Database.Database, rows: Row[]): string[] {
  const faults: string[] = []
  const one = (sql: string) => db.prepare(sql).pluck().get() as number
  for (const row of rows) {
    if (row.state === 'sending') faults.push(`${row.address} is still in flight`)
    if (row.state === 'planned' && row.before !== 'unsure' && row.before !== 'planned')
      faults.push(`${row.address}, step ${row.step} was forgotten (the step before: ${row.before})`)
  }
  const live = one('SELECT count(*) FROM attempts WHERE ended_at IS NULL')
  if (live > 0) faults.push(`${live} attempts never ended`)
  const engaged = one('SELECT count(*) FROM enrollments')
  if (rows.length !== 2 * engaged) faults.push(`${engaged} engaged in two steps, but ${rows.length} emails`)
  const stragglers = one(
    `SELECT count(*) FROM enrollments e JOIN sends s ON s.enrollment_id = e.id
     WHERE e.state NOT IN ('pending', 'active', 'paused') AND s.state = 'planned'`,
  )
  if (stragglers > 0) faults.push(`${stragglers} emails planned for those whose sequence is over`)
  const unended = one(
    `SELECT count(*) FROM enrollments e WHERE e.state IN ('pending', 'active') AND NOT EXISTS
       (SELECT 1 FROM sends s WHERE s.enrollment_id = e.id AND s.state IN ('planned', 'sending', 'unsure'))`,
  )
  if (unended > 0) faults.push(`${unended} contacts have nothing left to come and are not finished`)
  const bytes = one(`SELECT count(*) FROM outgoing o JOIN sends s ON s.id = o.send_id WHERE s.state <> 'unsure'`)
  if (bytes > 0) faults.push(`${bytes} settled emails still keep their bytes`)
  return faults
}

/** Each answer taken in once, nothing sent after it (I4), and of each sent email one copy in its Sent folder. */
function mailboxFaults(db: Database.Database, mailboxes: Mailboxes): string[] {
  const faults: string[] = []
  const keys = countBy(db.prepare('SELECT message_key FROM incoming').pluck().all() as string[])
  for (const id of mailboxes.answered()) {
    const times = keys.get(id) ?? 0
    if (times !== 1) faults.push(`the answer ${id} was taken in ${times} times`)
  }
  for (const id of keys.keys())
    if (!mailboxes.answered().includes(id)) faults.push(`${id} was taken in, and nobody wrote it`)
  const after = db
    .prepare(
      `SELECT s.address FROM incoming i JOIN sends a ON a.id = i.send_id JOIN sends s ON s.enrollment_id = a.enrollment_id
       JOIN attempts t ON t.send_id = s.id WHERE t.started_at > i.decided_at`,
    )
    .pluck()
    .all()
  for (const address of after) faults.push(`${address} was written to after the answer was taken in`)
  const filed = mailboxes.filed()
  const rows = db.prepare('SELECT public_id AS id, address, state FROM sends').all() as Pick<
    Row,
    'id' | 'address' | 'state'
  >[]
  for (const { id, address, state } of rows) {
    const copies = filed.get(id) ?? 0
    const [least, most] = state === 'sent' ? [1, 1] : [0, 0]
    if (copies < least || copies > most) faults.push(`${address}: ${state}, ${copies} copies in the Sent folder`)
  }
  return faults
}
