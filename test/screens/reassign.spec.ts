import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

stage.use({
  at: '2026-11-09T07:40:00Z',
  before: {
    live: async (story) => {
      const old = await story.account('old@haldenroux.example')
      await story.account('new@haldenroux.example')
      const contacts = ['ada@reader.test', 'bo@reader.test']
      await story.engage({ sender: 'old@haldenroux.example', contacts, steps: [{ days: 1 }] })
      await story.goTo('2026-11-09T18:00:00Z')
      await story.client.accounts.remove({ public_id: old.id, way: 'tag' })
    },
  },
})

stage('contacts of a removed mailbox go on from another', async ({ app, stage: { story } }) => {
  await go(app, '/contacts')
  const boxes = app.getByRole('checkbox')
  await expect(boxes.nth(1)).toBeVisible()
  await boxes.first().check()
  await app.getByRole('button', { name: 'Another mailbox…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('2 contacts go on from new@haldenroux.example where they stopped: 2 emails.')
  await expect(dialog).toContainText('have an email from old@haldenroux.example already')
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'reassign')
  await dialog.getByRole('button', { name: 'Let 2 contacts go on' }).click()
  await expect(app.getByText('2 contacts go on from new@haldenroux.example')).toBeVisible()
  const { rows } = await story.client.sends.list({ state: 'planned' })
  expect(rows.map((row) => `${row.contact} ${row.step} ${row.sender}`).sort()).toEqual([
    'ada@reader.test 2 new@haldenroux.example',
    'bo@reader.test 2 new@haldenroux.example',
  ])
})
