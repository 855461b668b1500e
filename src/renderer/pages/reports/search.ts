import { isZone } from '../../../shared/domain/time.ts'
import { oneOf, present, text } from '../../parts/search-params.ts'

const day = (raw: unknown): string | undefined =>
  typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw) ? raw : undefined

const zone = (raw: unknown): string | undefined => (typeof raw === 'string' && isZone(raw) ? raw : undefined)

/** What the address of this screen says. */
export const reportsSearch = (raw: Record<string, unknown>) =>
  present({
    tab: oneOf(raw.tab, ['team', 'domains', 'hours'] as const),
    from: day(raw.from),
    to: day(raw.to),
    zone: zone(raw.zone),
    by: oneOf(raw.by, ['day', 'week'] as const),
    /** Of the figures over time; `team`: mailboxes of nobody in particular. */
    seat: text(raw.seat, 64),
    count: oneOf(raw.count, ['sent', 'planned'] as const),
  })

export type ReportsSearch = ReturnType<typeof reportsSearch>
