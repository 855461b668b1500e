import * as z from 'zod'
import { recordKinds } from '../domain/dns-records.ts'
import { base, id, instant, version } from './base.ts'
import { domainDeliverability } from './deliverability.ts'

const hostName = z.string().trim().min(3).max(253)

export const DomainRecord = z
  .object({
    record: z.enum(recordKinds),
    state: z
      .enum(['ok', 'warning', 'missing', 'wrong', 'off', 'unknown'])
      .meta({ description: 'off: not used; unknown: not answered yet.' }),
    says: z.string(),
    found: z.array(z.string()).meta({ description: 'As the name servers gave it.' }),
    add: z
      .object({
        type: z.enum(['TXT', 'CNAME', 'MX']),
        host: z.string().meta({ description: 'The whole name.' }),
        name: z
          .string()
          .meta({ description: 'The same as most DNS panels want it: without the domain; @ is the domain.' }),
        value: z.string(),
        replaces: z.boolean().meta({ description: 'It takes the place of what is there.' }),
      })
      .nullable(),
    at: instant.nullable().meta({ description: 'When it was last answered.' }),
  })
  .meta({ id: 'DomainRecord' })

export const Domain = z
  .object({
    public_id: z.string(),
    name: z.string(),
    status: z.enum(['ok', 'warning', 'wrong', 'unknown']),
    records: z.array(DomainRecord),
    dkim_selector: z.string().nullable(),
    dkim_next_selector: z
      .string()
      .nullable()
      .meta({ description: 'A key that takes over as soon as DNS shows it; the present one signs until then.' }),
    has_dkim_key: z.boolean(),
    signing: z.boolean().meta({ description: 'Custom SMTP mail is signed: a key is here, and DNS shows it.' }),
    verified: z
      .boolean()
      .meta({ description: 'SPF and DKIM are in order: accounts of the whole team may send under it.' }),
    waiting: z
      .array(z.string())
      .meta({ description: 'Addresses of the accounts that wait, pending, until it is verified.' }),
    tracking_host: z.string().nullable(),
    tracking_answers: z.boolean().meta({
      description: 'This Cadenza answered under the public name: opt-out links, and links where the policy says so.',
    }),
    accounts: z.array(z.string()).meta({ description: 'Addresses of the accounts that write from it.' }),
    checked_at: instant.nullable().meta({ description: 'When all records were last answered.' }),
    trouble: z.string().nullable().meta({ description: 'Why the last look failed; what is shown is older then.' }),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'Domain' })

const tags = ['domains']
export const domains = {
  list: base.route({ method: 'GET', path: '/domains', tags }).output(
    z.object({
      rows: z.array(Domain),
      unchecked: z.array(z.string()).meta({ description: 'Domains of accounts that are not looked at yet.' }),
    }),
  ),
  get: base.route({ method: 'GET', path: '/domains/{public_id}', tags }).input(id).output(Domain),
  deliverability: domainDeliverability,
  add: base
    .route({ method: 'POST', path: '/domains', successStatus: 201, tags, description: 'It is looked at right away.' })
    .input(z.strictObject({ name: hostName, tracking_host: hostName.nullable().optional() }))
    .output(Domain),
  update: base
    .route({ method: 'PATCH', path: '/domains/{public_id}', tags })
    .input(z.strictObject({ ...id.shape, version, tracking_host: hostName.nullable() }))
    .output(Domain),
  check: base
    .route({ method: 'POST', path: '/domains/{public_id}/check', tags, description: 'Asks the name servers now.' })
    .input(id)
    .output(Domain),
  dkim_generate: base
    .route({
      method: 'POST',
      path: '/domains/{public_id}/dkim',
      tags,
      description: 'Makes a key. The private part stays in the keychain; publish the record that comes back.',
    })
    .input(
      z.strictObject({
        ...id.shape,
        version,
        selector: z
          .string()
          .trim()
          .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'Use small letters, digits and hyphens.')
          .optional()
          .meta({ description: 'Default: cadenza, or the next number.' }),
        algorithm: z
          .enum(['rsa', 'ed25519'])
          .optional()
          .meta({ description: 'Default rsa (2048 bits), which every receiver can check.' }),
        replace: z
          .boolean()
          .optional()
          .meta({ description: 'Needed where there is a key already. It signs until DNS shows the new one.' }),
      }),
    )
    .output(Domain),
  remove: base
    .route({ method: 'DELETE', path: '/domains/{public_id}', tags, description: 'Its key goes with it.' })
    .input(id)
    .output(Domain),
}
