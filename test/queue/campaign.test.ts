/** Hosts that are killed, cut off and left without a database (soak.ts runs a thousand): no email twice, none lost, no limit broken. */
import { rmSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { altered, buildHost } from '../kill/build.ts'
import type { RigEvent } from '../rig/ledger-script.ts'
import { type Campaign, startCampaign } from './campaign.ts'
import { check, type Email, type Left } from './check.ts'
import { canLay } from './network.ts'
import { type Orders, ordersOf } from './orders.ts'

let campaign: Campaign | null = null
let program = ''
afterEach(async () => {
  await campaign?.stop()
  campaign = null
  rmSync(program, { force: true })
})

async function ran(orders: Orders, accounts: number, mails: number, plugins: Parameters<typeof buildHost>[1] = []) {
  program = await buildHost('test/queue/program.ts', plugins)
  campaign = await startCampaign({ program, seed: 5, accounts, mails, hosts: 3, apart: canLay() })
  return check(await campaign.run(orders))
}

it('loses and doubles nothing, and keeps every limit, whatever dies', async () => {
  const { ends } = ordersOf(5, { kills: 8, outages: 0, cuts: 0, hosts: 3 })
  const blows: Orders['blows'] = [
    { at: 2, kind: 'restart' },
    { at: 4, kind: 'cut', host: 1, ms: 2000 },
    { at: 6, kind: 'kill' },
  ]
  const found = await ran({ ends, blows }, 10, 50)
  expect(found.faults).toEqual([])
  expect(found.accepted).toBeGreaterThan(25)
  expect(campaign?.killed()).toBe(8)
}, 240_000)

it('is noticed by where a fence lets everything pass', async () => {
  const always = altered(
    'src/main/queue/send-side.ts',
    /WHERE cadenza\.fence\.attempt = \$5 /,
    'WHERE $5::uuid IS NULL OR true ',
  )
  const blind = altered('src/main/work/sender/one.ts', /if \(stands !== "?'?passes'?"?\)/, 'if (false)')
  // and it would be counted twice under one name
  const counts = altered('src/main/queue/send-side.ts', /at FROM passed/, 'at FROM passed ON CONFLICT DO NOTHING')
  const ends = Array.from({ length: 4 }, () => ({ point: 'answered', nth: 2 }) as const)
  const found = await ran({ ends, blows: [] }, 5, 30, [always, blind, counts])
  expect(found.faults.join('\n')).toContain('doubled: the server has 2 copies')
}, 240_000)

it('is noticed by where limits are not looked at', async () => {
  const free = altered('src/main/queue/send-side.ts', /if \(next > now\) return next/, '')
  const found = await ran({ ends: [], blows: [] }, 5, 30, [free])
  expect(found.faults.join('\n')).toContain('1 a second broken')
}, 240_000)

const email = (more: Partial<Email>): Email => ({
  send: 's',
  account: 'a',
  to: 'p@there.test',
  attempts: ['t'],
  reports: [],
  ...more,
})
const event = (event: RigEvent['event'], at: number): RigEvent => ({
  event,
  at,
  connection: 1,
  to: ['p@there.test'],
  sendId: 's',
})
const report = (outcome: Email['reports'][number]['outcome']) => ({
  attempt: 't',
  send: 's',
  at: 2000,
  host: 'h',
  outcome,
})
const accepted = report({ kind: 'accepted', reply: { code: 250, enhanced: null, text: '250' }, serverMessageId: null })
const unsure = report({ kind: 'broken', phase: 'body', dataStarted: true, cause: 'closed', error: '' })

it.each<[string, Partial<Left>, string[]]>([
  ['nothing was reported', { emails: [email({})] }, ['p@there.test: lost: nobody says what became of it']],
  [
    'it was reported and is not there',
    { emails: [email({ reports: [accepted] })] },
    ['p@there.test: lost: reported as accepted, and the server has none'],
  ],
  [
    'it is in doubt, and was never asked for',
    { emails: [email({ reports: [unsure] })] },
    ['p@there.test: unsure, though the server never asked for its text'],
  ],
  [
    'it is in doubt, and was asked for',
    { emails: [email({ reports: [unsure] })], events: [event('data354', 1000)] },
    [],
  ],
  [
    'it was counted a minute before it left',
    {
      emails: [email({ reports: [accepted] })],
      events: [event('data354', 61_000), event('taken', 61_010)],
      departures: [{ attempt: 't', account: 'a', at: 1000 }],
    },
    ['p@there.test: it left uncounted, or was counted at another time'],
  ],
  ['something stays in the queue', { remains: { parcels: 2 } }, ['2 parcels remain in the queue']],
])('finds what is wrong where %s', (_, left, faults) => {
  const nothing: Left = { emails: [], events: [], departures: [], limits: new Map(), remains: {} }
  expect(check({ ...nothing, ...left }).faults).toEqual(faults)
})
