/** Two computers of a team, each with an engine of its own and a page before it, and the files that go between them. */
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import type { Story } from '../work/story.ts'
import type { WorldOptions } from '../work/world.ts'
import { theatre } from './bundle.ts'
import { watched } from './rig.ts'

export interface Computer {
  story: Story
  app: Page
  /** Lets the page in again: a session lasts twelve hours of the computer's own time. */
  again(): Promise<void>
}

/** Another computer, and its page, for the length of the work. */
export async function computer(
  browser: Browser,
  { at, ...options }: WorldOptions & { at: string },
  work: (other: Computer) => Promise<void>,
): Promise<void> {
  const { openTheatre } = await theatre()
  const other = await openTheatre(at, { seed: 11, ...options }, join(import.meta.dirname, '../../out/renderer'))
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  try {
    await other.story.client.views.save({ screen: 'tour', name: 'seen', query: {} })
    const page = await context.newPage()
    const again = async () => void (await page.goto(other.loginUrl()))
    await watched(page, other.origin, other.loginUrl(), (app) => work({ story: other.story, app, again }))
  } finally {
    await context.close()
    await other.close()
  }
}

/** Reads a stream of progress to its end. */
export async function ended(stream: Promise<{ next(): Promise<IteratorResult<unknown>> }>): Promise<void> {
  const it = await stream
  for (let step = await it.next(); !step.done; step = await it.next());
}

let files = 0

/** What one knows and the other lacks goes there in a file. */
export async function tells(from: Story, to: Story): Promise<void> {
  const file = join(from.folder, `told-${++files}.cadenza`)
  await ended(from.client.exchange.export({ file }))
  await ended(to.client.exchange.import({ file }))
}

/** The other computer joins the team of this one, as that person's. */
export async function joins(here: Story, other: Story, seat: string, name: string): Promise<void> {
  const made = await here.client.invitations.create({ seat })
  const joined = await other.client.invitations.join({ text: made.link, name })
  await here.client.invitations.admit({ text: joined.link })
  await tells(here, other)
  await tells(other, here)
}
