/** A part of a mailbox's mail that another computer may send is taken back: what both say before and after it has heard. */
import { computer, joins, tells } from './pair.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, bruno, idOf } from './several-people.ts'
import { stage as test } from './stage.ts'

const at = '2026-11-10T07:40:00Z'
test.use({ at })

test('a part that is taken back stops where it is held, and its mail leaves from home', async ({
  browser,
  app,
  stage: { story },
}) => {
  await story.client.devices.begin({ name: 'Anna’s Studio' })
  const own = (await story.client.seats.list())[0]?.public_id ?? ''
  const seat = await story.client.seats.add({ name: 'Bruno Keller', address: bruno })
  for (const public_id of [own, seat.public_id]) await story.client.seats.update({ public_id, delegates: true })
  await story.account(anna, { limits: ['50/hour', '400/day'], password: 'secret words' })
  await story.client.delegations.grant({ address: bruno })
  await computer(browser, { at }, async ({ story: other, app: page }) => {
    await joins(story, other, seat.public_id, 'Bruno’s ThinkPad')
    const id = await idOf(story, anna)
    const { devices } = await story.client.devices.list()
    const device = devices.find(({ name }) => name === 'Bruno’s ThinkPad')?.public_id ?? ''
    await story.client.homes.authorise({ public_id: id, device, share: 300 })
    await tells(story, other)
    await other.settle()
    const contacts = ['amina', 'clara'].map((name) => `${name}@maison-orel.example`)
    await other.engage({ sender: anna, contacts, start: '2026-11-11T11:00' })
    await go(page, `/mailboxes/${id}`)
    await expect(page.getByText('A part of its mail leaves from this computer, with 30 % of its limits.')).toBeVisible()
    await tells(other, story)

    await go(app, `/mailboxes/${id}`)
    await app.getByRole('button', { name: 'Take back what Bruno’s ThinkPad may send' }).click()
    const dialog = app.getByRole('dialog')
    await expect(dialog).toContainText('What it has planned leaves from this computer as soon as it says so')
    await expect(dialog).toContainText('Change it at the mail server')
    await dialog.getByRole('button', { name: 'Take back' }).click()
    const section = app.getByRole('region', { name: 'Where it is sent from' })
    await expect(section).toContainText('Bruno’s ThinkPad stops as soon as it hears of it, and knows the password')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'given-back-owner')

    await tells(story, other)
    await other.settle()
    await expect(page.getByText('Its mail leaves from Anna’s Studio.')).toBeVisible()
    await go(page, '/outbox?tab=all')
    const rows = page.getByRole('row').filter({ hasText: 'This computer may not send from' })
    await expect(rows).toHaveCount(2)
    await go(page, '/')
    const needs = page.getByRole('region', { name: 'Needs you' })
    await expect(needs).toContainText(`2 emails from ${anna} wait for Anna’s Studio`)
    expect(await barriers(page)).toEqual([])
    await pictures(page, 'given-back-holder-today')

    await tells(other, story)
    await story.settle()
    await tells(story, other)
    await expect(needs).toContainText('Nothing needs you.')
    await expect(section).not.toContainText('knows the password')
    for (const each of [app, page]) await each.goto('about:blank')
    for (const each of [story, other]) await each.goTo('2026-11-11T15:00:00Z')
    expect(await story.client.sends.counts()).toMatchObject({ sent: 2, next: 0 })
    expect(await other.client.sends.counts()).toMatchObject({ sent: 0 })
  })
})
