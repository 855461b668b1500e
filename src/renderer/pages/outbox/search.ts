import { flag, oneOf, present, text } from '../../parts/search-params.ts'

export const tabs = ['next', 'today', 'needs_you', 'waiting', 'refused', 'sent', 'all'] as const
export type Tab = (typeof tabs)[number]
export const states = [
  'planned',
  'sending',
  'sent',
  'moved',
  'held',
  'waiting',
  'unsure',
  'refused',
  'withdrawn',
] as const
export type Shown = (typeof states)[number]
const sorts = ['leaves', '-leaves'] as const

const shownStates = (raw: unknown): Shown[] | undefined => {
  const found = (Array.isArray(raw) ? raw : [raw]).flatMap((each) => oneOf(each, states) ?? [])
  return found.length > 0 ? found : undefined
}
const instant = (raw: unknown): string | undefined =>
  typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(raw) ? raw : undefined
const whole = (raw: unknown): number | undefined => {
  const n = Number(raw)
  return Number.isInteger(n) && n >= 1 && n <= 1000 ? n : undefined
}

/** What the address of this screen says. */
export const outboxSearch = (raw: Record<string, unknown>) =>
  present({
    tab: oneOf(raw.tab, tabs),
    search: text(raw.search),
    open: text(raw.open, 64),
    states: shownStates(raw.states ?? raw.state),
    sequence: text(raw.sequence),
    sender: text(raw.sender),
    seat: text(raw.seat, 320),
    contact: text(raw.contact),
    step: whole(raw.step),
    from: instant(raw.from),
    to: instant(raw.to),
    domain: text(raw.domain, 255),
    came: oneOf(raw.came, ['reply', 'hard', 'soft', 'opt_out'] as const),
    sandbox: flag(raw.sandbox) ?? (String(raw.sandbox) === 'false' ? false : undefined),
    sort: oneOf(raw.sort, sorts),
  })

export type OutboxSearch = ReturnType<typeof outboxSearch>
