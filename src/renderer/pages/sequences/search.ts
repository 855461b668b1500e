import { enrollmentStates } from '../../../shared/domain/enrollment.ts'
import { flag, oneOf, present, text } from '../../parts/search-params.ts'

const emails = ['planned', 'sending', 'sent', 'refused', 'unsure', 'withdrawn'] as const
const emailStates = (raw: unknown): (typeof emails)[number][] | undefined => {
  const found = (Array.isArray(raw) ? raw : [raw]).flatMap((each) => oneOf(each, emails) ?? [])
  return found.length > 0 ? found : undefined
}
const whole = (raw: unknown, least: number, most = 1000): number | undefined => {
  const n = Number(raw)
  return raw !== undefined && raw !== '' && Number.isInteger(n) && n >= least && n <= most ? n : undefined
}

/** What the address of this screen says. */
export const sequencesSearch = (raw: Record<string, unknown>) =>
  present({
    search: text(raw.search),
    show: oneOf(raw.show, ['running', 'draft', 'finished', 'archived']),
    sort: oneOf(raw.sort, ['name', 'contacts', 'next', 'finish', 'created']),
    desc: flag(raw.desc),
  })

/** What the address of this screen says. */
export const sequenceSearch = (raw: Record<string, unknown>) =>
  present({
    tab: oneOf(raw.tab, ['emails', 'report']),
    /** Of the report's contacts. */
    state: oneOf(raw.state, enrollmentStates),
    sender: text(raw.sender, 64),
    /** What a figure of the report counts, beside the two. */
    step: whole(raw.step, 1),
    email: emailStates(raw.email),
    variant: text(raw.variant, 1),
    last_step: whole(raw.last_step, 0),
    last_account: text(raw.last_account, 64),
    /** Where in its emails to begin, beside step and variant. */
    part: oneOf(raw.part, ['subject', 'html', 'text', 'attachments', 'step', 'delay'] as const),
    line: whole(raw.line, 1, 1_000_000),
    column: whole(raw.column, 1, 1_000_000),
  })
