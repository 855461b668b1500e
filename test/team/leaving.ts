/** How emails leave from computers of a fleet, and how people settle what is in doubt. */
import { accountById } from '../../src/main/store/accounts.ts'
import { partOfAccount } from '../../src/main/store/homes.ts'
import { claim, type Due, dataStarted } from '../../src/main/store/ledger.ts'
import type { Tx } from '../../src/main/store/open.ts'
import { lastLook } from '../../src/main/store/sending.ts'
import { notFromHere, type Obstacle, obstacleOf, setAside } from '../../src/main/work/dispatcher/obstacle.ts'
import { prepare } from '../../src/main/work/dispatcher/prepare.ts'
import { settleOutcome } from '../../src/main/work/dispatcher/settling.ts'
import { recover } from '../../src/main/work/recovery/recovery.ts'
import type { SendOutcome } from '../../src/shared/domain/outcome.ts'
import type { Computer, Fleet } from './fleet.ts'

/** Numbers below `n`. */
export type Draw = (n: number) => number

/** A thing that can happen; what can't be done as things stand comes to nothing. */
export type Deed = (fleet: Fleet, one: Computer, draw: Draw) => void | Promise<void>

export const pick = <T>(rows: readonly T[], draw: Draw): T | undefined =>
  rows.length > 0 ? rows[draw(rows.length)] : undefined

/** What a person is refused is no fault. */
export const asked = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (
      (error as { code?: unknown }).code === undefined ||
      !('status' in (error as object) || (error as Error).name === 'Refusal')
    )
      throw error
  }
}

const dueColumns = `id, public_id AS publicId, enrollment_id AS enrollmentId, step, account_id AS accountId, batch_id AS batchId,
  contact_id AS contactId, address, domain, slot, at, tries, sandbox, message_id AS messageId, date_at AS dateAt`

/** Any planned emails that are due, whoever's they are: nothing but the last look keeps them back. */
export const send: Deed = (fleet, one, draw) => {
  for (let n = draw(3); n >= 0; n--) sendOne(fleet, one, draw)
}

/** What waits for a person goes without one. */
const looksAtNothing = ({ breach }: Fleet, { isClone }: Computer): boolean =>
  breach === 'review' || breach === (isClone ? 'clone' : 'copy')

/** Emails that look due on this computer. */
function dueHere(fleet: Fleet, one: Computer, now: number): Due[] {
  const { store } = one
  store.write((tx) => tx.run(`UPDATE sends SET replan = 0 WHERE state = 'planned' AND replan = 1`))
  if (looksAtNothing(fleet, one))
    store.write((tx) =>
      tx.run(`UPDATE sends SET held = 0, review = NULL WHERE state = 'planned' AND review IS NOT NULL`),
    )
  return store.all<Due>(
    `SELECT ${dueColumns} FROM sends WHERE state = 'planned' AND held = 0 AND paused = 0 AND replan = 0 AND at <= ? ORDER BY address, step`,
    now,
  )
}

/** Why nothing leaves from this computer, of this account: as the lanes of the dispatcher ask before they look at an email. */
function isShut({ breach }: Fleet, { store, guard, isClone }: Computer, accountId: number, now: number): boolean {
  if (store.get(`SELECT 1 FROM workspace WHERE stopped = 1 OR paused = 1`)) return true
  if (!guard.isOpen() && breach !== (isClone ? 'clone' : 'copy')) return true
  return breach !== 'home' && partOfAccount(store, accountId, now) === 0
}

/** Where the last look finds something that this fleet doesn't keep to, it finds nothing. */
function elsewhere(tx: Tx, fleet: Fleet, one: Computer, sendId: number): Obstacle | null {
  const found = fleet.breach === 'home' || fleet.breach === 'part' ? null : notFromHere(tx, sendId, fleet.clock(one))
  return looksAtNothing(fleet, one) && found?.do === 'review' ? null : found
}

