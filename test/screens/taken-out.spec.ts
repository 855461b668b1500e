/** A computer whose person was locked: what the team sees of it, and what it says itself once it knows. */
import { join } from 'node:path'
import { computer, ended, joins, tells } from './pair.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { bruno } from './several-people.ts'
import { stage as test } from './stage.ts'

test.use({ at: '2026-11-10T07:40:00Z' })

test('whoever is locked out is told on every page that matters, and their mailbox can be taken over', async ({
  browser,
  app,
  stage: { story },
}) => {
  await story.client.devices.begin({ name: 'Anna’s Studio' })
  const seat = await story.client.seats.add({ name: 'Bruno Keller', address: bruno })
  await computer(browser, { at: '2026-11-10T07:40:00Z' }, async ({ story: other, app: page }) => {
    await joins(story, other, seat.public_id, 'Bruno’s ThinkPad')
    await other.account(bruno)
    const contacts = ['amina', 'clara'].map((name) => `${name}@maison-orel.example`)
    await other.engage({ sender: bruno, contacts, start: '2026-11-11T11:00' })
    await tells(other, story)
    await go(app, '/settings/seats')
    await app.getByRole('button', { name: 'More for Bruno Keller' }).click()
    await app.getByRole('menuitem', { name: 'Lock…' }).click()
    await expect(app.getByRole('dialog')).toContainText('take over the mailboxes that they send from')
    await pictures(app, 'lock-asked')
    await app.getByRole('dialog').getByRole('button', { name: 'Lock seat' }).click()
    await expect(app.getByText('The seat of Bruno Keller is locked')).toBeVisible()
    await go(app, '/mailboxes')
    const row = app.getByRole('article', { name: bruno })
    await expect(row).toContainText('which is out of the team')
    await expect(row.getByRole('button', { name: 'Take over…' })).toBeVisible()
    await expect(row).toContainText('Waiting')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'locked-mailboxes')

    // no file is written for it any more: it hears of it from one that a passphrase opens
    const file = join(story.folder, 'all.cadenza')
    const passphrase = 'four simple words here'
    await ended(story.client.exchange.export({ file, passphrase }))
    await ended(other.client.exchange.import({ file, passphrase }))
    await go(page, '/')
    const needs = page.getByRole('region', { name: 'Needs you' })
    await expect(needs).toContainText('This computer was taken out of the team.')
    await expect(needs).toContainText('Nothing leaves from it any more')
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'taken-out-today')
    await go(page, '/mailboxes')
    const own = page.getByRole('article', { name: bruno })
    await expect(own).toContainText('Waiting')
    await expect(own).toContainText('This computer was taken out of the team')
    await pictures(page, 'taken-out-mailboxes')
    await go(page, '/outbox?tab=waiting')
    await expect(page.getByRole('row').filter({ hasText: 'was taken out of the team' })).toHaveCount(2)
    await pictures(page, 'taken-out-outbox')
    await go(page, '/settings/exchange')
    await expect(page.getByText('nobody takes in what it writes')).toBeVisible()
    await pictures(page, 'taken-out-exchange')
    await go(page, '/settings/delegation')
    await expect(page.getByText('Your seat is locked.')).toBeVisible()
    await go(page, '/')
    await needs.getByRole('link', { name: 'Open Team' }).click()
    await expect(page.getByText('this one · sends from 1 mailbox · Out of the team')).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'taken-out-team')
  })
})
