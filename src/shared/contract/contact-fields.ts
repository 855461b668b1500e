import * as z from 'zod'
import { fieldTypes } from '../domain/contact-field.ts'
import { base, id, instant, version } from './base.ts'

export const ContactField = z
  .object({
    public_id: z.string(),
    name: z.string().meta({ description: 'As templates and `fields` of a contact name it.' }),
    label: z.string(),
    type: z.enum(fieldTypes),
    options: z.array(z.string()).meta({ description: 'Of a choice; else empty.' }),
    version: z.number().int(),
    created_at: instant,
  })
  .meta({ id: 'ContactField' })

const label = z.string().trim().min(1).max(100)
const options = z.array(z.string().trim().min(1).max(200)).max(200)
const type = z.enum(fieldTypes)
const tags = ['contacts']

/** Fields of contacts that have a label and a type. Fields that only lists brought are plain text. */
export const contact_fields = {
  list: base.route({ method: 'GET', path: '/contact-fields', tags }).output(z.array(ContactField)),
  create: base
    .route({ method: 'POST', path: '/contact-fields', successStatus: 201, tags })
    .input(z.strictObject({ name: z.string().trim().min(1).max(64), label, type, options: options.default([]) }))
    .output(ContactField),
  update: base
    .route({
      method: 'PATCH',
      path: '/contact-fields/{public_id}',
      tags,
      description: 'Values that do not fit another type stay, and are shown as they are.',
    })
    .input(id.extend({ version, label: label.optional(), type: type.optional(), options: options.optional() }))
    .output(ContactField),
  remove: base
    .route({
      method: 'DELETE',
      path: '/contact-fields/{public_id}',
      tags,
      description: 'Label and type go; the values stay as plain text.',
    })
    .input(id)
    .output(z.object({ contacts: z.number().int().meta({ description: 'Of the newest, that have a value.' }) })),
  reorder: base
    .route({ method: 'POST', path: '/contact-fields/order', tags })
    .input(z.strictObject({ ids: z.array(z.string().max(64)).min(1).max(200) }))
    .output(z.array(ContactField)),
}
