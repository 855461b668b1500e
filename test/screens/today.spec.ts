import { barriers, go, pictures, expect as usual } from './rig.ts'
import { smallTeam } from './small-team.ts'
import { stage } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })

stage.use({ at: '2026-11-09T07:40:00Z' })
stage.setTimeout(150_000)

stage.describe('a day later', () => {
  stage.use({ before: { live: smallTeam } })

  stage(
    'today says what leaves next, what happened and what needs a person, and leads there',
    async ({ app, stage: { story } }) => {
      await expect(app.getByRole('main').getByText('The next email leaves')).toBeVisible()
      const away = app.getByRole('region', { name: 'While you were away' })
      await expect(away).toContainText(
        '10 emails were sent. 1 email was refused. Nobody can tell whether 1 email arrived.',
      )
      const needs = app.getByRole('region', { name: 'Needs you' })
      await expect(needs).toContainText('archive@haldenroux.example can’t send.')
      await expect(needs).toContainText('2 emails wait for it. None of them fails.')
      await expect(app.getByRole('region', { name: 'Next emails' }).getByRole('link', { name: /Ada/ })).toHaveCount(5)
      await expect(app.getByRole('meter').first()).toBeVisible()
      expect(await barriers(app)).toEqual([])
      await pictures(app, 'today')
      await away.getByRole('button', { name: 'Seen' }).click()
      await expect(away).toBeHidden()
      await expect.poll(async () => (await story.client.today.overview()).away?.sent).toBe(0)
      // put away is put away: neither what was kept of the last visit nor a new look brings it back
      await go(app, '/contacts')
      await go(app, '/')
      await expect(needs).toBeVisible()
      await expect(away).toBeHidden()
      const sent = app
        .getByRole('definition')
        .filter({ has: app.getByRole('link') })
        .first()
      const figure = Number(await sent.innerText())
      await sent.getByRole('link').click()
      await expect(app.getByText('Sandbox left out')).toBeVisible()
      const { rows } = await story.client.sends.list({ tab: 'sent', sandbox: false, from: '2026-11-09T23:00:00Z' })
      expect(rows).toHaveLength(figure)
      await expect(app.getByText('No email is like that.')).toBeVisible({ visible: figure === 0 })
      await expect(app.getByRole('row', { name: /^Email to/ })).toHaveCount(figure)
      await go(app, '/')
      await needs.getByRole('link', { name: 'Decide' }).click()
      const panel = app.getByRole('region', { name: 'Email', exact: true })
      await expect(panel.getByRole('button', { name: 'It was sent' })).toBeVisible()
    },
  )
})

stage('an empty workspace is told how to begin', async ({ app }) => {
  await expect(app.getByText('Nothing is planned yet.')).toBeVisible()
  await expect(app.getByText('Nothing needs you.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'today-empty')
  await app.getByRole('link', { name: 'Write a sequence' }).click()
  await expect(app.getByRole('heading', { name: 'Sequences', level: 1 })).toBeVisible()
})
