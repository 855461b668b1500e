import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { greylisting, type PolicyService, startPolicyService } from '../servers/policy.ts'
import { waitFor } from '../servers/wait.ts'
import { type Story, story } from './story.ts'

/** A real Postfix that puts emails off, refuses them at each step, or finds them too large; the story's own time. */

const hour = 3_600_000
let policy: PolicyService
let servers: MailServers
let s: Story
/** The mailbox of the test at hand: one each, as a kept connection would hide what happens on the way to it. */
let sender = ''
let id = ''
let mailboxes = 0
/** A Monday each, half past eight in Paris. */
let morning = Date.parse('2026-11-16T07:30:00Z')

beforeAll(async () => {
  policy = await startPolicyService()
  servers = await startMailServers({ policy: policy.port, sizeLimit: 60_000 })
  s = await story(morning)
})
afterAll(async () => {
  await s.stop()
  await servers.stop()
  await policy.stop()
})
beforeEach(async () => {
  policy.answer = () => 'DUNNO'
  policy.asked.length = 0
  morning += 7 * 24 * hour
  await s.goTo(morning)
  sender = `alice${++mailboxes}@acme.test`
  const smtp = { smtp_host: servers.smtp.host, smtp_port: servers.smtp.port, smtp_protocol: 'none' as const }
  const permits = ['role' as const, 'more' as const]
  id = (await s.client.accounts.create({ from_email: sender, ...smtp, permits, quotas: ['60/hour'] })).public_id
  await s.client.accounts.activate({ public_id: id })
})

/** Message-IDs in a mailbox, each as often as it lies there. */
async function lying(user: string): Promise<string[]> {
  const { host, port, ca } = servers.imap
  const auth = { user, pass: servers.users[user] as string }
  const imap = new ImapFlow({ host, port, secure: true, tls: { ca }, auth, logger: false })
  await imap.connect()
  try {
    await imap.mailboxOpen('INBOX')
    return (await imap.fetchAll('1:*', { envelope: true })).map(({ envelope }) => envelope?.messageId ?? '')
  } finally {
    await imap.logout()
  }
}

/** Message-IDs that Postfix took into its queue, each as often as it did. */
const queued = () => [...servers.logs().matchAll(/cleanup\[\d+\]: \w+: message-id=(<.*?>)/g)].map(([, it]) => it)
const history = async () => (await s.client.accounts.history({ public_id: id })).rows
const account = () => s.client.accounts.get({ public_id: id })

it('greylisted: the same email minutes later, once, and the mailbox tells that it was put off', async () => {
  policy.answer = greylisting('Greylisted, try again in 5 minutes')
  const contacts = ['carol@customer.test', 'dave@customer.test']
  const name = await s.engage({ sender, contacts })
  await s.goTo(morning + 10 * hour)
  expect(await s.states(name)).toEqual({ sent: 2 })
  const sends = await s.sends(name)
  expect(sends.map(({ tries }) => tries)).toEqual([2, 2])
  const tried = policy.asked.filter((asked) => asked.protocol_state === 'RCPT').map(({ recipient }) => recipient)
  expect(tried.sort()).toEqual([...contacts, ...contacts].sort())

  const box = await waitFor('both in their mailboxes', async () => {
    const found = [...(await lying('carol@customer.test')), ...(await lying('dave@customer.test'))]
    return found.length >= 2 && found
  })
  expect(new Set(box).size).toBe(2)
  // Nothing is on its way that would come a second time.
  expect(queued().sort()).toEqual(box.sort())

  expect(await account()).toMatchObject({ status: 'active', status_reason: null })
  expect((await history()).map(({ kind, words }) => [kind, words.replace(/<.*?@/, '<x@')])).toEqual([
    ['put_off', '450 4.7.1 <x@customer.test>: Recipient address rejected: Greylisted, try again in 5 minutes'],
    ['activated', expect.any(String)],
  ])
})

it.each([
  ['CONNECT', '450 4.7.1'],
  ['EHLO', '450 4.7.1'],
  ['MAIL', '451 4.3.0'],
  ['RCPT', '450 4.2.1'],
  ['DATA', '451 4.3.2'],
  ['END-OF-MESSAGE', '451 4.3.0'],
])('later at %s, then taken: one email, whatever the step', async (step, code) => {
  let times = step === 'EHLO' ? 2 : 1
  policy.answer = ({ protocol_state: state }) => {
    const here = state === step || (step === 'EHLO' && state === 'HELO')
    return here && times-- > 0 ? `${code} Not now, says ${step}` : 'DUNNO'
  }
  const before = queued().length
  const name = await s.engage({ sender, contacts: [`carol+${step.toLowerCase()}@customer.test`] })
  await s.goTo(morning + 10 * hour)
  expect(await s.states(name)).toEqual({ sent: 1 })
  expect(times).toBeLessThanOrEqual(0)
  // After the message was handed over, the second try shows the same name as the first.
  const tries = step === 'END-OF-MESSAGE' ? 2 : 1
  // the server writes its log a moment after it has answered
  const tried = await waitFor('the lines of its log', async () => {
    const lines = queued().slice(before)
    return lines.length >= tries && lines
  })
  expect(tried).toHaveLength(tries)
  const [arrived = '', ...others] = new Set(tried)
  expect(others).toEqual([])
  await waitFor('it in its mailbox', async () => (await lying('carol@customer.test')).includes(arrived))
  expect((await lying('carol@customer.test')).filter((one) => one === arrived)).toHaveLength(1)
  expect(await account()).toMatchObject({ status: 'active' })
})

it('larger than the server takes: refused in its words, nobody suppressed, the mailbox stays', async () => {
  const contact = 'carol+large@customer.test'
  await s.client.contacts.create({ address: contact })
  const text = `${'x'.repeat(70)}\n`.repeat(1500)
  await s.client.sequences.create({ name: 'Large', steps: [{ subject: 'Large', text }] })
  await s.client.schedule.engage({ sequence: 'Large', contacts: [contact], senders: [{ account: sender }] })
  await s.goTo(morning + 10 * hour)
  const words = expect.stringMatching(/^552 5\.3\.4 /)
  expect(await s.send('Large', contact)).toMatchObject({ state: 'refused', tries: 1, reply: words })
  expect((await s.client.suppressions.list({})).rows).toEqual([])
  expect(await account()).toMatchObject({ status: 'active' })
})
