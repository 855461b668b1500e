/**
 * Cadenza on data folders, one after the other, with the keychain of the system: `FOLDER:COUNT:END`. Says what it found as
 * JSON, takes up COUNT emails as the dispatcher does, and ends in order (stop) or is killed (kill).
 */
import { startEngine } from '../../src/main/engine.ts'
import { systemClock, systemDice } from '../../src/main/host/clock.ts'
import { copyPlace } from '../../src/main/host/copy-place.ts'
import { systemKeychain } from '../../src/main/host/keychain.ts'
import type { Guard } from '../../src/main/work/guard/guard.ts'

const quiet = () => {}
for (const order of process.argv.slice(2)) {
  const [folder = '', count, end] = order.split(':')
  const engine = await startEngine({
    ports: {
      clock: systemClock,
      dice: systemDice,
      keychain: systemKeychain(),
      notifier: { notify: quiet },
      log: { info: quiet, warn: quiet, error: quiet },
      folders: { data: folder },
    },
    databaseFile: `${folder}/cadenza.sqlite`,
    loops: true,
    first: { zone: 'UTC', seatName: 'Me', seatAddress: 'me@guarded.test' },
    place: copyPlace(folder, async () => 'this computer'),
  })
  const guard = engine.room.guard as Guard
  while (guard.phase() === 'checking') await new Promise((done) => setImmediate(done))
  const { state, reason, title, words } = await engine.client().safety.status()
  let taken = 0
  for (let i = 0; i < Number(count); i++) if (engine.room.store.write((tx) => guard.take(tx))) taken++
  process.stdout.write(`${JSON.stringify({ state, reason, said: `${title} ${words}`, taken })}\n`)
  if (end === 'kill') process.kill(process.pid, 'SIGKILL')
  await engine.stop()
}
