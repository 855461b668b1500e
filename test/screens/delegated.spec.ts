/** What a delegate plans on a computer of their own, as its owner sees it: held and withdrawn there, and told back. */
import { computer, joins, tells } from './pair.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, bruno } from './several-people.ts'
import { stage as test } from './stage.ts'

test.use({ at: '2026-11-10T07:40:00Z' })

test('the owner holds and withdraws what a delegate planned in their name, and both see it', async ({
  browser,
  app,
  stage: { story },
}) => {
  await story.client.devices.begin({ name: 'Anna’s Studio' })
  const own = (await story.client.seats.list())[0]?.public_id ?? ''
  const seat = await story.client.seats.add({ name: 'Bruno Keller', address: bruno })
  for (const public_id of [own, seat.public_id]) await story.client.seats.update({ public_id, delegates: true })
  await story.account(anna)
  await story.client.delegations.grant({ address: bruno })
  await computer(browser, { at: '2026-11-10T07:40:00Z' }, async ({ story: other, app: page }) => {
    await joins(story, other, seat.public_id, 'Bruno’s ThinkPad')
    const contacts = ['amina', 'clara'].map((name) => `${name}@maison-orel.example`)
    const name = await other.engage({ sender: anna, contacts, start: '2026-11-11T11:00' })
    await tells(other, story)
    // whose deed it is shows in the owner's own list
    await go(app, '/outbox')
    const row = app.getByRole('row').filter({ hasText: 'by Bruno Keller' })
    await expect(row).toHaveCount(2)
    await pictures(app, 'delegated-outbox')
    await row.first().click()
    await expect(app.getByRole('region', { name: 'Email', exact: true })).toContainText('Engaged byBruno Keller')
    // who is erased here may be written to from there, until it has heard
    await app.getByRole('link', { name: contacts[0] ?? '' }).click()
    await app.getByRole('button', { name: 'Erase…' }).click()
    await expect(app.getByRole('dialog')).toContainText(
      'Bruno’s ThinkPad erases this person as well, with the next exchange. Until then it may still send to them.',
    )
    await pictures(app, 'delegated-erase')
    await app.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await go(app, '/settings/delegation')
    await app.getByRole('button', { name: 'Review, Bruno Keller' }).click()
    const dialog = app.getByRole('dialog', { name: 'Bruno Keller in your name' })
    await expect(dialog.getByRole('tab', { name: 'Planned 2' })).toBeVisible()
    await dialog
      .getByRole('button', { name: /^Hold the email/ })
      .first()
      .click()
    await expect(dialog.getByRole('row').filter({ hasText: 'On hold' })).toHaveCount(1)
    await dialog
      .getByRole('button', { name: /^Withdraw the email/ })
      .last()
      .click()
    // it is asked above the list, not behind it
    const asked = app.getByRole('dialog', { name: /^Withdraw the email to/ })
    await pictures(app, 'delegated-withdraw')
    await asked.getByRole('button', { name: 'Withdraw email' }).click()
    await expect(dialog.getByRole('tab', { name: 'Planned 1' })).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'delegated-withdrawn')

    await tells(story, other)
    expect((await other.sends(name)).map(({ state }) => state).sort()).toEqual(['planned', 'withdrawn'])
    // who planned them is told who holds one, and what becomes of the other
    await go(page, '/outbox?tab=waiting')
    await expect(page.getByRole('row').filter({ hasText: /Held by Anna Lindqvist since Tue 10 Nov/ })).toHaveCount(1)
    await pictures(page, 'delegated-held-outbox')
    await go(page, '/calendar?date=2026-11-11&slot=2026-11-11T11')
    await page.getByRole('region', { name: 'Selected slot' }).getByRole('button', { name: 'On hold' }).click()
    await expect(page.getByRole('region', { name: 'Selected slot' })).toContainText('Held by Anna Lindqvist since')
    await pictures(page, 'delegated-held-calendar')
    await go(page, '/mailboxes')
    await expect(
      page.getByRole('region', { name: 'Delegated to you' }).getByRole('article', { name: anna }),
    ).toBeVisible()
    await go(page, '/')
    const needs = page.getByRole('region', { name: 'Needs you' })
    await expect(needs).toContainText(
      'Anna Lindqvist holds an email that you planned in their name, since today 08:40.',
    )
    await expect(page.getByText('Nothing leaves from this computer.')).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'delegated-held-today')
    await needs.getByRole('link', { name: 'See' }).click()
    await expect(page.getByText('Anna holds one of them.')).toBeVisible()
    await page.getByRole('button', { name: 'See emails, Anna Lindqvist' }).click()
    await expect(page.getByRole('dialog').getByRole('row').filter({ hasText: 'held by Anna Lindqvist' })).toHaveCount(1)
    await expect(page.getByRole('dialog').getByRole('tab', { name: 'Planned 1' })).toBeVisible()
    await pictures(page, 'delegated-by-me')
  })
})
