import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { backups, letters } from './gallery-letters.ts'
import { empty, full, placesOf, type Scene } from './gallery-scenes.ts'
import { asked, exchanged, exchanging, heldBack } from './gallery-several.ts'
import { galleryTeam } from './gallery-team.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { anna, bruno, idOf, permissions, twoComputers } from './several-people.ts'
import { stage } from './stage.ts'

const shots = join(import.meta.dirname, '../../test-results/screens')
/** The smallest window there is, and a large screen's: where things are cut off, or lost. */
const edges = { '1024x700': [1024, 700], '2560x1440': [2560, 1440] } as const

async function taken(app: Page, name: string): Promise<void> {
  await pictures(app, name)
  for (const [size, [width, height]] of Object.entries(edges)) {
    await app.setViewportSize({ width, height })
    await app.screenshot({ path: join(shots, `${name}-light-${size}.png`) })
  }
  await app.setViewportSize({ width: 1280, height: 720 })
}

/** Each scene from its beginning, looked at by axe and taken in both themes and every size. */
async function walk(app: Page, scenes: readonly Scene[], addressOf: (at: Scene[1]) => string): Promise<void> {
  for (const [name, at, act] of scenes) {
    // what was open goes with its screen
    await go(app, '/nowhere')
    await expect(app.getByText('There is no such page.')).toBeVisible()
    await go(app, addressOf(at))
    if (at !== '/nowhere') {
      await expect(app.getByText('There is no such page.')).toBeHidden()
      await expect(app.locator('h1').first()).toBeVisible()
    }
    await expect(app.locator('[aria-busy=true]')).toHaveCount(0)
    await act?.(app)
    await app.waitForLoadState('networkidle')
    expect.soft(await barriers(app), name).toEqual([])
    await taken(app, name)
  }
}

stage.describe('a team in the middle of its work', () => {
  stage.use({ at: '2026-11-09T07:40:00Z', before: { live: (story) => galleryTeam(story) } })
  stage.setTimeout(600_000)
  for (const [group, scenes] of Object.entries(full))
    stage(group, async ({ app, stage: { story } }) => {
      const places = await placesOf(story.client)
      await walk(app, scenes, (at) => (typeof at === 'string' ? at : at(places)))
    })
})

stage('a workspace with nothing in it', async ({ app }) => {
  stage.setTimeout(300_000)
  await walk(app, empty, String)
})

stage('what is on its way', async ({ app }) => {
  stage.setTimeout(300_000)
  // nothing that the page asks for arrives
  await app.evaluate(() => {
    WebSocket.prototype.send = () => {}
  })
  for (const screen of ['sequences', 'calendar', 'outbox', 'replies', 'contacts', 'mailboxes', 'requests', 'domains']) {
    await go(app, `/${screen}`)
    await expect(app.locator('[aria-busy=true]').first()).toBeVisible()
    expect.soft(await barriers(app), screen).toEqual([])
    await taken(app, `waiting-${screen}`)
  }
})

stage.describe('people who send for each other', () => {
  stage.use({ at: '2026-11-02T08:12:00Z', before: { live: permissions } })
  stage('permissions', async ({ app }) => {
    stage.setTimeout(300_000)
    await walk(app, asked, String)
  })
  stage('letters and others', async ({ app, stage: { story } }) => {
    stage.setTimeout(300_000)
    const scenes = await letters(story)
    await app.reload()
    await walk(app, scenes, String)
  })
})

stage('many backups', async ({ app, stage: { story } }) => {
  stage.setTimeout(300_000)
  await walk(app, backups(story), String)
})

stage('computers that exchange', async ({ app, stage: { story } }) => {
  stage.setTimeout(300_000)
  const files = await exchanged(story)
  await app.reload()
  await walk(app, exchanging(files), String)
  // by themselves, through a folder in which something lies that is none of theirs
  await story.client.exchange.set_folder({ folder: story.folder })
  await story.goTo('2026-11-10T09:40:00Z')
  await app.reload()
  await walk(app, [['exchange-folder', '/settings/exchange']], String)
})

stage.describe('computers that send', () => {
  stage.use({ at: '2026-11-09T07:40:00Z', before: { live: twoComputers } })
  stage('homes', async ({ app, stage: { story } }) => {
    stage.setTimeout(300_000)
    const section = (address: string) => idOf(story, address).then((id) => `/mailboxes/${id}`)
    const press = (name: string) => (there: Page) => there.getByRole('button', { name }).first().click()
    await walk(app, [['home-elsewhere', await section(bruno)]], String)
    story.engine.room.store.write((tx) => {
      tx.run(
        'UPDATE accounts SET handing_to = (SELECT device FROM workspace), handing_epoch = epoch WHERE address = ?',
        bruno,
      )
      tx.run(
        `UPDATE devices SET name = 'The old ThinkPad that stands in the workshop of Bruno Keller' WHERE name LIKE 'Bruno%'`,
      )
    })
    await app.reload()
    await walk(
      app,
      [
        ['home-offered', await section(bruno)],
        ['home-acquire', await section(bruno), press('Take up')],
        ['home-long', await section(anna), press('Hand over…')],
      ],
      String,
    )
  })
  for (const reason of ['copied', 'older', 'restored', 'clock'])
    stage(`held back: ${reason}`, async ({ app, stage: { story } }) => {
      stage.setTimeout(300_000)
      await heldBack(app, story, reason)
      await walk(
        app,
        [
          [`safe-${reason}`, '/settings/safety'],
          [`safe-${reason}-outbox`, '/outbox'],
        ],
        String,
      )
      await go(app, '/settings/safety')
      await app
        .getByRole('button', { name: /^Compare|The clock is right/ })
        .first()
        .click()
      await app.waitForLoadState('networkidle')
      await taken(app, `safe-${reason}-on`)
    })
})
