/** Where the pictures of a team on several computers are taken, beside those that its own tests take on their way. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Story } from '../work/story.ts'
import type { Scene } from './gallery-scenes.ts'
import { go } from './rig.ts'
import { beside, bruno } from './several-people.ts'

const press = (name: string | RegExp) => (app: Page) => app.getByRole('button', { name }).first().click()
const dialog = (app: Page) => app.getByRole('dialog')
const menu = (of: string | RegExp, item: string) => async (app: Page) => {
  await press(of)(app)
  await app.getByRole('menuitem', { name: item }).click()
  await dialog(app).waitFor()
  await app.getByRole('menu').waitFor({ state: 'hidden' })
}

/** Reads a stream of progress to its end. */
async function ended(stream: Promise<{ next(): Promise<IteratorResult<unknown>> }>): Promise<void> {
  const it = await stream
  for (let step = await it.next(); !step.done; step = await it.next());
}

const delegation = '/settings/delegation'
/** Permissions in every state; of each dialog one. */
export const asked: readonly Scene[] = [
  ['delegation-all', delegation],
  ['delegation-accept', delegation, press('Accept, Ines Roux')],
  ['delegation-decline', delegation, press('Decline, Ines Roux')],
  ['delegation-take-back', delegation, press('Take back, Tomasz Wolny')],
  ['delegation-letter', delegation, press('Letter, Tomasz Wolny')],
  ['team-people', '/settings/seats'],
  ['team-seat', '/settings/seats', menu('More for Marc Delacroix', 'Change…')],
  ['team-lock', '/settings/seats', menu('More for Marc Delacroix', 'Lock…')],
  [
    'outbox-senders',
    '/outbox',
    async (app) => {
      await press('Filter')(app)
      await app.getByRole('combobox', { name: 'From', exact: true }).click()
    },
  ],
  ['join-refused', '/join?text=cadenza%3A%2F%2Fjoin%23bm90aGluZw'],
  ['admit-refused', '/admit?text=cadenza%3A%2F%2Fanswer%23bm90aGluZw'],
]

/** Anna's workspace and Bruno's computer, which said other things about the same contact; its file lies at `file`. */
export async function exchanged(s: Story): Promise<{ file: string; altered: string }> {
  const { client, folder } = s
  await client.workspace.update({ name: 'Haldenroux' })
  await client.devices.begin({ name: 'Anna’s Studio' })
  const seat = await client.seats.add({ name: 'Bruno Keller', address: bruno })
  await client.seats.add({ name: 'Maximiliane von Hohenstein-Wittelsbach', address: 'maximiliane@haldenroux.example' })
  const file = join(folder, 'Haldenroux-2026-11-10.cadenza')
  const altered = join(folder, 'altered.cadenza')
  // their clock is three minutes ahead: what Bruno said is the later word
  const ahead = '2026-11-10T09:27:00Z'
  await beside(async (other) => {
    const made = await client.invitations.create({ seat: seat.public_id })
    const joined = await other.client.invitations.join({ text: made.link, name: 'Bruno’s ThinkPad in the workshop' })
    await client.invitations.admit({ text: joined.link })
    for (const name of ['clara', 'remi', 'jonas'])
      await client.contacts.create({ address: `${name}@maison-orel.example`, first_name: name, company: 'Maison Orel' })
    await ended(client.exchange.export({ file }))
    await ended(other.client.exchange.import({ file }))
    for (const [who, names] of [
      [s, ['Clara', 'Rémi']],
      [other, ['Klara', 'Remy']],
    ] as const) {
      const { rows } = await who.client.contacts.list({ search: 'maison-orel', sort: 'address' })
      for (const [at, row] of rows.slice(0, 2).entries())
        await who.client.contacts.update({ public_id: row.public_id, first_name: names[at] })
    }
    await other.client.contacts.create({ address: 'yara@fabbrica.example', first_name: 'Yara' })
    await ended(other.client.exchange.export({ file }))
  }, ahead)
  // what was changed here is told from then on: so that both sides are known to differ
  await s.goTo('2026-11-10T09:30:00Z')
  await ended(client.exchange.export({ file: join(folder, 'ours.cadenza') }))
  writeFileSync(altered, 'this was a workspace file once')
  await client.invitations.create({ seat: seat.public_id, days: 1 })
  return { file, altered }
}

const page = '/settings/exchange'
/** One after the other: what is taken in changes what follows. */
export const exchanging = ({ file, altered }: { file: string; altered: string }): readonly Scene[] => [
  ['exchange-computers', page],
  ['exchange-devices', page, press('Export…')],
  ['exchange-choose', page, press('Import…')],
  [
    'exchange-refused',
    page,
    async (app) => {
      await press('Import…')(app)
      await dialog(app).locator('input[type=file]').setInputFiles(altered)
      await dialog(app).getByRole('alert').waitFor()
    },
  ],
  [
    'exchange-compared',
    page,
    async (app) => {
      await press('Import…')(app)
      await dialog(app).locator('input[type=file]').setInputFiles(file)
      await dialog(app).getByRole('button', { name: 'Import', exact: true }).waitFor()
    },
  ],
  [
    'exchange-taken',
    page,
    async (app) => {
      await press('Import…')(app)
      await dialog(app).locator('input[type=file]').setInputFiles(file)
      await dialog(app).getByRole('button', { name: 'Import', exact: true }).click()
      await dialog(app).getByText('The file is taken in').waitFor()
    },
  ],
  ['exchange-decided', page, (app) => app.getByText('Decided and refused').scrollIntoViewIfNeeded()],
  ['team-all', '/settings/seats'],
  ['team-rename', '/settings/seats', menu('More for the computer Anna’s Studio', 'Rename…')],
  ['team-take-out', '/settings/seats', menu(/More for the computer Bruno/, 'Take out of the team…')],
]

/** What keeps this copy from sending, as the engine would have written it down. */
export async function heldBack(app: Page, { engine, now }: Story, reason: string): Promise<void> {
  engine.room.store.write((tx) =>
    tx.run(
      `INSERT INTO guard (id, name, counter, mark, mark_before, machine, state, reason, since, clock_accepted, evidence)
       VALUES (1, '', 0, '', '', '', 'safe', @reason, @since, 0, '{}')
       ON CONFLICT (id) DO UPDATE SET state = 'safe', reason = @reason, since = @since`,
      { reason, since: now() - 3_600_000 },
    ),
  )
  await app.reload()
  await go(app, '/settings/safety')
  await app.getByRole('alert').first().waitFor()
}