function sendOne(fleet: Fleet, one: Computer, draw: Draw): void {
  const { store, guard } = one
  const now = fleet.clock(one)
  const rows = dueHere(fleet, one, now)
  const mine = rows.filter(({ accountId }) => partOfAccount(store, accountId, now) > 0)
  const due = pick(draw(5) === 0 ? rows : mine, draw)
  const account = due && accountById(store, due.accountId)
  if (!due || !account || isShut(fleet, one, account.id, now)) return
  const letter = prepare(store, account, due, now)
  const attempt = store.write((tx) => {
    const obstacle = obstacleOf(lastLook(tx, due.id), account, due) ?? elsewhere(tx, fleet, one, due.id)
    if (obstacle) return setAside(tx, due, obstacle, now)
    if ('trouble' in letter) return setAside(tx, due, { do: 'hold', reason: letter.trouble }, now)
    if (!guard.take(tx) && fleet.breach === null) return null
    return claim(tx, { ...letter, sendId: due.id, plannedAt: due.at, now, dateAt: now })
  })
  if (attempt === null) return
  if (one.isClone && fleet.breach !== 'clone') throw new Error('a clone that nobody chose sends')
  const fate = draw(12)
  if (fate === 0) return void settleAs(one, due, attempt, refusal, now)
  store.write((tx) => dataStarted(tx, due.id, attempt, now))
  leave(fleet, one, due, account.publicId, now)
  // killed between the text and the server's answer
  if (fate === 1) recover(store, one.room.ports, one.room.changes)
  else settleAs(one, due, attempt, accepted, now)
}

const accepted: SendOutcome = {
  kind: 'accepted',
  reply: { code: 250, enhanced: null, text: 'Ok' },
  serverMessageId: null,
}
const refusal: SendOutcome = {
  kind: 'refused_before',
  phase: 'rcpt',
  reply: { code: 550, enhanced: '5.1.1', text: 'No such user' },
}

const settleAs = ({ store }: Computer, due: Due, attempt: number, outcome: SendOutcome, now: number) =>
  store.write((tx) => settleOutcome(tx, due, attempt, outcome, now))

function leave(fleet: Fleet, one: Computer, due: Due, account: string, at: number): void {
  const { enrollment, messageId } = one.store.get(
    `SELECT e.public_id AS enrollment, s.message_id AS messageId FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.id = ?`,
    due.id,
  ) as { enrollment: string; messageId: string }
  if (fleet.hasLeft(enrollment, due.step) && !fleet.pressed.has(`${enrollment} ${due.step}`))
    throw new Error(
      `step ${due.step} to ${due.address} left from ${one.name} for the second time; first from ${fleet.left.find((l) => l.enrollment === enrollment && l.step === due.step)?.device}`,
    )
  fleet.left.push({ enrollment, step: due.step, device: one.id, send: due.publicId, messageId, account, at })
}

/** Of everything in doubt here, a person says whether it left, as the Sent folder shows it. */
export async function decideAll(fleet: Fleet, { store, client }: Computer): Promise<void> {
  const rows = store.all<{ id: string; step: number; enrollment: string }>(
    `SELECT s.public_id AS id, s.step, e.public_id AS enrollment FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
     WHERE s.state = 'unsure' ORDER BY e.public_id, s.step`,
  )
  for (const { id, step, enrollment } of rows) {
    const decision = fleet.hasLeft(enrollment, step) ? 'sent' : 'skip'
    await asked(() => client.unsure.settle({ public_id: id, decision }))
  }
}

/** A person looks into the Sent folder, and says what they saw; what did not leave goes again. */
export const decide: Deed = async (fleet, one, draw) => {
  const rows = one.store.all<{
    id: string
    step: number
    enrollment: string
    account: string
    state: string
    review: string | null
  }>(
    `SELECT s.public_id AS id, s.step, e.public_id AS enrollment, a.public_id AS account, s.state, s.review
     FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN accounts a ON a.id = s.account_id
     WHERE s.state = 'unsure' OR (s.state = 'planned' AND s.held = 1) ORDER BY e.public_id, s.step`,
  )
  const row = pick(rows, draw)
  if (!row) return
  const left = fleet.hasLeft(row.enrollment, row.step)
  const press = () => fleet.pressed.add(`${row.enrollment} ${row.step}`)
  const { client } = one
  await asked(async () => {
    if (row.state === 'unsure') {
      if (!left) press()
      await client.unsure.settle({ public_id: row.id, decision: left ? 'sent' : 'again' })
    } else if (row.review === 'take_over' || row.review === 'lease') {
      await client.homes.settle_review({ public_id: row.account, way: left ? 'sent' : 'send', sends: [row.id] })
      if (!left) press()
    } else if (left) await client.sends.cancel({ public_id: row.id })
    else {
      await client.sends.release({ public_id: row.id })
      press()
    }
  })
}
