import { oneOf, present, text } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const sequencesSearch = (raw: Record<string, unknown>) =>
  present({
    search: text(raw.search),
  })

/** What the address of this screen says. */
export const sequenceSearch = (raw: Record<string, unknown>) =>
  present({
    tab: oneOf(raw.tab, ['emails', 'report']),
  })
