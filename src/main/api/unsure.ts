/** Sends whose fate email itself can't tell. A person decides, with what is known beside the buttons. */
import { Refusal } from '../../shared/domain/failure.ts'
import type { SendEvent } from '../../shared/domain/send.ts'
import { breathe } from '../store/import-finish.ts'
import { applyToSend, forgetClaim, forgetOutgoing } from '../store/ledger.ts'
import type { Reader, Tx } from '../store/open.ts'
import { askReplanOfEnrollment } from '../store/replanning.ts'
import { stepOver, withdrawIfOver } from '../store/sending.ts'
import { openSteps, type SendRow, sendByPublicId, sendByRow, unsureSends } from '../store/sends.ts'
import { queueCopy } from '../store/sent-copies.ts'
import { hearMeanwhile, toldMeanwhile } from '../store/told-meanwhile.ts'
import { forgetLooks } from '../store/unsure-looks.ts'
import { os } from './context.ts'
import { checkMayChange } from './may-change.ts'
import { shownSend, shownSends } from './sends-view.ts'
import { evidence, settlingOf, timeline } from './unsure-evidence.ts'

const nameOf = (row: SendRow): string => [row.firstName, row.lastName].filter(Boolean).join(' ') || row.contact

/** What follows from each decision. */
function leadsTo(reader: Reader, row: SendRow) {
  const later = row.enrollmentId === null ? [] : openSteps(reader, row.enrollmentId).filter((s) => s.step > row.step)
  const next = later[0] ? `Step ${later[0].step} goes on from here.` : 'It was the last email to this contact.'
  return {
    sent: `Closes it as sent. ${next}`,
    again: `${nameOf(row)} may get it twice: the very same message goes out in the next slot with room.`,
    skip: `Closes it as not sent, and it stays so. ${next}`,
  }
}

function shown(reader: Reader, row: SendRow, send: ReturnType<typeof shownSend>) {
  const settling = settlingOf(reader, row)
  const { lines, stopped } = timeline(reader, row, settling)
  return {
    ...send,
    settling,
    evidence: evidence(reader, row, settling),
    headline: stopped ? 'Cadenza stopped before the server answered.' : 'The line dropped before the server answered.',
    timeline: lines,
    decisions: leadsTo(reader, row),
  }
}

/** Shown between two turns of others: each is asked about several times. */
const shownAtOnce = 20

const list = os.unsure.list.handler(async ({ context: { room } }) => {
  const { store } = room
  const rows = unsureSends(store)
  const all: ReturnType<typeof shown>[] = []
  while (all.length < rows.length) {
    const some = rows.slice(all.length, all.length + shownAtOnce)
    all.push(...store.read(() => shownSends(store, some).map((send, i) => shown(store, some[i] as SendRow, send))))
    if (all.length < rows.length) await breathe()
  }
  return all
})

const decisions: Record<'sent' | 'again' | 'skip', SendEvent> = {
  sent: { type: 'settle_sent', reason: 'you said that it was sent' },
  again: { type: 'settle_again', reason: 'you wanted it sent again' },
  skip: { type: 'settle_skip', reason: 'you skipped it' },
}

const settle = os.unsure.settle.handler(({ input, context: { room, asker } }) => {
  const row = sendByPublicId(room.store, input.public_id)
  if (!row) throw new Refusal('not_found', `There is no email "${input.public_id}".`)
  checkMayChange(room.store, asker, row)
  if (row.state !== 'unsure')
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}; there is nothing to decide.`)
  const now = room.ports.clock.now()
  room.store.write((tx) => decide(tx, row, input.decision, now))
  room.changes.tell('sends', 'enrollments')
  // it may bear the name by which the others know it
  const after = sendByRow(room.store, row.id) ?? row
  return shownSend(room.store, after)
})

/** @throws Refusal `state`: to be sent again, where the computer that sends for that mailbox said that it is not to leave */
function decide(tx: Tx, row: SendRow, decision: keyof typeof decisions, now: number): void {
  const told = toldMeanwhile(tx, row.id)
  const word = told.find(({ state }) => state !== 'planned')
  if (decision === 'again' && word)
    throw new Refusal(
      'state',
      `The computer that sends this mailbox’s mail now has ${word.state} the email to ${row.contact}${word.reason ? `: ${word.reason}` : ''}. Say that it was sent, or skip it.`,
    )
  applyToSend(tx, row.id, decisions[decision], now)
  if (decision === 'sent') queueCopy(tx, row.id, now)
  forgetLooks(tx, row.id)
  if (decision === 'again') forgetClaim(tx, row.id)
  else forgetOutgoing(tx, row.id)
  if (row.enrollmentId !== null) {
    if (decision !== 'again') stepOver(tx, row.enrollmentId, row.step, decision === 'sent')
    // It ended meanwhile (a reply, an opt-out): nothing more goes to this contact, whatever was decided.
    if (!withdrawIfOver(tx, row.enrollmentId, now)) askReplanOfEnrollment(tx, row.enrollmentId)
  }
  // that it left is told first, and then outweighs what was told meanwhile
  if (decision === 'skip') hearMeanwhile(tx, told, now)
}

export const unsure = { list, settle }
