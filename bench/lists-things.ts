/** What asks of lists and reports have in common: who is asked, what is asked about, and what a page is. */
import type { Lists } from './lists-seed.ts'

export type Client = Lists['client']
export interface Page {
  rows: unknown[]
  next: string | null
}
export type List = (after: string | undefined) => Promise<Page>

/** Rows of a page, as the screens ask for them. */
export const limit = 100

/** One of each thing that asks are about. */
export function things({ store }: Pick<Lists, 'store'>) {
  const one = (text: string) => store.get<{ id: string }>(`SELECT (${text}) AS id`)?.id ?? ''
  return {
    autumn: one(`SELECT public_id FROM sequences WHERE name = 'Autumn'`),
    partners: one(`SELECT public_id FROM sequences WHERE name = 'Partners'`),
    import: one('SELECT public_id FROM imports ORDER BY id DESC LIMIT 1'),
    account: one(`SELECT public_id FROM accounts WHERE address = 'sender7@example.com'`),
    seat: one(`SELECT public_id FROM seats WHERE id = 2`),
    contact: one(
      'SELECT c.public_id FROM contacts c JOIN incoming i ON i.contact_id = c.id ORDER BY i.id DESC LIMIT 1',
    ),
    address: one('SELECT c.address FROM contacts c WHERE id = 500'),
    incoming: one('SELECT public_id FROM incoming ORDER BY id DESC LIMIT 1'),
    send: one(`SELECT public_id FROM sends WHERE state = 'sent' ORDER BY id DESC LIMIT 1`),
    planned: one(`SELECT public_id FROM sends WHERE state = 'planned' AND kind = 'sequence' LIMIT 1`),
    twins: store
      .all<{ id: string }>(
        `SELECT public_id AS id FROM contacts WHERE name_key = (SELECT name_key FROM contacts WHERE id = 200) LIMIT 2`,
      )
      .map(({ id }) => id),
  }
}
export type Things = ReturnType<typeof things>
