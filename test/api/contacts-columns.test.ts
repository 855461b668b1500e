import { expect, it } from 'vitest'
import { looksAt } from '../../src/main/store/contact-variables.ts'
import { world } from '../work/world.ts'

it('a file of contacts has a column for what only the oldest of them have', async () => {
  const w = await world(Date.parse('2026-11-23T08:00:00Z'), { loops: false })
  const client = w.engine.client()
  await client.contact_fields.create({ name: 'seats', label: 'Seats', type: 'number' })
  await client.contacts.create({ address: 'bob@acme.test', fields: { size: 'tall' } })
  w.engine.room.store.write((tx) =>
    tx.run(
      `INSERT INTO contacts (public_id, address, address_key, domain, fields, tags, created_at, device, hlc)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       SELECT 'many' || i, i || '@many.test', i || '@many.test', 'many.test', '{}', '[]', 0, 'd', 'h' FROM n`,
      looksAt,
    ),
  )
  let text = ''
  for await (const { csv } of await client.contacts.export({})) text += csv ?? ''
  expect(text).toMatch(/^\ufeffemail,.*,seats,size,/)
  expect(text).toMatch(/\r\nbob@acme\.test,.*,tall,/)
  expect(text.trimEnd().split('\r\n')).toHaveLength(looksAt + 2)
  await w.stop()
})
