import { present, text } from '../../parts/search-params.ts'

/** What the address of this screen says. */
export const contactsSearch = (raw: Record<string, unknown>) =>
  present({
    search: text(raw.search),
    tag: text(raw.tag),
  })
