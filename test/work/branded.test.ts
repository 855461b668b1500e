/** The team's account waits with its mail until its domain is verified, goes on by a person's hand, and is not taken out again. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDns } from '../../src/main/host/dns.ts'
import { verifyDkim } from '../mail/dkim-verify.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { type Story, story } from './story.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const HOUR = 3_600_000
let dns: DnsServer
let s: Story
beforeAll(async () => {
  dns = await startDns()
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  s = await story(MONDAY, { first, dns: createDns({ servers: [dns.address], timeout: 2000, tries: 1 }) })
})
afterAll(async () => {
  await s.stop()
  await dns.stop()
})

it('waits, is told of by the look that finds it verified, sends signed, and outlives a record that vanishes', async () => {
  const { client } = s
  const { id: public_id, server } = await s.account('news@brand.test', { limits: ['60/hour'] })
  const status = async () => (await client.accounts.get({ public_id })).status
  await s.engage({ sender: public_id, contacts: ['bob@customer.test'], steps: [{ days: 2 }] })
  await client.accounts.update({ public_id, seat: null })
  await s.goTo(MONDAY + 12 * HOUR)
  expect([await status(), server.arrivals.length]).toEqual(['pending', 0])
  const [domain] = (await client.domains.list()).rows
  expect(domain).toMatchObject({ name: 'brand.test', waiting: ['news@brand.test'], status: 'wrong' })
  const { records } = await client.domains.dkim_generate({ public_id: domain?.public_id ?? '' })
  const key = records.find(({ record }) => record === 'dkim')?.add
  const host: `${string}/TXT` = `${key?.host}/TXT`
  const shown: Record<`${string}/TXT`, string[]> = { [host]: [key?.value ?? ''] }
  dns.zone = { ...shown, 'brand.test/TXT': ['v=spf1 mx -all'] }
  // nobody looks: the watch does, within six hours
  await s.goTo(MONDAY + 20 * HOUR)
  const words = 'brand.test is verified: news@brand.test can be activated.'
  expect((await s.journal()).filter((line) => line.includes(words))).toHaveLength(1)
  expect(s.notes).toContain('domain: To be activated: news@brand.test.')
  expect([await status(), server.arrivals.length]).toEqual(['pending', 0])
  await client.accounts.activate({ public_id })
  await s.goTo(MONDAY + 36 * HOUR)
  expect(server.arrivals).toHaveLength(1)
  expect(await verifyDkim(server.arrivals[0]?.raw as string, dns.address)).toMatchObject({
    domain: 'brand.test',
    result: 'pass',
  })
  dns.zone = {}
  await s.goTo(MONDAY + 100 * HOUR)
  expect(await client.domains.list()).toMatchObject({ rows: [{ verified: false, status: 'wrong' }] })
  expect([await status(), server.arrivals.length]).toEqual(['active', 2])
})
