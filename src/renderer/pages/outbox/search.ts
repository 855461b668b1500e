import { present, text } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const outboxSearch = (raw: Record<string, unknown>) =>
  present({
    tab: text(raw.tab),
    search: text(raw.search),
    open: text(raw.open),
    sequence: text(raw.sequence),
    sender: text(raw.sender),
    from: text(raw.from),
    to: text(raw.to),
  })
