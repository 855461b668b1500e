/** A computer whose mailbox was taken over while it was away: what both say before, after its return, and handed back. */
import type { Page } from '@playwright/test'
import { computer, joins, tells } from './pair.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, idOf } from './several-people.ts'
import { stage as test } from './stage.ts'

test.use({ at: '2026-11-10T07:40:00Z' })

/** From here on: was that ever on the page, for however short a moment? */
async function everSaid(page: Page, words: string): Promise<() => Promise<boolean>> {
  await page.evaluate((said) => {
    const look = () => {
      if (document.body.textContent?.includes(said)) document.documentElement.dataset.said = 'yes'
    }
    look()
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
  }, words)
  return () => page.evaluate(() => document.documentElement.dataset.said === 'yes')
}

test('what a lost computer may have sent is decided, and when it comes back it has no say until it is handed back', async ({
  browser,
  app,
  stage: { story },
}) => {
  await story.client.devices.begin({ name: 'Anna’s Studio' })
  const seat = (await story.client.seats.list())[0]?.public_id ?? ''
  await computer(browser, { at: '2026-11-10T07:40:00Z' }, async ({ story: laptop, app: page }) => {
    await joins(story, laptop, seat, 'Anna’s Laptop')
    await laptop.account(anna, { limits: ['50/hour', '400/day'], password: 'secret words' })
    const contacts = ['amina', 'clara'].map((name) => `${name}@maison-orel.example`)
    await laptop.engage({ sender: anna, contacts, start: '2026-11-10T11:00', steps: [{ days: 2 }] })
    await tells(laptop, story)
    for (const each of [laptop, story]) await each.goTo('2026-11-10T15:00:00Z')
    const public_id = await idOf(story, anna)
    await go(app, '/')
    const needs = app.getByRole('region', { name: 'Needs you' })
    await expect(needs).toContainText('Nothing needs you.')
    await app.getByRole('link', { name: 'Outbox', exact: true }).click()
    // their time has gone by there, and nobody here knows whether they have left
    const due = app.getByRole('row').filter({ hasText: 'No word yet' })
    await expect(due).toHaveCount(2)
    await expect(due.first()).toContainText('Not heard from Anna’s Laptop since today')
    await expect(app.getByRole('row').filter({ hasText: 'about ' })).toHaveCount(2)
    await pictures(app, 'no-word-outbox')
    await due.first().click()
    const panel = app.getByRole('region', { name: 'Email', exact: true })
    await expect(panel).toContainText('No word yet')
    await expect(panel).toContainText(/Was to leavetoday 1\d:\d\d/)
    await expect(panel).toContainText('Not heard from Anna’s Laptop since today')
    await pictures(app, 'no-word-email')
    await panel.getByRole('link', { name: /@maison-orel/ }).click()
    const history = app.getByRole('region', { name: /^Everything/ })
    await expect(history).toContainText(/was due today 1\d:\d\d/)
    await expect(history).toContainText(/Not heard from Anna’s Laptop since today/)
    await pictures(app, 'no-word-contact')
    await app.getByRole('link', { name: 'People in sequences', exact: true }).click()
    await expect(app.getByText(/was due today/)).toHaveCount(2)
    await pictures(app, 'no-word-people')
    await story.client.homes.take_over({ public_id, closed: true })
    // what was answered before is not said again as if it were still so, not even until the answers are here
    const calm = await everSaid(app, 'Nothing needs you.')
    await app.getByRole('link', { name: 'Today', exact: true }).click()
    await expect(needs).toContainText(`2 emails from ${anna} may have left from another computer already.`)
    await expect(needs).toContainText('2 more were not due when it was taken over.')
    expect(await calm()).toBe(false)
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'taken-over-today')
    await needs.getByRole('link', { name: 'Look…' }).click()
    const dialog = app.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Send those not due' }).click()
    await expect(dialog.getByRole('listitem')).toHaveCount(2)
    for (const who of ['amina', 'clara'])
      await dialog.getByRole('button', { name: new RegExp(`It has left: ${who}`) }).click()
    await expect(dialog).toContainText('Nothing waits any more.')
    await app.keyboard.press('Escape')
    // no email is promised before its password is here
    await go(app, '/outbox?tab=waiting')
    await expect(
      app.getByRole('row').filter({ hasText: `The password of ${anna} is not on this computer` }),
    ).toHaveCount(2)
    await go(app, '/')
    await expect(needs).toContainText(`The password of ${anna} is not on this computer`)
    await expect(app.getByText('Nothing can leave at present.')).toBeVisible()
    await pictures(app, 'taken-over-decided')

    // the old one hears of it, and leaves the rest alone
    await tells(story, laptop)
    await go(page, '/')
    await expect(page.getByText('Nothing leaves from this computer.')).toBeVisible()
    const lost = page.getByRole('region', { name: 'Needs you' })
    await expect(lost).toContainText(
      new RegExp(`took ${anna} over on Anna’s Studio, today 16:00.Nothing of it leaves from this computer any more.`),
    )
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'old-home-today')
    // once is enough, also after the page was opened anew
    await lost.getByRole('button', { name: 'Seen' }).click()
    await expect(lost).toContainText('Nothing needs you.')
    await go(page, '/')
    await expect(lost).toContainText('Nothing needs you.')
    await go(page, '/outbox')
    await expect(page.getByRole('row').filter({ hasText: 'It is sent from Anna’s Studio' })).toHaveCount(2)
    await go(page, `/mailboxes/${public_id}`)
    await expect(page.getByText('Its mail leaves from Anna’s Studio.')).toBeVisible()
    await expect(page.getByText('a tenth of its limits is left here')).toHaveCount(0)
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'old-home-mailbox')

    await tells(laptop, story)
    const laptopId = (await laptop.client.devices.list()).devices.find(
      ({ name }) => name === 'Anna’s Laptop',
    )?.public_id
    await story.client.homes.release({ public_id, to: laptopId ?? '' })
    await tells(story, laptop)
    await go(page, '/mailboxes')
    await page.getByRole('button', { name: 'Take up…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take up' }).click()
    await expect(page.getByRole('article', { name: anna })).toContainText('Active')
    await laptop.goTo('2026-11-12T15:00:00Z')
    expect(await laptop.client.sends.counts()).toMatchObject({ next: 0, sent: 4 })
  })
})
