import { present, text } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const sandboxSearch = (raw: Record<string, unknown>) =>
  present({
    open: text(raw.open),
    search: text(raw.search),
  })
