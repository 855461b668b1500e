/** Where a mailbox is sent from: its page's section, what is asked before it moves, and mail that waits for a look. */

import type { Page } from '@playwright/test'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, bruno, idOf, twoComputers } from './several-people.ts'
import { stage as test } from './stage.ts'

const section = (app: Page) => app.getByRole('region', { name: 'Where it is sent from' })

test.use({ at: '2026-11-09T07:40:00Z', before: { live: twoComputers } })

test('a mailbox is divided and taken back, handed over and taken over, each after its consequence was read', async ({
  app,
  stage: { story },
}) => {
  await go(app, `/mailboxes/${await idOf(story, anna)}`)
  await expect(section(app)).toContainText('Its mail leaves from this computer.')
  await section(app).scrollIntoViewIfNeeded()
  await pictures(app, 'home-section')
  await section(app).getByRole('button', { name: 'Authorise a computer…' }).click()
  const asked = (name: string | RegExp) => app.getByRole('dialog', { name })
  let dialog = asked('Authorise another computer')
  await dialog.getByLabel('Part of every limit, in percent').fill('40')
  await pictures(app, 'home-choose')
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Continue' }).click()
  dialog = asked(/^Let Bruno/)
  await expect(dialog).toContainText('This computer keeps 60 % of its limits')
  await pictures(app, 'home-authorise')
  await dialog.getByRole('button', { name: 'Authorise' }).click()
  await expect(section(app)).toContainText('40 % of its limits')
  await pictures(app, 'home-authorised')
  expect(await barriers(app)).toEqual([])
  await section(app).getByRole('button', { name: 'Take back what Bruno’s ThinkPad may send' }).click()
  dialog = asked(/^Take back what/)
  await expect(dialog).toContainText('It knows the password')
  await pictures(app, 'home-withdraw')
  await dialog.getByRole('button', { name: 'Take back' }).click()
  await expect(section(app)).toContainText('taken back; its part is free by')

  await section(app).getByRole('button', { name: 'Hand over…' }).click()
  await asked('Hand over to another computer').getByRole('button', { name: 'Continue' }).click()
  dialog = asked(/^Hand anna/)
  await expect(dialog).toContainText('Nothing leaves from anna@haldenroux.example from now on')
  await pictures(app, 'home-release')
  await dialog.getByRole('button', { name: 'Hand over' }).click()
  await expect(section(app)).toContainText('It was handed to Bruno’s ThinkPad')
  await pictures(app, 'home-released')
  expect(await barriers(app)).toEqual([])

  // taken over by force: asked twice, and nothing is lost by the first answer
  await section(app).getByRole('button', { name: 'Take over…' }).click()
  dialog = asked(/^Take anna/)
  await expect(dialog).toContainText('wait until it is known which have left already')
  await pictures(app, 'home-take-over')
  await dialog.getByRole('button', { name: 'Take over' }).click()
  dialog = asked('Is Cadenza closed on the other computer?')
  await expect(dialog).toContainText('people get the same email twice')
  await pictures(app, 'home-take-over-sure')
  expect(await story.client.homes.get({ public_id: await idOf(story, anna) })).toMatchObject({ standing: 'released' })
  await dialog.getByRole('button', { name: 'It is closed: take over' }).click()
  await expect(section(app)).toContainText(
    '10 emails wait for a look: 2 may have left from another computer, the rest were not due',
  )
})

test('the outbox says why mail waits for a look and leads to it, and each decision is taken there', async ({
  app,
  stage: { story },
}) => {
  const public_id = await idOf(story, bruno)
  await go(app, '/outbox')
  await expect(app.getByRole('row').filter({ hasText: 'Bruno’s ThinkPad' })).toHaveCount(3)
  await pictures(app, 'home-outbox')
  await app.getByRole('row').filter({ hasText: 'Bruno’s ThinkPad' }).first().click()
  const panel = app.getByRole('region', { name: 'Email', exact: true })
  await expect(panel).toContainText('Bruno’s ThinkPad')
  await pictures(app, 'home-outbox-panel')
  expect(await barriers(app)).toEqual([])

  const [first] = (await story.client.sends.list({ sender: bruno })).rows
  await go(app, `/sequences/${first?.sequence_id}?tab=report`)
  await expect(app.getByText('sent from Bruno’s ThinkPad')).toHaveCount(3)
  await pictures(app, 'home-report')
  expect(await barriers(app)).toEqual([])

  await go(app, `/calendar?date=2026-11-10&slot=2026-11-10T11&email=${first?.public_id}`)
  await expect(app.getByText('sent from Bruno’s ThinkPad', { exact: true })).toHaveCount(3)
  await pictures(app, 'home-calendar')

  await story.client.homes.take_over({ public_id, closed: true })
  await go(app, '/outbox?tab=waiting')
  // 10:24: the 11:00 slot has not come; one was planned for less than an hour on, and each computer draws its own minute
  await expect(app.getByRole('row').filter({ hasText: 'It was not due yet when' })).toHaveCount(2)
  const waits = app.getByRole('row').filter({ hasText: 'Another computer may have sent it' })
  await expect(waits).toHaveCount(1)
  await waits.click()
  await expect(panel.getByRole('button', { name: 'Release' })).toHaveCount(0)
  await pictures(app, 'home-waits')
  expect(await barriers(app)).toEqual([])
  await panel.getByRole('link', { name: 'Look and decide…' }).click()
  const dialog = app.getByRole('dialog', { name: `Emails from ${bruno} that wait for a look` })
  await expect(dialog.getByRole('listitem')).toHaveCount(3)
  await expect(dialog.getByText('· not due when it was taken over')).toHaveCount(2)
  await pictures(app, 'home-review')
  expect(await barriers(app)).toEqual([])
  const act = (name: string) => dialog.getByRole('button', { name })
  await act('It has left: jonas@fabbrica.example, Step 1').click()
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
  await act('Skip it: lukas@fabbrica.example, Step 1').click()
  await expect(dialog.getByRole('listitem')).toHaveCount(1)
  await act('Send it: nora@fabbrica.example, Step 1').click()
  await expect(dialog).toContainText('Nothing waits any more.')
  await pictures(app, 'home-reviewed')
  const { rows } = await story.client.sends.list({ tab: 'all', sender: bruno })
  expect(rows.map(({ contact, state }) => [contact.split('@')[0], state]).sort()).toEqual([
    ['jonas', 'sent'],
    ['lukas', 'withdrawn'],
    ['nora', 'planned'],
  ])
})
