/** Dialogs by keyboard alone: the focus goes in, stays in, and comes back to what opened them. */
import type { Locator, Page } from '@playwright/test'
import type { Story } from '../work/story.ts'
import { dialogs, placesOf } from './gallery-scenes.ts'
import { galleryTeam } from './gallery-team.ts'
import { barriers, expect, go } from './rig.ts'
import { idOf, permissions, secondComputer } from './several-people.ts'
import { stage } from './stage.ts'

/** Whether what has the focus stands in the dialog, and shows it. */
const focusIn = (app: Page) =>
  app.evaluate(() => {
    const at = document.activeElement
    if (!at?.closest('[role=dialog]')) return `on ${at?.tagName} outside`
    const { outlineStyle, boxShadow } = getComputedStyle(at)
    return outlineStyle !== 'none' || boxShadow !== 'none' ? 'seen' : `unseen on ${at.tagName}`
  })

/** By their page, the buttons that open one. */
const ofSeveral: Readonly<Record<string, readonly string[]>> = {
  '/settings/delegation': [
    'Accept, Ines Roux',
    'Decline, Ines Roux',
    'Take back, Tomasz Wolny',
    'Letter, Tomasz Wolny',
    'See emails, Marc Delacroix',
    'Give back, Marc Delacroix',
  ],
  '/settings/exchange': ['Export…', 'Import…', 'Choose a folder…'],
}
const inMenus = [
  ['More for Marc Delacroix', 'Change…'],
  ['More for Marc Delacroix', 'Invite a computer…'],
  ['More for Marc Delacroix', 'Lock…'],
  ['More for the computer Anna’s Studio', 'Rename…'],
  ['More for the computer Bruno’s ThinkPad', 'Take out of the team…'],
] as const

/** By keyboard into it, through it and out again: the focus is seen, and comes back to `opener`. */
async function walked(app: Page, opener: Locator, open: () => Promise<void>, isLooked: boolean): Promise<void> {
  await opener.focus()
  await open()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await app.keyboard.press('Tab')
  await expect.poll(() => focusIn(app)).toBe('seen')
  if (isLooked) expect(await barriers(app)).toEqual([])
  await app.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(opener).toBeFocused()
}

stage.describe('of a team at one computer', () => {
  stage.use({ at: '2026-11-09T07:40:00Z', before: { live: (story) => galleryTeam(story, 60) } })
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
          // one of each page's: what a page shows below them is the same
          await walked(app, opener, () => app.keyboard.press('Enter'), at !== dialogs[index - 1]?.[0])
        })
      }
    },
  )
})

stage.describe('of people who send for each other, on several computers', () => {
  const live = async (story: Story) => {
    await permissions(story)
    await secondComputer(story)
  }
  stage.use({ at: '2026-11-02T08:12:00Z', before: { live } })
  stage('so do theirs, also those that a menu opens', async ({ app, stage: { story } }) => {
    stage.slow()
    await app.emulateMedia({ reducedMotion: 'reduce' })
    const mailbox = `/mailboxes/${await idOf(story, 'anna.lindqvist@haldenroux.example')}`
    for (const [at, buttons] of Object.entries({ ...ofSeveral, [mailbox]: ['Hand over…', 'Authorise a computer…'] })) {
      await go(app, at)
      for (const [index, name] of buttons.entries())
        await stage.step(name, () =>
          walked(app, app.getByRole('button', { name, exact: true }), () => app.keyboard.press('Enter'), index === 0),
        )
    }
    await go(app, '/settings/seats')
    for (const [of, item] of inMenus)
      await stage.step(`${of}: ${item}`, () =>
        walked(
          app,
          app.getByRole('button', { name: of }),
          async () => {
            await app.keyboard.press('Enter')
            await app.getByRole('menuitem', { name: item }).press('Enter')
          },
          true,
        ),
      )
  })
})
