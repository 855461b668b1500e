/** A workspace file is compared before it is taken in, and one that can't be is refused with what to do. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { computer, ended, joins, tells } from './pair.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { bruno } from './several-people.ts'
import { stage as test } from './stage.ts'

const at = '2026-11-10T07:40:00Z'
test.use({ at })

test('what is new, changed and in conflict is counted before, and named after; what was altered is refused', async ({
  browser,
  app,
  stage: { story },
}) => {
  await story.client.devices.begin({ name: 'Anna’s Studio' })
  const seat = await story.client.seats.add({ name: 'Bruno Keller', address: bruno })
  const { public_id } = await story.client.contacts.create({ address: 'amina@maison-orel.example' })
  await computer(browser, { at }, async ({ story: other }) => {
    await joins(story, other, seat.public_id, 'Bruno’s ThinkPad')
    await tells(story, other)
    await story.client.contacts.update({ public_id, first_name: 'Amina' })
    await other.client.contacts.update({ public_id, first_name: 'Aminata', company: 'Orel' })
    await other.client.contacts.create({ address: 'yara@fabbrica.example' })
    const file = join(other.folder, 'from-bruno.cadenza')
    await ended(other.client.exchange.export({ file }))
    const altered = join(other.folder, 'altered.cadenza')
    const bytes = readFileSync(file)
    const place = Math.floor(bytes.length * 0.7)
    bytes[place] = (bytes[place] ?? 0) ^ 0xff
    writeFileSync(altered, bytes)

    await go(app, '/settings/exchange')
    const dialog = app.getByRole('dialog')
    const choose = async (path: string) => {
      await app.getByRole('button', { name: 'Import…' }).click()
      await dialog.locator('input[type=file]').setInputFiles(path)
    }
    await choose(altered)
    await expect(dialog.getByRole('alert')).toContainText('Ask whoever wrote it to export it again.')
    await app.keyboard.press('Escape')
    await choose(file)
    const contacts = dialog.getByRole('row', { name: 'Contacts' }).getByRole('cell')
    await expect(contacts).toHaveText(['1', '1', '0', '1'])
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'compared-conflict')
    await dialog.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(dialog).toContainText('amina@maison-orel.example')
    await expect(dialog).toContainText('First name: what was said on')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'compared-taken')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    // once more: nothing is left to do
    await choose(file)
    await expect(dialog.getByText('Everything in it is here already.')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toHaveCount(0)
    await pictures(app, 'compared-again')
  })
})
