/** People by the domain of their address. */
import { Refusal } from '../../shared/domain/failure.ts'
import {
  type CompanyRow,
  companyNames,
  companyPage,
  companyStanding,
  isCompany,
  largestCompanies,
  peopleOf,
} from '../store/companies.ts'
import type { Reader } from '../store/open.ts'
import { os } from './context.ts'

/** People of a domain whose company and state are looked at. */
const looked = { name: 50, one: 5_000 }
const mostLargest = 500

const shown = (reader: Reader, { domain, contacts }: CompanyRow) => ({
  domain,
  name: companyNames(reader, domain, looked.name)[0]?.name ?? null,
  contacts,
})

const list = os.companies.list.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { sort, after, limit } = input
    const search = (input.search ?? '').toLowerCase().replace(/^@/, '')
    const { store } = room
    if (sort === 'contacts') {
      const at = after === undefined ? 0 : Number(after)
      if (!Number.isSafeInteger(at) || at < 0)
        throw new Refusal('bad_request', `"${after}" is not a place in this list. Use the "next" of a page.`)
      const rows = largestCompanies(store, search, mostLargest)
      const next = at + limit < rows.length ? String(at + limit) : null
      return { rows: rows.slice(at, at + limit).map((row) => shown(store, row)), next }
    }
    const page = companyPage(store, { search, after: after ?? null, limit })
    return { rows: page.rows.map((row) => shown(store, row)), next: page.next }
  }),
)

const get = os.companies.get.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const domain = input.domain.toLowerCase().replace(/^@/, '')
    if (!isCompany(domain))
      throw new Refusal('bad_request', `${domain} is a public mail provider's: its people are no company.`)
    const contacts = peopleOf(room.store, domain)
    if (contacts === 0) throw new Refusal('not_found', `Nobody here has an address at ${domain}.`)
    const names = companyNames(room.store, domain, looked.one)
    return { domain, contacts, name: names[0]?.name ?? null, names, ...companyStanding(room.store, domain, looked.one) }
  }),
)

export const companies = { list, get }
