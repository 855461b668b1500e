/** An email in words of its own: what a person writes for one contact, instead of what the step says. */
import { Refusal } from '../../shared/domain/failure.ts'
import { headerText } from '../../shared/domain/message.ts'
import { ownTextTrouble } from '../../shared/domain/own-text.ts'
import { filesOf, type LetterSource, subjectFrom, wordsOf } from '../mail/letter.ts'
import type { Reader } from '../store/open.ts'
import { makeThisAgain, setOwnText, textHash } from '../store/own-text.ts'
import { seatById } from '../store/seats.ts'
import type { SendRow } from '../store/sends.ts'
import type { Deed } from './sends-change.ts'
import { sourceOf } from './sends-letter.ts'
import { ownOf } from './sends-view.ts'

/** True where it answers nothing, as things stand: no email of its conversation has left or is still to leave. */
const opens = ({ thread }: LetterSource): boolean => thread.length === 0

/** @throws Refusal `state` */
function sourceIn(reader: Reader, row: SendRow): LetterSource {
  const source = sourceOf(reader, row)
  if (!source) throw new Refusal('state', 'This email belongs to no sequence, or its contact is gone.')
  return source
}

/** What an email says now, and what its step would say. */
export function textOf(reader: Reader, row: SendRow) {
  const source = sourceIn(reader, row)
  const now = wordsOf(source)
  const given = row.ownHow === null ? now : wordsOf({ ...source, facts: { ...source.facts, own: null } })
  const shown = typeof now === 'string' ? { subject: '', html: null, text: null } : now
  return {
    ...shown,
    own: ownOf(row),
    title: subjectFrom(source),
    template: typeof given === 'string' ? null : given,
    trouble: typeof given === 'string' ? given : null,
    opens: opens(source),
  }
}

function checkUnsent(reader: Reader, row: SendRow): LetterSource {
  if (row.state !== 'planned')
    throw new Refusal('state', `The email to ${row.contact} is ${row.state}: only one that is planned can be edited.`)
  if (row.repeats === 1)
    throw new Refusal(
      'state',
      `The email to ${row.contact} may have left already: it is repeated as it was, so that nobody gets two of it.`,
    )
  return sourceIn(reader, row)
}

/** @param seatId who writes it */
export function rewriteDeed(
  given: { subject: string; html?: string | undefined; text?: string | undefined },
  seatId: number,
): Deed {
  return (tx, row, now) => {
    const source = checkUnsent(tx, row)
    const exact = {
      subject: headerText(given.subject),
      html: given.html?.trim() ? given.html : null,
      text: given.text?.trim() ? given.text : null,
    }
    const files = [...filesOf(source)]
    const trouble = ownTextTrouble(exact, opens(source), files)
    if (trouble !== null) throw new Refusal('bad_request', trouble)
    const by = seatById(tx, seatId)?.publicId ?? ''
    setOwnText(tx, row.id, { ...exact, files, hash: textHash(exact), by, at: now, how: 'edited' })
    makeThisAgain(tx, row.id, now)
  }
}

export const unwriteDeed: Deed = (tx, row, now) => {
  checkUnsent(tx, row)
  if (row.ownHow === null) throw new Refusal('state', `The email to ${row.contact} has the text of its step already.`)
  setOwnText(tx, row.id, null)
  makeThisAgain(tx, row.id, now)
}
