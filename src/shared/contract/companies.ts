import * as z from 'zod'
import { base, page, paged } from './base.ts'

const count = z.number().int()
export const Company = z
  .object({
    domain: z.string(),
    name: z.string().nullable().meta({ description: 'What most of its people have as company.' }),
    contacts: count,
  })
  .meta({ id: 'Company' })

const tags = ['contacts']

/** People by the domain of their address. A public mail provider is no company. */
export const companies = {
  list: base
    .route({ method: 'GET', path: '/companies', tags, description: 'The largest 500 first, or all by their domain.' })
    .input(
      page.extend({
        search: z.string().trim().max(200).optional().meta({ description: 'How the domain begins.' }),
        sort: z.enum(['contacts', 'domain']).default('contacts'),
      }),
    )
    .output(paged(Company)),
  get: base
    .route({ method: 'GET', path: '/companies/{domain}', tags })
    .input(z.strictObject({ domain: z.string().trim().min(1).max(255) }))
    .output(
      Company.extend({
        names: z.array(z.object({ name: z.string(), contacts: count })),
        suppressed: count.meta({ description: 'Of its people, on the suppression list.' }),
        never: count.meta({ description: 'Never written to.' }),
        states: z
          .array(z.object({ state: z.string(), contacts: count }))
          .meta({ description: 'How the latest sequence of each stands.' }),
        replies: count.meta({ description: 'Messages of people that came back from there.' }),
        looked: count.meta({
          description: 'People whose state was looked at; fewer than contacts for a very large one.',
        }),
      }),
    ),
}
