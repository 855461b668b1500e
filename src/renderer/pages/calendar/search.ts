import { isoDate, oneOf, present } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const calendarSearch = (raw: Record<string, unknown>) =>
  present({
    date: isoDate(raw.date),
    view: oneOf(raw.view, ['day', 'week', 'month']),
    by: oneOf(raw.by, ['sender', 'sequence']),
  })
