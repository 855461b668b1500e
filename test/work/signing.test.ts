/** Mail of a domain whose key the name servers show leaves signed: at every try the same bytes. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDns } from '../../src/main/host/dns.ts'
import { verifyDkim } from '../mail/dkim-verify.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { type Story, story } from './story.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
let dns: DnsServer
let s: Story
let day = Date.parse('2026-11-23T00:00:00Z')
beforeAll(async () => {
  dns = await startDns()
  const first = { zone: 'Africa/Lagos', seatName: 'Me', seatAddress: 'me@example.com' }
  s = await story(day, {
    first,
    smtp: { timeouts: { termination: 300 } },
    dns: createDns({ servers: [dns.address], timeout: 300, tries: 1 }),
  })
})
afterAll(async () => {
  await s.stop()
  await dns.stop()
})

/** A Monday of its own, an account of a domain of its own, and the domain with its key; published where `show`. */
async function begin(domain: string, show: boolean) {
  while (day <= s.now()) day += 7 * DAY
  await s.goTo(day)
  const address = `anna@${domain}`
  const { server } = await s.account(address, { limits: ['60/hour'] })
  const { public_id } = await s.client.domains.add({ name: domain })
  const made = await s.client.domains.dkim_generate({ public_id })
  const add = made.records.find(({ record }) => record === 'dkim')?.add
  const publish = () => {
    const name: `${string}/TXT` = `${add?.host}/TXT`
    const zone: Record<`${string}/TXT`, string[]> = { [name]: [add?.value as string] }
    dns.zone = zone
  }
  if (show) {
    publish()
    expect(await s.client.domains.check({ public_id })).toMatchObject({ signing: true })
  }
  return { address, server, public_id, publish }
}
const evening = () => s.goTo(day + 20 * HOUR)

it('is signed, and anybody can check it against DNS', async () => {
  const { address, server } = await begin('signed.test', true)
  await s.engage({ sender: address, contacts: ['bob@signed-customer.test'] })
  await evening()
  const [mail] = server.arrivals
  expect(await verifyDkim(mail?.raw as string, dns.address)).toEqual({
    domain: 'signed.test',
    selector: 'cadenza',
    result: 'pass',
    time: Math.floor((mail?.at as number) / 1000),
  })
  expect(await verifyDkim(String(mail?.raw).replace('Subject: ', 'Subject: Re '), dns.address)).toMatchObject({
    result: 'signature differs',
  })
  expect(await verifyDkim(`${mail?.raw}more\r\n`, dns.address)).toMatchObject({ result: 'body differs' })
})

it('leaves unsigned while the key is not shown, and signed from the look that shows it', async () => {
  const { address, server, publish } = await begin('later.test', false)
  await s.engage({ sender: address, contacts: ['bob@later-customer.test'], steps: [{ days: 3 }] })
  await evening()
  expect(server.arrivals[0]?.raw).not.toContain('DKIM-Signature')
  publish()
  // nobody asks: it is looked at every six hours
  await s.goTo(day + 5 * DAY)
  expect(server.arrivals).toHaveLength(2)
  expect(await verifyDkim(server.arrivals[1]?.raw as string, dns.address)).toMatchObject({ result: 'pass' })
})

it('is the same to the last byte when it is sent again after a doubt, or deferred', async () => {
  const { address, server } = await begin('again.test', true)
  server.once('dot', 'take-drop')
  const name = await s.engage({ sender: address, contacts: ['bob@again-customer.test'] })
  await evening()
  const send = await s.send(name, 'bob@again-customer.test')
  expect(send.state).toBe('unsure')
  // the key is gone meanwhile: what may have arrived is repeated all the same
  dns.zone = {}
  server.once('dot', '451 4.3.0 busy')
  await s.client.unsure.settle({ public_id: send.public_id, decision: 'again' })
  await s.goTo(day + 4 * DAY)
  const [first, second] = server.arrivals
  expect(second?.raw).toBe(first?.raw)
  expect(first?.raw).toContain('DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=again.test;')
})

