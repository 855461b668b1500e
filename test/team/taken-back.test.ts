/** What a person says about a step, and takes back, on one computer or another: everybody comes to the same. */
import { expect, it } from 'vitest'
import { withTwins } from '../../src/main/store/twins.ts'
import { fileOf, meetAll, takeFile } from './files.ts'
import { type Computer, Fleet, type Shared } from './fleet.ts'
import { type Draw, decideAll, send } from './leaving.ts'
import { engageOne, freeContacts, mailboxes } from './people.ts'

const HOUR = 3_600_000

/** Two computers of one person, the first of which sends, and one of a colleague. */
async function withFleet(work: (fleet: Fleet, first: Computer, second: Computer, third: Computer) => Promise<void>) {
  const fleet = await Fleet.of(3, 1, () => 0)
  try {
    await work(fleet, ...(fleet.computers as [Computer, Computer, Computer]))
  } finally {
    fleet.close()
  }
}

/** Every server says yes. */
async function sendAll(fleet: Fleet, one: Computer): Promise<void> {
  let turn = 0
  const calm: Draw = (n) => (n === 12 ? 5 : n === 3 ? 0 : n === 5 ? 1 : turn++ % n)
  for (let n = 0; n < 40; n++) await send(fleet, one, calm)
}

const ownMailbox = (one: Computer) => mailboxes(one).find(({ seat }) => seat === 1) as { id: number; publicId: string }

/** Somebody is engaged from the computer's own mailbox; `input` names their first email. */
function engagedBy(fleet: Fleet, one: Computer) {
  const [about] = freeContacts(one) as [{ id: number; address: string; domain: string }]
  const mailbox = ownMailbox(one)
  engageOne(one, mailbox.id, about, { sequenceId: 1, now: fleet.now })
  const id = one.store.get<{ id: string }>(
    'SELECT public_id AS id FROM sends WHERE address = ? AND step = 1',
    about.address,
  )
  return { about, mailbox, input: { public_id: id?.id as string } }
}

/** How one step to an address stands on each computer: in its table, and as the others were told. */
const stands = ({ computers }: Fleet, address: string, step: number) =>
  computers.map(({ store }) => {
    const row = store.get<{ id: string; state: string }>(
      'SELECT public_id AS id, state FROM sends WHERE address = ? AND step = ?',
      address,
      step,
    )
    const told = row && withTwins(store, 'send', row.id)
    return [row?.state, told?.fields.state ?? null, Number(told?.waits ?? false)]
  })

async function withTask(fleet: Fleet, first: Computer): Promise<string> {
  await first.client.sequences.create({
    name: 'With a call',
    steps: [
      { subject: 'Hello', text: 'Hi' },
      { kind: 'task', subject: 'Call', note: 'Ask', delay: { days: 1 } },
    ],
  })
  const sequence = first.store.get<{ id: number }>(`SELECT id FROM sequences WHERE name = 'With a call'`)
  const [about] = freeContacts(first) as [{ id: number; address: string; domain: string }]
  engageOne(first, ownMailbox(first).id, about, { sequenceId: sequence?.id as number, now: fleet.now })
  await sendAll(fleet, first)
  meetAll(fleet, fleet.computers)
  fleet.now += 30 * HOUR
  return about.address
}

const taskOf = ({ store }: Computer): string =>
  store.get<{ id: string }>(`SELECT public_id AS id FROM sends WHERE kind = 'task'`)?.id as string

it('tells a task that is done, open again or skipped, on whatever computer of the person that is said', async () => {
  await withFleet(async (fleet, first, second, third) => {
    const address = await withTask(fleet, first)
    const deeds = [
      [second, 'done', 'done'],
      [first, 'undo', 'planned'],
      [second, 'skip', 'withdrawn'],
      [second, 'undo', 'planned'],
      [first, 'done', 'done'],
      [second, 'undo', 'planned'],
    ] as const
    for (const [one, deed, state] of deeds) {
      fleet.now += HOUR
      await one.client.tasks[deed]({ public_id: taskOf(one) })
      meetAll(fleet, fleet.computers)
      expect(stands(fleet, address, 2)).toEqual(fleet.computers.map(() => [state, state, 0]))
    }
    // it is not theirs to say
    await expect(third.client.tasks.done({ public_id: taskOf(third) })).rejects.toThrow('belongs to')
    // said on two computers beside each other: the later word counts, for everybody
    fleet.now += HOUR
    await first.client.tasks.skip({ public_id: taskOf(first) })
    fleet.now += HOUR
    await second.client.tasks.done({ public_id: taskOf(second), remark: 'wants a quote' })
    meetAll(fleet, fleet.computers)
    expect(stands(fleet, address, 2)).toEqual(fleet.computers.map(() => ['done', 'done', 0]))
  })
})

