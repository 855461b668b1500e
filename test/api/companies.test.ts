import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { companyPage, largestCompanies } from '../../src/main/store/companies.ts'
import { addContacts, type World, world } from '../work/world.ts'

const monday = Date.parse('2026-11-23T08:00:00Z')
let w: World
let client: ReturnType<World['engine']['client']>
beforeEach(async () => {
  w = await world(monday, { loops: false })
  client = w.engine.client()
})
afterEach(() => w.stop())

describe('companies', () => {
  it('are counted by the index of domains alone, without public mail providers', async () => {
    addContacts(w.engine, [
      ...['a@acme.test', 'b@acme.test', 'c@gmail.com', 'd@gmail.com', 'e@zeta.test'].map((address) => ({ address })),
    ])
    await client.contacts.create({ address: 'f@acme.test', company: 'Acme' })
    const rows = (await client.companies.list({})).rows
    expect(rows).toEqual([
      { domain: 'acme.test', name: 'Acme', contacts: 3 },
      { domain: 'zeta.test', name: null, contacts: 1 },
    ])
    expect((await client.companies.list({ sort: 'domain', limit: 1 })).next).toBe('acme.test')
    expect(await client.companies.get({ domain: 'ACME.test' })).toMatchObject({ contacts: 3, never: 3, replies: 0 })
    await expect(client.companies.get({ domain: 'gmail.com' })).rejects.toThrow(/public mail provider/)
    const { store } = w.engine.room
    const asked: { text: string; values: unknown[] }[] = []
    const note = (text: string, values: unknown[]) => {
      if (text.includes('contacts_domain')) asked.push({ text, values })
    }
    const watched = {
      ...store,
      all<T>(text: string, ...values: unknown[]) {
        note(text, values)
        return store.all<T>(text, ...values)
      },
      get<T>(text: string, ...values: unknown[]) {
        note(text, values)
        return store.get<T>(text, ...values)
      },
    }
    largestCompanies(watched, '', 10)
    expect(asked).toHaveLength(1)
    companyPage(watched, { search: '', after: null, limit: 10 })
    // of a public provider's people none is counted
    expect(asked.flatMap(({ values }) => values)).toContain('gmail.com')
    const people = asked.filter(({ text }) => text.startsWith('SELECT count(*)'))
    expect(people.flatMap(({ values }) => values).sort()).toEqual(['acme.test', 'zeta.test'])
    for (const { text, values } of asked) {
      const plan = store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)
      expect(plan.map(({ detail }) => detail).join()).toMatch(/USING COVERING INDEX contacts_domain/)
    }
  })
})
