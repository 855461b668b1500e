/** Delivery groups and the health of a mailbox, as a person meets them. */

import type { Story } from '../work/story.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

const ids: Record<string, string> = {}

async function life(story: Story): Promise<void> {
  for (const name of ['anna', 'marc', 'ines']) {
    const { id, server } = await story.account(`${name}@haldenroux.example`, { limits: ['30/hour', '200/day'] })
    ids[name] = id
    if (name === 'marc')
      server.deed = ({ phase }) => (phase === 'mail' ? '535 5.7.8 Username and Password not accepted' : undefined)
  }
  await story.client.accounts.update({ public_id: ids.anna as string, percentage: 50 })
  await story.client.accounts.update({ public_id: ids.marc as string, percentage: 30 })
  await story.client.accounts.update({ public_id: ids.ines as string, percentage: 20 })
  const contacts = Array.from({ length: 120 }, (_, i) => `p${i}@clients.example`)
  for (const address of contacts) await story.client.contacts.create({ address, first_name: 'Ada' })
  await story.client.sequences.create({ name: 'Autumn visit', steps: [{ subject: 'Hello', text: 'Hello' }] })
  await story.client.sequences.create({ name: 'Winter letter', steps: [{ subject: 'Winter', text: 'Hello' }] })
  await story.client.groups.create({
    name: 'North',
    accounts: [ids.anna as string, ids.marc as string, ids.ines as string],
  })
  await story.client.schedule.engage({
    sequence: 'Autumn visit',
    contacts: contacts.slice(0, 90),
    assign: 'group',
    group: 'North',
    seed: 4,
  })
  await story.goTo('2026-11-10T09:24:00Z')
}

stage.use({ at: '2026-11-10T07:40:00Z', before: { live: life } })

stage(
  'groups are made, changed and removed with what that does; a mailbox tells its health',
  async ({ app, stage }) => {
    const { story } = stage
    await go(app, '/mailboxes')
    await app.getByRole('link', { name: 'Delivery groups' }).click()
    const north = app.getByRole('region', { name: 'North' })
    await expect(north).toContainText('2 of 3 mailboxes active')
    await expect(north.getByRole('listitem').filter({ hasText: 'marc@' })).toContainText('Error')
    await expect(north).toContainText(/\d+ contacts under way/)
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'groups')

    await app.getByRole('button', { name: 'New group…' }).click()
    await app.getByLabel('Name').fill('Reserve')
    await app.getByRole('checkbox', { name: /ines@/ }).check()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'groups-new')
    await app.getByRole('button', { name: 'Make the group' }).click()
    const reserve = app.getByRole('region', { name: 'Reserve' })
    await expect(reserve).toContainText('1 of 1 mailbox active')
    await expect(north).toContainText('1 of 2 mailboxes active')
    await reserve.getByRole('button', { name: 'Change…' }).click()
    await app.getByLabel('Name').fill('north')
    await app.getByRole('button', { name: 'Save' }).click()
    await expect(app.getByText('There is a delivery group “North” already')).toBeVisible()
    await app.getByLabel('Name').fill('Spare')
    await app.getByRole('button', { name: 'Save' }).click()
    await expect(app.getByRole('region', { name: 'Spare' })).toBeVisible()
    await north.getByRole('button', { name: 'Remove…' }).click()
    await expect(app.getByText(/contacts of “Autumn visit” keep their accounts/)).toBeVisible()
    await pictures(app, 'groups-remove')
    await app.getByRole('button', { name: 'Keep it' }).click()
    await app.getByRole('region', { name: 'Spare' }).getByRole('button', { name: 'Remove…' }).click()
    await app.getByRole('button', { name: 'Remove the group' }).click()
    await expect(app.getByRole('region', { name: 'Spare' })).toHaveCount(0)
    expect((await story.client.groups.list()).map(({ name }) => name)).toEqual(['North'])

    await north.getByRole('link', { name: 'marc@haldenroux.example' }).click()
    const health = app.getByRole('region', { name: 'Health' })
    await expect(health).toContainText('535 5.7.8 Username and Password not accepted')
    await expect(health).toContainText('When you have signed in again')
    await expect(health.getByRole('listitem')).toHaveText([
      /Taken out.*535 5\.7\.8/,
      /Failed.*535 5\.7\.8/,
      /Changed.*delivery group/,
      /Changed.*share/,
      /Activated by/,
    ])
    await health.scrollIntoViewIfNeeded()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'health')
    // the story's server lets anybody in: it is the sending that it refused
    await health.getByRole('button', { name: 'Test now' }).click()
    await expect(health).toContainText('Test worked')
    await expect(health).toContainText('Sends again')
    await expect(health).toContainText('It sends.')
  },
)

stage('the wizard offers a group, and says when nobody of it is active', async ({ app, stage }) => {
  const { story } = stage
  const { sequence } = await story.client.schedule.options({ sequence: 'Winter letter' })
  await go(app, `/schedule/${sequence.public_id}`)
  await app.getByRole('button', { name: 'Next: senders' }).click()
  await app.getByRole('radio', { name: 'Delivery group' }).check()
  await expect(app.getByRole('combobox', { name: 'Group' })).toHaveValue('North')
  await expect(app.getByText('anna@haldenroux.example').first()).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'wizard-group')
  for (const name of ['anna', 'ines']) await story.client.accounts.deactivate({ public_id: ids[name] as string })
  await expect(app.getByText('No account of “North” is active: its emails wait until one is.')).toBeVisible()
  await pictures(app, 'wizard-group-waits')
  await go(app, '/outbox?state=waiting')
  await expect(app.getByText('No account of “North” is active').first()).toBeVisible()
})
