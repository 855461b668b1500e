/** What is asked for, offered or given between two computers ends: both are told how, why, and what they can do now. */
import type { Page } from '@playwright/test'
import { computer, joins, tells } from './pair.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, bruno } from './several-people.ts'
import { stage as test } from './stage.ts'

const at = '2026-11-10T07:40:00Z'
test.use({ at })

const needs = (page: Page) => page.getByRole('region', { name: 'Needs you' })

test('a request is declined, taken back or left to run out, a permission revoked: both sides say so', async ({
  browser,
  app,
  stage: { story, loginUrl },
}) => {
  await story.client.devices.begin({ name: 'Anna’s Studio' })
  const own = (await story.client.seats.list())[0] ?? { public_id: '', address: '' }
  const seat = await story.client.seats.add({ name: 'Bruno Keller', address: bruno })
  for (const { public_id } of [own, seat]) await story.client.seats.update({ public_id, delegates: true })
  await story.account(anna)
  await computer(browser, { at }, async ({ story: other, app: page, again }) => {
    await joins(story, other, seat.public_id, 'Bruno’s ThinkPad')
    const ask = async () => {
      const { public_id, version } = await other.client.delegations.request({ address: own.address })
      await tells(other, story)
      return { public_id, version }
    }

    await ask()
    await needs(app).getByRole('link', { name: 'Answer' }).click()
    await app.getByRole('button', { name: 'Decline, Bruno Keller' }).click()
    await app.getByRole('dialog').getByRole('textbox').fill('Ask me again in January.')
    await app.getByRole('dialog').getByRole('button', { name: 'Decline' }).click()
    // what was never given is not given again
    await expect(app.getByRole('button', { name: 'Grant permission, Bruno Keller' })).toBeVisible()
    await tells(story, other)
    await expect(needs(page)).toContainText('Anna Lindqvist declined what you asked, today 08:40.')
    await expect(needs(page)).toContainText('Ask me again in January.')
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'answered-declined-today')

    const { public_id, version } = await ask()
    const { link } = await other.client.delegations.letter({ public_id })
    await expect(needs(page)).toContainText('Nothing needs you.')
    await other.client.delegations.cancel({ public_id, version })
    await tells(other, story)
    await expect(app.getByText('Taken back Tue 10 Nov.')).toBeVisible()
    await go(app, `/letter?text=${encodeURIComponent(link)}`)
    await expect(app.getByRole('main')).toContainText('This letter works no more. It was taken back on Tue 10 Nov')
    await expect(app.getByRole('button', { name: 'Accept' })).toHaveCount(0)
    await pictures(app, 'answered-taken-back-letter')

    await ask()
    // a session ends while nobody looks
    for (const each of [app, page]) await each.goto('about:blank')
    for (const each of [story, other]) await each.goTo('2026-11-18T07:40:00Z')
    await again()
    await app.goto(loginUrl())
    await expect(needs(page)).toContainText('What you asked Anna Lindqvist ran out')
    await pictures(page, 'answered-expired-today')
    await story.client.delegations.grant({ address: bruno })
    await tells(story, other)
    await other.engage({ sender: anna, contacts: ['amina@maison-orel.example'], start: '2026-11-19T11:00' })
    await tells(other, story)
    await go(app, '/settings/delegation')
    await app.getByRole('button', { name: 'Revoke, Bruno Keller' }).click()
    const dialog = app.getByRole('dialog')
    await expect(dialog).toContainText('1 email to 1 contact is planned under it.')
    await dialog.getByRole('textbox').fill('We stop for the winter.')
    await dialog.getByRole('button', { name: 'Revoke permission' }).click()
    await expect(app.getByRole('button', { name: 'Grant again, Bruno Keller' })).toBeVisible()
    await tells(story, other)
    await expect(needs(page)).toContainText('You can’t send for Anna Lindqvist any more')
    await expect(needs(page)).toContainText('We stop for the winter.')
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'answered-revoked-today')
    await go(page, '/outbox?tab=all')
    await expect(page.getByRole('row').filter({ hasText: 'The permission to send for Anna' })).toHaveCount(1)
  })
})
