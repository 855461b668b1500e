/** A row of the ledger as every door shows it. */
import { lastTaken, mayHaveLeft, type Review } from '../../shared/domain/home.ts'
import { shownState, type WhyFacts, whyShort } from '../../shared/domain/send-shown.ts'
import { reviewWords } from '../../shared/domain/sender.ts'
import { DAY } from '../../shared/domain/time.ts'
import { momentText } from '../../shared/domain/time-text.ts'
import { type Elsewhere, sentElsewhere } from '../store/elsewhere.ts'
import { idleEngagements } from '../store/groups.ts'
import { isSafeMode } from '../store/guard.ts'
import { isPlain, namesFor, whereaboutsOf } from '../store/homes.ts'
import { lastTries } from '../store/last-tries.ts'
import type { Reader } from '../store/open.ts'
import { type SendRow, type StepSubjects, subjectsOf } from '../store/sends.ts'
import { sendWorld } from '../store/sends-search.ts'
import { workspaceRow } from '../store/workspace.ts'
import { iso, isoOrNull } from './context.ts'
import { titleOf } from './sends-letter.ts'

/** Why a send was withdrawn, where a person may take that back. */
export const cancelledByHand = 'cancelled by hand'

type World = ReturnType<typeof sendWorld> & {
  idle: Map<number, string>
  safe: boolean
  /** By row id of the send. */
  tries: ReturnType<typeof lastTries>
}

const factsOf = (row: SendRow, world: World): WhyFacts => ({
  state: row.state,
  held: row.held === 1,
  paused: row.paused === 1,
  timeless: row.replan === 2,
  moved: row.reason !== null || row.byHand !== null,
  stuck: world.stuck.has(row.accountId),
  halted: world.halted,
  stopped: world.stopped,
  sender: row.account,
  reason: row.reason,
  reply: row.reply,
  why: row.why === null ? [] : (JSON.parse(row.why) as string[]),
  sandbox: row.sandbox === 1,
  idleGroup: row.batchId === null ? null : (world.idle.get(row.batchId) ?? null),
  account: { state: row.accountState, reason: row.accountReason, paused: row.accountPaused === 1 },
})

/** Of every planned email of this computer while nothing may be sent from this copy of the data. */
const inSafeMode = 'Nothing is sent: this copy of the data is in safe mode'

/** Does it wait until a person has looked whether it has left? */
const isLookedAt = (row: SendRow): boolean => row.state === 'planned' && row.held === 1 && row.review !== null

/** Why it waits for a look: by what its mailbox's home knew when it took over. */
function doubtOf(reader: Reader, row: SendRow, why: Review): string {
  const where = why === 'take_over' ? whereaboutsOf(reader, row.accountId) : undefined
  const taken = where ? lastTaken(where) : null
  const doubt = { why, at: row.at, later: row.reason !== null }
  return reviewWords(why, mayHaveLeft(doubt, taken, Number.POSITIVE_INFINITY), namesFor(reader, row.id))
}

/** Who holds it and since when, where more than one person could. */
function holdWords(reader: Reader, { held, heldAt, heldBy }: SendRow): string | null {
  if (held !== 1 || heldAt === null || isPlain(reader)) return null
  const { zone } = workspaceRow(reader)
  // as if it were of this year: nothing is held for longer
  const since = momentText(heldAt, heldAt - DAY * 7, zone)
  return heldBy === null ? `Held by hand since ${since}` : `Held by ${heldBy} since ${since}`
}

/** Null: this computer has it, or had it last. */
function withHostsWords(reader: Reader, row: SendRow, { tries }: World): string | null {
  const last = row.state === 'sending' ? tries.get(row.id) : undefined
  if (last?.away !== 1) return null
  if (last.takenAt === null) return 'It waits for the queue of the sender hosts to take it'
  return `With the sender hosts since ${momentText(last.takenAt, last.takenAt, workspaceRow(reader).zone)}`
}

