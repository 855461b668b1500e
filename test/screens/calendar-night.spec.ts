/** A calendar whose hours don't fit begins where mail leaves, not at midnight. */
import type { Locator } from '@playwright/test'
import type { Story } from '../work/story.ts'
import { expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

stage.use({
  at: '2026-11-10T03:24:00Z',
  before: {
    live: async (story: Story) => {
      await story.client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })
      await story.account('anna@haldenroux.example', { limits: ['5/hour'] })
      await story.engage({
        sender: 'anna@haldenroux.example',
        contacts: Array.from({ length: 12 }, (_, n) => `p${n}@firm.example`),
        start: '2026-11-17T20:00',
      })
    },
  },
})

const top = (box: Locator) => box.evaluate((each) => each.scrollTop)

stage(
  'a week of which all hours are open shows the evening that mail leaves in, and stays where somebody scrolled',
  async ({ app }) => {
    await go(app, '/calendar?date=2026-11-17')
    const grid = app.getByRole('grid')
    const evening = app.getByRole('gridcell', { name: /20:00: 5 emails/ })
    await expect(evening.first()).toBeInViewport()
    expect(await top(grid)).toBeGreaterThan(0)
    await pictures(app, 'calendar-night')
    await grid.evaluate((each) => {
      each.scrollTop = 0
    })
    await app
      .getByRole('gridcell', { name: /17 November, 00:00/ })
      .first()
      .click()
    expect(await top(grid)).toBe(0)
  },
)
