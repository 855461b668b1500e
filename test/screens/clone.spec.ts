/** A copied data folder on another computer: what it asks, what each answer says it does, and what it is afterwards. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Keychain } from '../../src/main/ports.ts'
import { theatre } from './bundle.ts'
import { computer } from './pair.ts'
import { barriers, expect, go, pictures, test } from './rig.ts'
import { anna, idOf } from './several-people.ts'

/** As the system's: it outlives the engine. */
function lasting(): Keychain & { lasting: true } {
  const all = new Map<string, string>()
  return {
    lasting: true,
    get: async (name) => all.get(name) ?? null,
    set: async (name, secret) => void all.set(name, secret),
    remove: async (name) => void all.delete(name),
    trouble: async () => null,
  }
}

test('a copied folder sends nothing until it is said which of the two goes on, and both can be kept', async ({
  browser,
}) => {
  const { copyPlace } = await theatre()
  const base = mkdtempSync(join(tmpdir(), 'cadenza-clone-'))
  const [folder, copied] = [join(base, 'data'), join(base, 'copy')]
  cpSync(mkdtempSync(join(base, 'empty-')), folder, { recursive: true })
  const at = '2026-11-10T08:40:00Z'
  const placed = (where: string, machine: string) => ({
    at,
    folder: where,
    keychain: lasting(),
    place: copyPlace(where, async () => machine),
  })
  await computer(browser, placed(folder, 'desk'), async ({ story }) => {
    await story.account(anna)
    const contacts = ['amina', 'beatriz', 'chloe'].map((name) => `${name}@maison-orel.example`)
    await story.engage({ sender: anna, contacts, start: '2026-11-10T11:00', steps: [{ days: 2 }] })
  })
  cpSync(folder, copied, { recursive: true, preserveTimestamps: true })
  await computer(browser, { ...placed(copied, 'laptop'), at: '2026-11-10T11:40:00Z' }, async ({ story, app }) => {
    await go(app, '/settings/safety')
    await expect(app.getByText('This copy of your data is new to this computer.').first()).toBeVisible()
    await pictures(app, 'clone-asks')
    // it takes the other's place only after what that risks was read
    await app.getByRole('button', { name: 'Compare with the Sent folders' }).click()
    await app.getByRole('button', { name: 'The other is gone: let this copy send' }).click()
    const dialog = app.getByRole('dialog', { name: 'Does the other copy send no more?' })
    await expect(dialog).toContainText('people get the same email twice')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'clone-gone')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await app.getByRole('button', { name: 'Keep both' }).click()
    const own = app.getByRole('dialog', { name: 'Make this a computer of its own?' })
    await expect(own).toContainText('this one sends from none of them')
    await pictures(app, 'clone-keep')
    await own.getByRole('button', { name: 'Keep both' }).click()
    await expect(app.getByText('This is a computer of its own now')).toBeVisible()
    await pictures(app, 'clone-kept')
    await expect(
      app.getByText('This is a computer of its own: its mailboxes are sent from the other one.'),
    ).toBeVisible()
    await go(app, '/')
    // those that were due wait for a look, and are promised by nobody
    await expect(app.getByText(/3 emails leave from other computers/)).toBeVisible()
    // what it needs to be of any use is pointed to until somebody knows
    const needs = app.getByRole('region', { name: 'Needs you' })
    await expect(needs).toContainText('This copy is a computer of its own now.')
    await expect(needs.getByRole('link', { name: 'Join…' })).toHaveAttribute('href', /\/join$/)
    await expect(needs.getByRole('link', { name: 'Open the mailboxes' })).toHaveAttribute('href', /\/mailboxes$/)
    await pictures(app, 'clone-today')
    await needs.getByRole('button', { name: 'Seen' }).click()
    await expect(needs).toContainText('Nothing needs you.')
    await go(app, '/')
    await expect(needs).toContainText('Nothing needs you.')
    await go(app, `/mailboxes/${await idOf(story, anna)}`)
    await expect(app.getByText('Its mail leaves from the other computer.')).toBeVisible()
    await pictures(app, 'clone-mailbox')
    expect(await barriers(app)).toEqual([])
    // the other one is given up after all: what it may have sent is pointed to, though there is no team here
    await story.client.homes.take_over({ public_id: await idOf(story, anna), closed: true })
    await go(app, '/')
    await expect(needs).toContainText(`from ${anna} may have left already.`)
    await pictures(app, 'clone-taken-over')
    await needs.getByRole('link', { name: 'Look…' }).click()
    await expect(app.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
  })
  rmSync(base, { recursive: true })
})