function whyOf(reader: Reader, row: SendRow, world: World, away: Elsewhere | null): string {
  const withHosts = withHostsWords(reader, row, world)
  if (withHosts !== null) return withHosts
  // what another computer sends leaves from there all the same
  if (world.safe && row.state === 'planned' && away === null) return inSafeMode
  const isHeldHere = row.held === 1 || row.paused === 1
  if (away === null && row.state === 'planned' && !isHeldHere && !world.halted && world.locked.has(row.accountId))
    return `The password of ${row.account} is not on this computer`
  const hold = isLookedAt(row) ? null : holdWords(reader, row)
  if (hold !== null) return [hold, away?.words.replace(/\.$/, '')].filter(Boolean).join('. ')
  const words = away?.words ?? (isLookedAt(row) && row.review !== null ? doubtOf(reader, row, row.review) : null)
  return words === null ? whyShort(factsOf(row, world)) : words.replace(/\.$/, '')
}

type Deed = 'cancel' | 'hold' | 'release' | 'move' | 'send_now' | 'rewrite' | 'restore' | 'settle'

function deeds(row: SendRow): Deed[] {
  if (row.state === 'unsure') return ['settle']
  if (row.state === 'withdrawn') return row.reason === cancelledByHand && row.dataStartedAt === null ? ['restore'] : []
  if (row.state !== 'planned') return []
  // what another computer may have sent is released by saying what was found
  if (isLookedAt(row) && row.review !== 'safe_mode') return ['cancel']
  // one that may have left already is repeated word for word
  const rewrite = row.enrollmentId !== null && row.repeats === 0 ? (['rewrite'] as const) : []
  return row.held === 1 ? ['release', ...rewrite, 'cancel'] : ['send_now', 'move', 'hold', ...rewrite, 'cancel']
}

/** Whose word its text is, where it is its contact's alone. */
export const ownOf = ({ ownHow: how, ownAt: at, ownBy: by }: SendRow) =>
  how === null || at === null ? null : { how, by, at: iso(at) }

function shown(reader: Reader, row: SendRow, world: World, subjects: StepSubjects | undefined) {
  const away = row.state === 'planned' ? sentElsewhere(reader, row.id) : null
  // what another computer sends is held by nothing here but a person's word
  const facts = factsOf(away === null || row.heldAt !== null ? row : { ...row, held: 0 }, world)
  return {
    public_id: row.publicId,
    kind: row.kind,
    contact: row.contact,
    contact_id: row.contactPublicId,
    contact_name: [row.firstName, row.lastName].filter(Boolean).join(' ') || null,
    company: row.company,
    sender: row.sender,
    sender_name: row.senderName,
    account_id: row.accountPublicId,
    sequence: row.sequence,
    sequence_id: row.sequencePublicId,
    enrollment_id: row.enrollmentPublicId,
    step: row.step,
    steps: subjects?.steps ?? 1,
    state: row.state,
    shown_state: away !== null && away.computer === null ? ('waiting' as const) : shownState(facts),
    host: world.tries.get(row.id)?.host ?? null,
    with_hosts: row.state === 'sending' && (world.tries.get(row.id)?.takenAt ?? null) !== null,
    computer: away?.computer ?? null,
    heard_at: isoOrNull(away?.heardAt ?? null),
    review: isLookedAt(row) ? row.review : null,
    at: iso(row.at),
    slot: iso(row.slot),
    sent_at: isoOrNull(row.sentAt),
    held: facts.held,
    hold: facts.held && row.heldAt !== null ? { by: row.heldBy, at: iso(row.heldAt) } : null,
    tries: row.tries,
    subject: row.subject,
    title: titleOf(reader, row, subjects?.subjects[row.step - 1] ?? null),
    message_id: row.messageId,
    reason: row.reason,
    reply: row.reply,
    why: [...facts.why],
    why_short: whyOf(reader, row, world, away),
    sandbox: facts.sandbox,
    own: ownOf(row),
    engaged_by: row.engagedBy,
    can: away === null ? deeds(row) : [],
  }
}

export function shownSends(reader: Reader, rows: readonly SendRow[]) {
  const tried = rows.flatMap(({ id, tries }) => (tries > 0 ? [id] : []))
  const world = {
    ...sendWorld(reader),
    idle: idleEngagements(reader),
    safe: isSafeMode(reader),
    tries: lastTries(reader, tried),
  }
  const versions = subjectsOf(
    reader,
    rows.flatMap((row) => row.versionId ?? []),
  )
  return rows.map((row) => shown(reader, row, world, versions.get(row.versionId ?? 0)))
}

export function shownSend(reader: Reader, row: SendRow) {
  const [only] = shownSends(reader, [row])
  if (!only) throw new Error('one row gives one email')
  return only
}
