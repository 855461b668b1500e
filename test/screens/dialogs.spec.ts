/** Dialogs by keyboard alone: the focus goes in, stays in, and comes back to what opened them. */
import type { Page } from '@playwright/test'
import { dialogs, placesOf } from './gallery-scenes.ts'
import { galleryTeam } from './gallery-team.ts'
import { barriers, expect, go } from './rig.ts'
import { stage } from './stage.ts'

stage.use({ at: '2026-11-09T07:40:00Z', before: { live: (story) => galleryTeam(story, 60) } })

/** Whether what has the focus stands in the dialog, and shows it. */
const focusIn = (app: Page) =>
  app.evaluate(() => {
    const at = document.activeElement
    if (!at?.closest('[role=dialog]')) return `on ${at?.tagName} outside`
    const { outlineStyle, boxShadow } = getComputedStyle(at)
    return outlineStyle !== 'none' || boxShadow !== 'none' ? 'seen' : `unseen on ${at.tagName}`
  })

stage(
  'every dialog takes the focus, shows it, closes by Escape and gives it back',
  async ({ app, stage: { story } }) => {
    stage.slow()
    await app.emulateMedia({ reducedMotion: 'reduce' })
    const places = await placesOf(story.client)
    for (const [index, [at, name]] of dialogs.entries()) {
      await stage.step(`${name}`, async () => {
        await go(app, typeof at === 'string' ? at : at(places))
        const opener = app.getByRole('button', { name, exact: true }).first()
        await opener.focus()
        await app.keyboard.press('Enter')
        const dialog = app.getByRole('dialog')
        await expect(dialog).toBeVisible()
        await app.keyboard.press('Tab')
        await expect.poll(() => focusIn(app)).toBe('seen')
        // one of each page's: what a page shows below them is the same
        if (at !== dialogs[index - 1]?.[0]) expect(await barriers(app)).toEqual([])
        await app.keyboard.press('Escape')
        await expect(dialog).toBeHidden()
        await expect(opener).toBeFocused()
      })
    }
  },
)