it('sends nothing while the key that DNS shows is missing or another one here, and says so', async () => {
  const { address, server, public_id } = await begin('lost.test', true)
  const { keychain } = s.engine.room.ports
  await keychain.remove(`dkim/${public_id}`)
  await s.engage({ sender: address, contacts: ['bob@lost-customer.test'] })
  await evening()
  expect(server.arrivals).toEqual([])
  const account = (await s.client.accounts.list()).find((one) => one.from_email === address)
  expect(account).toMatchObject({
    status: 'error',
    status_reason: expect.stringContaining('the signing key of lost.test is missing from the keychain'),
  })
})

it('goes on signing with the old key until DNS shows the new one, which then takes over', async () => {
  const domain = 'rolled.test'
  const { address, server, public_id } = await begin(domain, true)
  const { keychain } = s.engine.room.ports
  const old = await keychain.get(`dkim/${public_id}`)
  const days = { days: 1 }
  await s.engage({ sender: address, contacts: ['bob@rolled-customer.test'], steps: [days, days] })
  await expect(s.client.domains.dkim_generate({ public_id })).rejects.toMatchObject({ code: 'conflict' })
  const replaced = await s.client.domains.dkim_generate({ public_id, replace: true })
  const next = replaced.records.find(({ record }) => record === 'dkim_next')
  expect(replaced).toMatchObject({ dkim_selector: 'cadenza', dkim_next_selector: 'cadenza2', signing: true })
  expect(replaced.status).not.toBe('unknown')
  expect(next).toMatchObject({ state: 'missing', add: { host: `cadenza2._domainkey.${domain}`, replaces: false } })
  await s.goTo(day + 20 * HOUR)
  const checked = async () => {
    const { selector, result } = (await verifyDkim(server.arrivals.at(-1)?.raw as string, dns.address)) ?? {}
    return [server.arrivals.length, selector, result]
  }
  expect(await checked()).toEqual([1, 'cadenza', 'pass'])
  // nobody publishes it for a day: the old one goes on
  await s.goTo(day + DAY + 20 * HOUR)
  expect(await checked()).toEqual([2, 'cadenza', 'pass'])
  // asked for once more: a third name, and the second never signs
  await s.client.domains.dkim_generate({ public_id, replace: true })
  const again = await s.client.domains.get({ public_id })
  const value = again.records.find(({ record }) => record === 'dkim_next')?.add?.value as string
  dns.zone = { ...dns.zone, [`cadenza3._domainkey.${domain}/TXT`]: [value] }
  await s.goTo(day + 2 * DAY + 20 * HOUR)
  expect(await checked()).toEqual([3, 'cadenza3', 'pass'])
  const after = await s.client.domains.get({ public_id })
  expect(after).toMatchObject({ dkim_selector: 'cadenza3', dkim_next_selector: null, signing: true })
  expect(after.records.map(({ record }) => record)).toEqual(['spf', 'dkim', 'dmarc', 'mx', 'tracking'])
  const kept = await keychain.get(`dkim/${public_id}`)
  expect([kept === null, kept === old, await keychain.get(`dkim/${public_id}/next`)]).toEqual([false, false, null])
})

it("is signed with the key of an alias's domain where it leaves from that, and of the mailbox's where not", async () => {
  const { address, server } = await begin('box.test', true)
  const box = dns.zone
  const { public_id } = (await s.client.accounts.list()).find(({ from_email }) => from_email === address) ?? {}
  const email = 'anna@other-name.test'
  const alias = await s.client.aliases.add({
    public_id: public_id ?? '',
    email,
    theirs: true,
    unlike: true,
    permits: ['more'],
  })
  const domain = await s.client.domains.add({ name: 'other-name.test' })
  // the mailbox writes from it too
  expect(domain.accounts).toEqual([email])
  const made = await s.client.domains.dkim_generate({ public_id: domain.public_id, algorithm: 'ed25519' })
  const add = made.records.find(({ record }) => record === 'dkim')?.add
  dns.zone = { ...box, [`${add?.host}/TXT`]: [add?.value as string] }
  await s.client.domains.check({ public_id: domain.public_id })
  await s.engage({ sender: alias.public_id, contacts: ['bob@alias-customer.test'] })
  await s.engage({ sender: address, contacts: ['eve@alias-customer.test'] })
  await evening()
  const found = await Promise.all(server.arrivals.map(({ raw }) => verifyDkim(raw, dns.address)))
  expect(found.map((each) => `${each?.domain} ${each?.result}`).sort()).toEqual([
    'box.test pass',
    'other-name.test pass',
  ])
})
