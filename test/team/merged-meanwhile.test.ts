/** Two contacts are made one on one computer, while others, who have not heard of it, engage either of them. */
import { expect, it } from 'vitest'
import { meetAll } from './files.ts'
import { type Computer, Fleet } from './fleet.ts'
import { type Draw, send } from './leaving.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const HOUR = 3_600_000

type About = ReturnType<typeof freeContacts>[number]

/** Every server says yes. */
async function sendAll(fleet: Fleet, one: Computer): Promise<void> {
  let turn = 0
  const calm: Draw = (n) => (n === 12 ? 5 : n === 3 ? 0 : n === 5 ? 1 : turn++ % n)
  for (let n = 0; n < 40; n++) await send(fleet, one, calm)
}

/** What all are to agree on. What is over here has no plan, and plans are nobody else's. */
const seen = ({ store }: Computer) => ({
  contacts: store.all('SELECT public_id AS id, address, merged_into AS "into", deleted FROM contacts ORDER BY 1'),
  enrollments: store.all(
    `SELECT e.public_id AS id, e.state, e.reason, c.public_id AS contact FROM enrollments e JOIN contacts c ON c.id = e.contact_id ORDER BY 1`,
  ),
  left: store.all(
    `SELECT e.public_id AS id, s.step FROM sends s JOIN enrollments e ON e.id = s.enrollment_id WHERE s.state = 'sent' ORDER BY 1, 2`,
  ),
  waits: store.all('SELECT kind, public_id FROM shared_rows WHERE waits = 1'),
})

/** The orders in which three computers can hear of each other, in pairs. */
const orders = [
  [1, 2, 3],
  [2, 1, 3],
  [3, 2, 1],
] as const

/** The sizes of the fleet so that each person has a computer, and who engages whom before anybody has heard. */
const engaged = [
  ['the one that goes', [[3, 'gone']]],
  ['the one that stays', [[3, 'kept']]],
  [
    'both, each a colleague',
    [
      [2, 'gone'],
      [3, 'kept'],
    ],
  ],
  [
    'both, the one that goes first',
    [
      [3, 'gone'],
      [2, 'kept'],
    ],
  ],
  [
    'both, on the computer that merges too',
    [
      [0, 'kept'],
      [3, 'gone'],
    ],
  ],
] as const

it.each(engaged)(
  'everybody ends alike where %s was engaged meanwhile, and nobody is written to twice',
  async (_, by) => {
    for (const order of orders)
      for (const early of [false, true]) {
        const fleet = await Fleet.of(4, 1, () => 0)
        try {
          const { computers } = fleet
          const [merger] = computers as [Computer]
          const [kept, gone] = freeContacts(merger).slice(-2) as [About, About]
          const idOf = (one: Computer, address: string) =>
            one.store.get<{ id: string }>('SELECT public_id AS id FROM contacts WHERE address = ?', address)
              ?.id as string
          const input = { keep: idOf(merger, kept.address), merge: [idOf(merger, gone.address)] }
          for (const [n, which] of by) {
            const one = computers[n] as Computer
            const { address } = which === 'gone' ? gone : kept
            const about = freeContacts(one).find((each) => each.address === address)
            const own = mailboxes(one).find(({ seat }) => seat === 1)
            fleet.now += HOUR
            if (about && own) engageOne(one, own.id, about, { sequenceId: 1 + (n % 2), now: fleet.now })
            if (early) await sendAll(fleet, one)
          }
          await merger.client.contacts.merge(input)
          const [a, b, c] = order.map((n) => computers[n] as Computer)
          for (const pair of [
            [merger, a],
            [a, b],
            [b, c],
            [merger, c],
          ] as [Computer, Computer][]) {
            meetAll(fleet, pair)
            fleet.now += HOUR
            for (const one of pair) await sendAll(fleet, one)
          }
          meetAll(fleet, computers)
          fleet.now += 30 * HOUR
          for (const one of computers) await sendAll(fleet, one)
          meetAll(fleet, computers)
          for (const one of computers) expect(seen(one)).toEqual(seen(merger))
          const live = merger.store.all(
            `SELECT e.public_id FROM enrollments e JOIN contacts c ON c.id = e.contact_id
           WHERE c.public_id = ? AND e.state IN ('pending', 'active', 'paused')`,
            input.keep,
          )
          expect(live.length).toBeLessThanOrEqual(1)
        } finally {
          fleet.close()
        }
      }
  },
)
