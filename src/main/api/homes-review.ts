/** Emails that another computer may have sent: they wait until somebody has looked. */
import { Refusal } from '../../shared/domain/failure.ts'
import { mayHaveLeft, standingOf } from '../../shared/domain/home.ts'
import { stamp } from '../store/clockwork.ts'
import { hereOf } from '../store/homes.ts'
import type { Reader } from '../store/open.ts'
import { type ReviewRow, reviewCount, reviewRows, settleReview } from '../store/reviews.ts'
import { looksOf } from '../store/unsure-looks.ts'
import { iso, os } from './context.ts'
import { accountToChange } from './homes-shown.ts'

const mayHave = ({ at, why, later }: ReviewRow, taken: number | null, now: number): boolean =>
  mayHaveLeft({ at, why, later: later === 1 }, taken, now)

function lookedAt(reader: Reader, sendId: number) {
  const last = looksOf(reader, sendId)?.lines.at(-1)
  return last ? { at: iso(last.at), words: `${last.rule}: ${last.found}` } : null
}

export const review = os.homes.review.handler(({ input, context: { room, asker } }) =>
  room.store.read(() => {
    const account = accountToChange(room.store, asker, input.public_id)
    const taken = hereOf(room.store, account.id)?.taken ?? null
    const now = room.ports.clock.now()
    const rows = reviewRows(room.store, account.id, Number(input.after ?? 0), input.limit + 1)
    const page = rows.slice(0, input.limit)
    return {
      rows: page.map((row) => ({
        public_id: row.publicId,
        to: row.address,
        contact: row.contact,
        sequence: row.sequence,
        step: row.step,
        subject: row.subject,
        at: iso(row.at),
        why: row.why,
        may_have_left: mayHave(row, taken, now),
        looked: lookedAt(room.store, row.id),
      })),
      next: rows.length > input.limit ? String(page.at(-1)?.id) : null,
    }
  }),
)

/** So many at once: one is written in one short transaction. */
const most = 500

export const settle_review = os.homes.settle_review.handler(({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  const now = ports.clock.now()
  const done = store.write((tx) => {
    const account = accountToChange(tx, asker, input.public_id)
    const here = hereOf(tx, account.id)
    if (!here || standingOf(here.where, here.device) !== 'home')
      throw new Refusal('state', `${account.address} is not sent from this computer: decide where it is.`)
    const wanted = input.sends && new Set(input.sends)
    const rows: ReviewRow[] = []
    let after = 0
    for (
      let page = reviewRows(tx, account.id, after, most);
      page.length > 0;
      page = reviewRows(tx, account.id, after, most)
    ) {
      after = page.at(-1)?.id ?? after
      rows.push(...page.filter((row) => (wanted ? wanted.has(row.publicId) : !mayHave(row, here.taken, now))))
    }
    if (wanted && rows.length < wanted.size)
      throw new Refusal(
        'not_found',
        `${wanted.size - rows.length} of these emails do not wait for a look any more. Look again.`,
      )
    const mark = stamp(tx, now, asker.seatId)
    // in the order of their steps: an email that has left lets the next one follow
    for (const row of rows) settleReview(tx, row, input.way, mark, now)
    return { settled: rows.length, left: reviewCount(tx, account.id) }
  })
  changes.tell('sends', 'enrollments', 'accounts')
  return done
})
