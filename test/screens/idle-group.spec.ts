/** A delivery group none of whose mailboxes sends is named where a person looks first, with what waits for it. */
import type { Story } from '../work/story.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

const ids: string[] = []

async function life(story: Story): Promise<void> {
  for (const name of ['anna', 'marc']) {
    const { id, server } = await story.account(`${name}@haldenroux.example`, { limits: ['30/hour', '200/day'] })
    ids.push(id)
    server.deed = ({ phase }) => (phase === 'mail' ? '535 5.7.8 Username and Password not accepted' : undefined)
  }
  await story.client.groups.create({ name: 'North', accounts: ids })
  const contacts = Array.from({ length: 60 }, (_, i) => `p${i}@clients.example`)
  for (const address of contacts) await story.client.contacts.create({ address, first_name: 'Ada' })
  await story.client.sequences.create({ name: 'Autumn visit', steps: [{ subject: 'Hello', text: 'Hello' }] })
  await story.client.schedule.engage({ sequence: 'Autumn visit', contacts, assign: 'group', group: 'North', seed: 4 })
  await story.goTo('2026-11-10T09:24:00Z')
}

stage.use({ at: '2026-11-10T07:40:00Z', before: { live: life } })
stage.setTimeout(150_000)

stage('Today and the calendar name the group; each mailbox out leads to its own page', async ({ app, stage }) => {
  const words = 'No account of “North” is active: its emails wait until one is.'
  const needs = app.getByRole('region', { name: 'Needs you' })
  await expect(needs.getByRole('listitem').filter({ hasText: words })).toContainText('60 emails wait for it.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'today-idle-group')
  const out = needs.getByRole('listitem').filter({ hasText: 'anna@haldenroux.example can’t send.' })
  await expect(out).toContainText('535 5.7.8 Username and Password not accepted')
  await out.getByRole('link', { name: 'Open the mailbox' }).click()
  await expect(app).toHaveURL(new RegExp(`#/mailboxes/${ids[0]}$`))
  await go(app, '/calendar')
  const notice = app.getByRole('status').filter({ hasText: words })
  await expect(notice).toContainText('60 emails at present.')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'calendar-idle-group')
  await notice.getByRole('link', { name: 'Open the groups' }).click()
  await expect(app.getByRole('region', { name: 'North' })).toContainText('0 of 2 mailboxes active')
  await stage.story.client.accounts.activate({ public_id: ids[0] as string })
  await go(app, '/')
  await expect(needs).not.toContainText(words)
})
