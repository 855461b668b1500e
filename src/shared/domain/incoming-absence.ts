import type { Evidence, IncomingMessage, IncomingVerdict } from './incoming-shape.ts'
import { returnDate } from './return-date.ts'

/** What a machine answered by itself: an absence note, or else (`other`) a confirmation that nobody wrote. */
export type AbsenceVerdict = Pick<IncomingVerdict, 'returnDate'> & { kind: 'absence' | 'other'; evidence: Evidence[] }

/** Null: a person wrote it, as far as can be told. */
export function absenceOf(message: IncomingMessage): AbsenceVerdict | null {
  const auto = message.headers.find((each) => each.name === 'auto-submitted')
  if (!auto || !/^\s{0,8}auto-replied/i.test(auto.value)) return null
  return {
    kind: 'absence',
    returnDate: returnDate(message.text, message.at),
    evidence: [{ rule: 'Automatic answer, RFC 3834', found: `Auto-Submitted: ${auto.value}` }],
  }
}
