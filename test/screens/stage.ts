/**
 * A browser before an engine whose clock stands still: the same engine, database, web host and page as in the program,
 * with time lent by the test. So a screen shows the same Tuesday morning whenever the test runs, and "three days later"
 * takes a moment. Mail goes to servers of the test's own.
 */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { EngineOptions } from '../../src/main/engine.ts'
import type { Story } from '../work/story.ts'
import { theatre } from './bundle.ts'
import { kept } from './kept-page.ts'
import { watched } from './rig.ts'

const root = join(import.meta.dirname, '../..')

export interface Stage {
  story: Story
  origin: string
  loginUrl(): string
}

interface OnStage {
  /** When the story begins; Tuesday morning unless a test says otherwise: `stage.use({ at: '…' })`. */
  at: string
  /** What happened before anybody looks: a session in a browser lasts twelve hours of the story's own time. */
  before: { live: (story: Story) => Promise<void> }
  /** What the engine is told beside the usual, where a test lends it servers. */
  lent: Partial<EngineOptions>
  stage: Stage
  /** A page that was let in. What goes wrong in it fails the test. */
  app: Page
}

export const stage = kept.extend<OnStage>({
  at: ['2026-11-10T09:24:00Z', { option: true }],
  before: [{ live: async () => {} }, { option: true }],
  lent: [{}, { option: true }],
  stage: async ({ at, before, lent }, use) => {
    const { openTheatre } = await theatre()
    const opened = await openTheatre(at, lent, join(root, 'out/renderer'))
    await opened.story.client.views.save({ screen: 'tour', name: 'seen', query: {} })
    await before.live(opened.story)
    await use(opened)
    await opened.close()
  },
  app: async ({ page, stage: { origin, loginUrl } }, use) => watched(page, origin, loginUrl(), use),
})
