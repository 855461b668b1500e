/** A backup that is put back knows what left since by the data that it replaces, also before its time and in no Sent folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { restoreBackup } from '../../src/main/store/restore.ts'
import { people, story } from './story.ts'
import { scratch } from './world.ts'

const HOUR = 3_600_000
const morning = Date.parse('2026-03-02T08:00:00Z')
const sender = 'anna@safe.test'

it('settles it as sent, and holds what was in doubt', async () => {
  const folder = mkdtempSync(join(scratch, 'cadenza-restored-'))
  const first = await story(morning, { folder })
  const { server } = await first.account(sender)
  const name = await first.engage({ sender, contacts: people(3, 'late.test'), start: '2026-03-03T10:00' })
  const made = await first.client.backups.create({})
  const [early = '', doubted = ''] = (await first.sends(name)).map(({ public_id }) => public_id)
  await first.client.sends.send_now({ public_id: early })
  await first.goTo(morning + 4 * HOUR)
  expect(server.arrivals).toHaveLength(1)
  const { store } = first.engine.room
  store.write((tx) => tx.run("UPDATE sends SET state = 'unsure', claimed_at = 1 WHERE public_id = ?", doubted))
  await first.engine.stop()
  restoreBackup(join(folder, 'cadenza.sqlite'), join(folder, 'backups', made.name), morning + 4 * HOUR)

  const restored = await story(morning + 4 * HOUR, { folder })
  expect(await restored.client.safety.status()).toMatchObject({ state: 'safe', reason: 'restored', doubtful: 1 })
  const before = 'it was sent after the backup was made'
  expect(await restored.client.sends.get({ public_id: early })).toMatchObject({ state: 'sent', reason: before })
  await restored.client.safety.compare()
  await restored.client.safety.lift({ without_comparison: true })
  await restored.goTo('2026-03-03T12:00:00Z')
  // the third one leaves at its time, and nobody gets one twice
  expect(server.arrivals).toHaveLength(2)
  expect(new Set(server.arrivals.map(({ to }) => to)).size).toBe(2)
  expect(await restored.client.sends.get({ public_id: doubted })).toMatchObject({ review: 'safe_mode', held: true })
  await restored.engine.stop()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})
