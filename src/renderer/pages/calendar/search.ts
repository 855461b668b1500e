import { isoDate, oneOf, present, text } from '../../parts/search-params.ts'

const slotKey = (raw: unknown): string | undefined =>
  typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}$/.test(raw) ? raw : undefined

/** What the address of this screen says. */
export const calendarSearch = (raw: Record<string, unknown>) =>
  present({
    date: isoDate(raw.date),
    view: oneOf(raw.view, ['day', 'week', 'month'] as const),
    mode: oneOf(raw.mode, ['score'] as const),
    by: oneOf(raw.by, ['sender', 'sequence'] as const),
    slot: slotKey(raw.slot),
    email: text(raw.email, 64),
  })

export type CalendarSearch = ReturnType<typeof calendarSearch>
