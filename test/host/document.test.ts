import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { summaries } from '../../src/main/host/web/summaries.ts'
import { documented } from './document.ts'

let here: Awaited<ReturnType<typeof documented>>
beforeAll(async () => {
  here = await documented()
})
afterAll(() => here.door.stop())

const smtp = { smtp_host: 'smtp.example.com', smtp_port: 587, smtp_protocol: 'starttls' }

it('the document passes a linter that others use, on its strict rules', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const source = JSON.stringify(here.document)
  const found = await lintFromString({ source, absoluteRef: '/openapi.json', config })
  const known = Object.values(here.document.paths ?? {}).flatMap((item) =>
    Object.values(item as Record<string, { operationId?: string }>).map(({ operationId }) => operationId),
  )
  expect(Object.keys(summaries).filter((name) => !known.includes(name))).toEqual([])
  expect(found.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`)).toEqual([])
})

describe('a client made from the document', () => {
  it('lives the life of a sending account, and every answer is as the document says', async () => {
    const made = await here.call('accounts.create', {
      body: { from_email: 'anna@example.com', ...smtp, password: 'CANARY', quotas: ['30-50/hour'], percentage: 40 },
      headers: { 'idempotency-key': 'once' },
    })
    expect([made.status, made.data.has_smtp_password]).toEqual([201, true])
    expect(JSON.stringify(made.data)).not.toContain('CANARY')
    const again = await here.call('accounts.create', {
      body: { from_email: 'anna@example.com', ...smtp, password: 'CANARY', quotas: ['30-50/hour'], percentage: 40 },
      headers: { 'idempotency-key': 'once' },
    })
    expect([again.status, again.data, again.headers['idempotency-replayed']]).toEqual([201, made.data, 'true'])
    const at = { public_id: made.data.public_id }
    const got = await here.call('accounts.get', { at })
    expect([got.status, got.data, got.headers.etag]).toEqual([200, made.data, `"${made.data.version}"`])
    const changed = await here.call('accounts.update', {
      at,
      body: { from_name: 'Anna', reply_to_email: 'team@example.com', tracking_domain: 'links.example.com' },
      headers: { 'if-match': String(got.headers.etag) },
    })
    expect([changed.status, changed.data.from_name, changed.data.tracking_domain]).toEqual([
      200,
      'Anna',
      'links.example.com',
    ])
    const late = await here.call('accounts.update', {
      at,
      body: { from_name: 'Late' },
      headers: { 'if-match': String(got.headers.etag) },
    })
    expect([late.status, late.data.code]).toEqual([412, 'stale_version'])
    expect((await here.call('accounts.activate', { at })).data.status).toBe('active')
    expect((await here.call('accounts.deactivate', { at })).data.status).toBe('inactive')
    expect((await here.call('accounts.list')).data).toHaveLength(2)
    expect((await here.call('accounts.usage')).data).toHaveLength(2)
    expect((await here.call('accounts.limits')).data.sending_accounts).toMatchObject({ used: 1, allowed: 200 })
    expect(here.broken).toEqual([])
  })

  it('hears of what is wrong as a problem that the document knows', async () => {
    const answers = [
      await here.call('accounts.get', { at: { public_id: 'nope' } }),
      await here.call('accounts.create', { body: { from_email: 'x@example.com', ...smtp, limit: 5 } }),
      await here.call('accounts.create', { body: { from_email: 'x@example.com', ...smtp, smtp_port: 70_000 } }),
      await here.call('accounts.create', { body: { from_email: 'no address', ...smtp } }),
      await here.call('accounts.create', { body: { from_email: 'anna@example.com', ...smtp } }),
    ]
    expect(answers.map(({ status, data }) => [status, data.code])).toEqual([
      [404, 'not_found'],
      [400, 'bad_request'],
      [400, 'bad_request'],
      [422, 'invalid_address'],
      [409, 'conflict'],
    ])
    expect(here.broken).toEqual([])
  })

  it('pages through a list by the key that the answer gives', async () => {
    for (const n of [1, 2, 3])
      await here.call('contacts.create', { body: { address: `c${n}@example.net`, first_name: `C${n}` } })
    const first = await here.call('contacts.list', { at: { limit: 2 } })
    const rest = await here.call('contacts.list', { at: { limit: 2, after: first.data.next } })
    expect([...first.data.rows, ...rest.data.rows].map(({ address }) => address)).toHaveLength(3)
    expect(rest.data.next).toBeNull()
    expect(here.broken).toEqual([])
  })

  it('may ask every question of the document that needs no more than itself, and is answered as promised', async () => {
    const asked: string[] = []
    for (const [path, item] of Object.entries(here.document.paths ?? {})) {
      const get = (item as { get?: { operationId?: string; parameters?: { required?: boolean }[]; responses: object } })
        .get
      const streams = JSON.stringify(get?.responses ?? {}).includes('event-stream')
      if (!get?.operationId || path.includes('{') || streams || get.parameters?.some(({ required }) => required))
        continue
      const { status, data } = await here.call(get.operationId)
      asked.push(get.operationId)
      expect([get.operationId, status, status === 200 ? null : data]).toEqual([get.operationId, 200, null])
    }
    expect(asked.length).toBeGreaterThan(15)
    expect(here.broken).toEqual([])
  })
})
