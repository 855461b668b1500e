import { readTree } from '../../../shared/domain/contact-tree.ts'
import { oneOf, present, text } from '../../parts/search-params.ts'

const tabs = ['people', 'companies', 'suppressions'] as const
const states = ['active', 'suppressed', 'never'] as const
const sorts = ['added', '-added', 'name', '-name', 'address', '-address', 'company', '-company'] as const

/** What the address of this screen says. */
export const contactsSearch = (raw: Record<string, unknown>) =>
  present({
    tab: oneOf(raw.tab, tabs),
    search: text(raw.search),
    tag: text(raw.tag, 100),
    owner: text(raw.owner, 320),
    state: oneOf(raw.state, states),
    sequence: text(raw.sequence),
    where: readTree(raw.where),
    sort: oneOf(raw.sort, sorts),
    by: oneOf(raw.by, ['domain'] as const),
    company: text(raw.company, 255),
  })

export type ContactsSearch = ReturnType<typeof contactsSearch>
