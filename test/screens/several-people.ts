/** Workspaces that several people, or several computers, work in: what the screens of a team are looked at with. */
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import type { Story } from '../work/story.ts'
import { theatre } from './bundle.ts'

type Client = Story['client']

/** Somebody else of the workspace, and what they can do here as if it were their turn at this computer. */
export async function person(
  s: Story,
  name: string,
  address: string,
  delegates = true,
): Promise<{ id: string; as: Client }> {
  const { public_id } = await s.client.seats.add({ name, address })
  if (delegates) await s.client.seats.update({ public_id, delegates })
  const row = s.engine.room.store.get<{ id: number }>('SELECT id FROM seats WHERE public_id = ?', public_id)
  const scopes = ['read', 'write', 'accounts'] as const
  return { id: public_id, as: s.engine.client({ seatId: row?.id ?? 0, role: 'member', scopes }) }
}

/** Anna asks two and lets two; Marc and Ines have agreed, Tomasz has not answered, Léa declined, Paul never answered. */
export async function permissions(s: Story): Promise<void> {
  const own = (await s.client.seats.list())[0]
  await s.client.seats.update({ public_id: own?.public_id ?? '', delegates: true })
  await s.account('anna.lindqvist@haldenroux.example')
  const marc = await person(s, 'Marc Delacroix', 'marc.delacroix@haldenroux.example')
  const ines = await person(s, 'Ines Roux', 'ines.roux@haldenroux.example')
  await person(s, 'Tomasz Wolny', 'tomasz.wolny@haldenroux.example')
  const lea = await person(s, 'Léa Brandt', 'lea@brandt-conseil.example')
  await person(s, 'Paul Moreau', 'paul@moreau-partners.example')
  await person(s, 'Jonas Ricci', 'jonas@ricci-studio.example')
  await person(s, 'Clara Berg', 'clara.berg@haldenroux.example')
  await person(s, 'Olga Lind', 'olga@haldenroux.example', false)
  await s.account('marc.delacroix@haldenroux.example', { seat: 'marc.delacroix@haldenroux.example' })
  await s.client.delegations.grant({ address: 'paul@moreau-partners.example' })
  await s.goTo('2026-11-05T09:12:00Z')
  await marc.as.delegations.grant({ address: 'anna.lindqvist@haldenroux.example' })
  const asked = await s.client.delegations.request({ address: 'lea@brandt-conseil.example' })
  await lea.as.delegations.decline({ public_id: asked.public_id, reason: 'Please ask me in January.' })
  await ines.as.delegations.request({ address: 'anna.lindqvist@haldenroux.example' })
  await s.engage({
    sender: 'marc.delacroix@haldenroux.example',
    contacts: ['clara@maison-orel.example', 'remi@maison-orel.example'],
    start: '2026-11-12T10:00',
  })
  await s.goTo('2026-11-10T08:12:00Z')
  await s.client.delegations.request({ address: 'tomasz.wolny@haldenroux.example' })
}

export const anna = 'anna@haldenroux.example'
export const bruno = 'bruno@haldenroux.example'
const laptop = 'laptop00000000000000'

/** Another computer of Anna's, which this one has heard of. */
export async function secondComputer(s: Story): Promise<void> {
  await s.client.devices.begin({ name: 'Anna’s Studio' })
  const key = await identityToRecipient(await generateX25519Identity())
  s.engine.room.store.write((tx) => {
    tx.run(
      `INSERT INTO devices (public_id, seat_id, name, signing_key, sealing_key, state, created_at, author, device, hlc)
       SELECT ?, seat_id, 'Bruno’s ThinkPad', 'key', ?, 'active', created_at, author, device, hlc FROM devices LIMIT 1`,
      laptop,
      key,
    )
  })
}

/** A second computer of the team, and what it told: Bruno's mailbox is sent from there. */
export async function twoComputers(s: Story): Promise<void> {
  await s.account(anna, { limits: ['50/hour', '400/day'], password: 'secret words' })
  await s.account(bruno, { limits: ['30/hour', '200/day'] })
  await secondComputer(s)
  s.engine.room.store.write((tx) =>
    tx.run(
      `UPDATE accounts SET home_device = @laptop, epoch = 2,
         homes = json_object('1', json_object('device', (SELECT device FROM workspace)), '2', json_object('device', @laptop))
       WHERE address = @bruno`,
      { laptop, bruno },
    ),
  )
  const people = 'amina beatriz chloe clara elodie'.split(' ').map((name) => `${name}@maison-orel.example`)
  await s.engage({ sender: anna, contacts: people, start: '2026-11-10T11:00', steps: [{ days: 2 }] })
  const others = ['jonas', 'lukas', 'nora'].map((name) => `${name}@fabbrica.example`)
  await s.engage({ sender: bruno, contacts: others, start: '2026-11-10T11:00' })
  await s.goTo('2026-11-10T09:24:00Z')
}

export const idOf = async (s: Story, address: string) =>
  (await s.client.accounts.list({})).find((one) => one.from_email === address)?.public_id ?? ''

/** Another computer with an engine of its own, for the length of the work. Its time stands at `at`. */
export async function beside(work: (other: Story) => Promise<void>, at = '2026-11-10T09:24:00Z'): Promise<void> {
  const { openTheatre } = await theatre()
  const other = await openTheatre(at, { seed: 11 }, join(import.meta.dirname, '../../out/renderer'))
  try {
    await work(other.story)
  } finally {
    await other.close()
  }
}
