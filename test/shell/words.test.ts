import { expect, test } from 'vitest'
import { quitQuestion } from '../../src/main/host/desktop/quit.ts'
import type { Told } from '../../src/main/host/desktop/status.ts'
import { trayOf } from '../../src/main/host/desktop/tray-menu.ts'
import { DAY, HOUR } from '../../src/shared/domain/time.ts'

const now = Date.parse('2026-11-23T09:30:00Z')
const status: Told['status'] = {
  workspace: 'Anna',
  running: true,
  paused: false,
  stopped: false,
  held_by: null,
  disk_trouble: null,
  hosts_trouble: null,
  sandbox: true,
  next_send: '2026-11-23T16:00:00Z',
  sent_today: 1,
  sandbox_today: 0,
  planned: 2480,
  elsewhere: 0,
  unsure: 0,
  now: '2026-11-23T09:30:00Z',
}
const told = (change: Partial<Told['status']> = {}): Told => ({
  status: { ...status, ...change },
  zone: 'Europe/Paris',
  now,
})

test.each([
  ['idle', {}, 'Next email: Mon 17:00, Europe/Paris', null],
  ['idle', { next_send: null }, 'Nothing is planned', null],
  ['idle', { next_send: '2026-11-23T09:29:00Z' }, 'Next email: Mon 10:30, Europe/Paris', null],
  ['paused', { paused: true }, 'Everything is paused', null],
  ['stopped', { stopped: true, paused: true, unsure: 2 }, 'Sending is stopped', '2 emails need your decision…'],
  ['attention', { held_by: 'safe' as const }, 'Nothing is sent: see why in Cadenza', null],
  ['idle', { held_by: 'taking_in' as const }, 'A workspace file is being taken in', null],
  ['attention', { unsure: 1 }, 'Next email: Mon 17:00, Europe/Paris', '1 email needs your decision…'],
  ['attention', { disk_trouble: 'disk full' }, 'The disk refuses to write: nothing is sent', null],
])('the tray is %s with %o', (mark, change, next, unsure) => {
  expect(trayOf(told(change))).toMatchObject({ mark, next, unsure, sent: '1 email sent today' })
})

test('the tray says that sender hosts can’t be reached, beside what leaves from here', () => {
  expect(trayOf(told()).hosts).toBeNull()
  expect(trayOf(told({ hosts_trouble: 'connect ECONNREFUSED' }))).toMatchObject({
    mark: 'attention',
    hosts: 'Sender hosts can’t be reached…',
    next: 'Next email: Mon 17:00, Europe/Paris',
  })
})

test('what went to the sandbox is told apart', () => {
  expect(trayOf(told({ sent_today: 1204, sandbox_today: 3 })).sent).toBe('1,204 emails sent today, 3 to the sandbox')
})

type Client = Parameters<typeof quitQuestion>[0]

/** An engine that has these instants planned, in order; its windows open at 08:00 on Tuesdays, later otherwise. */
function planned(instants: number[], change: Partial<Told['status']> = {}): Client {
  const first = instants[0]
  const rows = instants.map((at) => ({ at: new Date(at).toISOString() }))
  return {
    workspace: {
      status: async () => ({
        ...status,
        planned: instants.length,
        next_send: first === undefined ? null : new Date(first).toISOString(),
        ...change,
      }),
      get: async () => ({
        zone: 'Europe/Paris',
        windows: [
          { day: 1, from: 9, to: 18 },
          { day: 2, from: 13, to: 18 },
          { day: 2, from: 8, to: 12 },
        ],
      }),
    },
    sends: {
      async list({ after = '0', limit }: { after?: string; limit: number }) {
        const from = Number(after)
        const next = from + limit < rows.length ? String(from + limit) : null
        return { rows: rows.slice(from, from + limit), next }
      },
    },
  } as never
}
const every = (count: number, from: number) => Array.from({ length: count }, (_, i) => from + i * 1000)
const asked = async (client: Client) => (await quitQuestion(client))?.detail.split('\n')[0] ?? null

test('quitting says how much is due until sending begins tomorrow', async () => {
  // Tuesday 08:00 in Paris
  const tomorrow = Date.parse('2026-11-24T07:00:00Z')
  expect(await asked(planned([now + HOUR]))).toBe(
    '1 email is due before tomorrow 08:00; it waits until Cadenza runs again.',
  )
  expect(await asked(planned([...every(38, now + HOUR), tomorrow, tomorrow + HOUR]))).toBe(
    '38 emails are due before tomorrow 08:00; they wait until Cadenza runs again.',
  )
  expect(await asked(planned(every(1200, now)))).toBe(
    '1,200 emails are due before tomorrow 08:00; they wait until Cadenza runs again.',
  )
  expect(await asked(planned(every(10_600, now)))).toBe(
    'More than 10,000 emails are due before tomorrow 08:00; they wait until Cadenza runs again.',
  )
})

test('it names the next email where nothing is due so soon, and asks nothing where nothing would leave', async () => {
  expect(await asked(planned([now + 3 * DAY]))).toBe(
    'The next email is due Thu 10:30, Europe/Paris; it waits until Cadenza runs again.',
  )
  expect(await asked(planned([]))).toBeNull()
  expect(await asked(planned([now], { paused: true }))).toBeNull()
  expect(await asked(planned([now], { stopped: true }))).toBeNull()
})
