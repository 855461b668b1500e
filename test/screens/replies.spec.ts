import { cameBack, comesBack, letters } from './came-back.ts'
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
    'what comes in shows at once, is read with its reasons, and undone by one key',
    async ({ app, stage: { story } }) => {
      await go(app, '/replies')
      await expect(app.getByText('No mailbox is read.')).toBeVisible()
      await expect(app.getByRole('link', { name: 'Set up reading' })).toBeVisible()
      expect(await barriers(app)).toEqual([])

      const { rows: sent } = await story.client.sends.list({ tab: 'sent' })
      const [answered, bounced] = sent
      if (!answered || !bounced) throw new Error('nothing was sent')
      const plannedFor = async (contact: string) =>
        (await story.client.sends.list({ contact, state: 'planned' })).rows.map(({ step, at }) => `${step} ${at}`)
      const before = await plannedFor(answered.contact)
      expect(before.length).toBeGreaterThan(0)

      await comesBack(story, answered, letters.reply)
      await comesBack(story, bounced, letters.bounce, 30)
      const grid = app.getByRole('grid', { name: 'Messages that came back' })
      const reply = grid.getByRole('row', { name: /^Reply from/ })
      await expect(reply).toContainText('thank you for writing')
      await expect(grid.getByRole('row', { name: /^Bounced from/ })).toBeVisible()
      await expect(app.getByRole('link', { name: /Replies/ })).toContainText('2 new')
      expect(await plannedFor(answered.contact)).toEqual([])

      await grid.getByRole('row', { name: /^Bounced from/ }).focus()
      await app.keyboard.press('k')
      await expect(reply).toBeFocused()
      await app.keyboard.press('Enter')
      const panel = app.getByRole('region', { name: 'Message', exact: true })
      await expect(panel).toContainText('Could you call me on Thursday after ten?')
      await expect(panel.getByText('Anna Lindqvist wrote')).toBeHidden()
      await panel.getByRole('button', { name: 'Show the whole text' }).click()
      await expect(panel.getByText(/> how does your team plan the winter/)).toBeVisible()
      await expect(panel.getByText(answered.message_id ?? '', { exact: false }).first()).toBeVisible()
      await expect(panel.getByText(/planned emails are withdrawn/)).toBeVisible()
      await expect(app.getByRole('link', { name: /Replies/ })).toContainText('1 new')
      expect(await barriers(app)).toEqual([])
      await pictures(app, 'replies-message')

      await app.keyboard.press('u')
      await expect(app.getByText(/^Undone for/)).toBeVisible()
      await expect(panel.getByText(/^Undone by/)).toBeVisible()
      await expect(panel.getByRole('button', { name: 'Undo' })).toBeHidden()
      await expect.poll(() => plannedFor(answered.contact)).toHaveLength(before.length)
      expect((await story.enrollment(answered.sequence ?? '', answered.contact)).state).toBe('active')
      await app.keyboard.press('Escape')

      await go(app, `/outbox?tab=sent&open=${bounced.public_id}`)
      await app
        .getByRole('region', { name: 'What came back to it' })
        .getByRole('link', { name: /Bounced/ })
        .click()
      await expect(panel).toContainText('550 5.1.1 no such user here')
      await panel.getByRole('link', { name: bounced.contact }).click()
      const history = app.getByRole('region', { name: /Everything planned and done/ })
      await history.getByRole('button', { name: 'Why?' }).click()
      await expect(history).toContainText('550 5.1.1 no such user here')
      expect(await barriers(app)).toEqual([])
      await history.getByRole('button', { name: 'Undo' }).click()
      await expect(history.getByText(/^Undone by/)).toBeVisible()
      const { rows: listed } = await story.client.suppressions.list({})
      expect(listed.map(({ value }) => value)).not.toContain(bounced.contact)
    },
  )
})

stage.describe('with one message of each kind', () => {
  stage.use({
    before: {
      async live(story) {
        await smallTeam(story)
        await cameBack(story)
      },
    },
  })

  stage('kinds and news narrow the list, Today tells what is new, and all is marked as seen', async ({ app }) => {
    const came = app.getByRole('region', { name: 'Came back' })
    await expect(came.getByRole('link', { name: /^Reply/ })).toHaveCount(2)
    await expect(came.getByRole('link', { name: /^Also new:/ })).toContainText('1 complaint, 2 bounced')
    expect(await barriers(app)).toEqual([])
    await came.getByRole('link', { name: /^Also new:/ }).click()
    const grid = app.getByRole('grid', { name: 'Messages that came back' })
    const rows = grid.getByRole('row', { name: /from/ })
    await expect(rows).toHaveCount(8)
    await expect(app.getByRole('checkbox', { name: 'New only' })).toBeChecked()
    await expect(app.getByRole('status').filter({ hasText: '2 mailboxes are not read' })).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'replies')
    await app.getByText('Away', { exact: true }).click()
    await expect(rows).toHaveCount(1)
    await expect(rows).toContainText('Away until')
    await app.getByRole('button', { name: 'Mark all 8 as seen' }).click()
    await expect(app.getByText('8 messages marked as seen')).toBeVisible()
    await expect(app.getByText('You have seen everything.')).toBeVisible()
    await app.getByRole('button', { name: 'Show all' }).click()
    await expect(rows).toHaveCount(1)
  })
})