it('tells that an email which was cancelled is to leave after all, and sends it where the mailbox was handed on to', async () => {
  await withFleet(async (fleet, first, second) => {
    const { about, mailbox, input } = engagedBy(fleet, first)
    await first.client.sends.cancel(input)
    meetAll(fleet, fleet.computers)
    expect(stands(fleet, about.address, 1)).toEqual(fleet.computers.map(() => ['withdrawn', 'withdrawn', 0]))
    await expect(second.client.sends.restore(input)).rejects.toThrow("can't be changed here")
    await first.client.sends.restore(input)
    meetAll(fleet, fleet.computers)
    expect(stands(fleet, about.address, 1)).toEqual(fleet.computers.map(() => ['planned', 'planned', 0]))
    await first.client.homes.release({ public_id: mailbox.publicId, to: second.id })
    meetAll(fleet, fleet.computers)
    await second.client.homes.acquire({ public_id: mailbox.publicId })
    fleet.now += HOUR
    await sendAll(fleet, second)
    expect(fleet.left.filter(({ send: one }) => one === input.public_id)).toHaveLength(1)
  })
})

it('looks first at what was to leave after all, where the computer that said so was lost', async () => {
  await withFleet(async (fleet, first, second) => {
    const { about, mailbox, input } = engagedBy(fleet, first)
    await first.client.sends.cancel(input)
    meetAll(fleet, fleet.computers)
    await second.client.homes.take_over({ public_id: mailbox.publicId, closed: true })
    await first.client.sends.restore(input)
    const file = (await fileOf(fleet, first, true)) as Shared
    await sendAll(fleet, first)
    fleet.now += HOUR
    takeFile(fleet, second, file)
    const held = second.store.get('SELECT state, held, review FROM sends WHERE address = ? AND step = 1', about.address)
    expect(held).toEqual({ state: 'planned', held: 1, review: 'take_over' })
    await sendAll(fleet, second)
    meetAll(fleet, fleet.computers)
    expect(stands(fleet, about.address, 1)).toEqual(fleet.computers.map(() => ['sent', 'sent', 0]))
  })
})

it('holds what others say of an email in doubt until a person has decided, then everybody has the same', async () => {
  for (const left of [true, false])
    await withFleet(async (fleet, first, second) => {
      const { publicId } = ownMailbox(first)
      await sendAll(fleet, first)
      meetAll(fleet, fleet.computers)
      const about = freeContacts(first).at(-1) as { id: number; address: string; domain: string }
      engageOne(first, ownMailbox(first).id, about, { sequenceId: 1, now: fleet.now })
      meetAll(fleet, fleet.computers)
      // the line dropped after the text
      let draws = 0
      await send(fleet, first, (n) => (n === 12 ? 1 : n === 3 ? 0 : n === 5 ? 1 : draws++ % n))
      if (!left) fleet.left.splice(0)
      // the second one took it over, where nobody is written to any more
      await second.client.homes.take_over({ public_id: publicId, closed: true })
      await second.client.suppressions.add({ value: about.address, reason: 'asked by telephone' })
      meetAll(fleet, fleet.computers)
      expect(stands(fleet, about.address, 1).map(([state]) => state)).toEqual(['unsure', 'withdrawn', 'withdrawn'])
      const waits = `SELECT fields ->> 'state' AS state FROM shared_rows WHERE kind = 'send' AND waits = 1`
      expect(fleet.computers.map(({ store }) => store.all(waits))).toEqual([[{ state: 'withdrawn' }], [], []])
      const doubt = (await first.client.unsure.list())[0]?.public_id as string
      await expect(first.client.unsure.settle({ public_id: doubt, decision: 'again' })).rejects.toThrow(
        'has withdrawn the email',
      )
      await decideAll(fleet, first)
      meetAll(fleet, fleet.computers)
      const state = left ? 'sent' : 'withdrawn'
      expect(stands(fleet, about.address, 1)).toEqual(fleet.computers.map(() => [state, state, 0]))
    })
})
