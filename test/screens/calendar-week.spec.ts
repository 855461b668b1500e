/** The calendar in the middle of a week's work: who sends is tried, applied and seen; an empty week is not opened on. */
import type { Story } from '../work/story.ts'
import { busyWeek } from './busy-week.ts'
import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage } from './stage.ts'

/** The page is asked while its engine, its browser and other work share two cores. */
const expect = usual.configure({ timeout: 20_000 })
stage.setTimeout(150_000)

stage.use({
  at: '2026-11-09T07:40:00Z',
  before: {
    live: async (story: Story) => {
      await busyWeek(story, 1400)
      await story.account('office@haldenroux.example', { limits: ['40/hour', '300/day'] })
    },
  },
})

stage(
  'a slot names the limit that binds; another mailbox is tried, and shares the contacts',
  async ({ app, stage: { story } }) => {
    await go(app, '/calendar')
    const panel = app.getByRole('region', { name: 'What if' })
    const senders = panel.getByRole('slider', { name: 'Number of senders of Autumn check-in' })
    await expect(senders).toHaveAttribute('aria-valuetext', '3 senders')
    await pictures(app, 'calendar-busy')
    await go(app, '/calendar?slot=2026-11-10T16')
    const slot = app.getByRole('region', { name: 'Selected slot' })
    await expect(slot.getByText(/of [\d,]+ (this hour|left of [\d,]+ a day)/).first()).toBeVisible()
    await slot.getByRole('listitem').first().getByRole('button').first().click()
    await expect(slot.getByText(/^Why at/)).toBeVisible()
    await pictures(app, 'calendar-slot')
    await slot.getByRole('button', { name: 'Close the panel' }).click()
    await senders.focus()
    await app.keyboard.press('ArrowRight')
    await expect(senders).toHaveAttribute('aria-valuetext', '4 senders')
    await expect(panel.getByText(/With office: [\d,]+ contacts not written to yet are shared anew/)).toBeVisible()
    await expect(panel.getByRole('heading')).toContainText(/sooner/)
    await expect(app.getByRole('gridcell', { name: /with what you try/ }).first()).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'calendar-senders')
    const before = await story.client.calendar.senders({ sequence: 'Autumn check-in' })
    await panel.getByRole('button', { name: 'Apply…' }).click()
    const dialog = app.getByRole('dialog', { name: 'Apply what you tried' })
    await expect(dialog.getByText(/They share [\d,]+ contacts that have had no email yet/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click()
    await expect(app.getByText('The plan was changed')).toBeVisible()
    const after = await story.client.calendar.senders({ sequence: 'Autumn check-in' })
    expect(after.contacts).toBe(before.contacts)
    expect(after.senders.map(({ address }) => address)).toContain('office@haldenroux.example')
    await expect(senders).toHaveAttribute('aria-valuetext', '4 senders')
  },
)
