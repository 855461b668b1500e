import { busyWeek } from './busy-week.ts'
import { go, pictures } from './rig.ts'
import { stage } from './stage.ts'

stage.use({ at: '2026-11-09T07:40:00Z', before: { live: busyWeek } })
stage.setTimeout(180_000)

stage('every screen of a workspace in the middle of its work, in both themes', async ({ app }) => {
  for (const screen of ['', 'sequences', 'calendar', 'outbox', 'contacts', 'mailboxes', 'sandbox', 'settings']) {
    await go(app, `/${screen}`)
    await app.waitForLoadState('networkidle')
    await pictures(app, screen || 'today')
  }
})
