/** Opens a database as the engine does, with all that an update has to do, in a process of its own. */
import { beginStore } from '../../src/main/store/begin.ts'
import { seededDice } from '../work/world.ts'

const [file = '', now] = process.argv.slice(2)
const first = { zone: 'UTC', seatName: 'Me', seatAddress: 'me@example.com' }
try {
  const store = await beginStore(file, first, { now: Number(now), dice: seededDice(1) })
  store.close()
  process.stdout.write('opened')
} catch (error) {
  process.stdout.write(`refused: ${(error as { code?: string }).code}`)
}
