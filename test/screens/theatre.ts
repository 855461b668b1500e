/**
 * What runs inside the process of a browser test, bundled by Vite as the program's own build is: the engine and web host
 * of a stage (stage.ts), and the program as `cadenza serve` starts it (rig.ts).
 */
export { copyPlace } from '../../src/main/host/copy-place.ts'
export { openInside } from './inside.ts'

import { startHttp } from '../../src/main/host/http.ts'
import { type Story, story } from '../work/story.ts'
import type { WorldOptions } from '../work/world.ts'

export interface Theatre {
  story: Story
  origin: string
  loginUrl(): string
  close(): Promise<void>
}

/**
 * @param at when the story begins, ISO 8601
 * @param page the folder of the built page
 */
export async function openTheatre(at: string, options: WorldOptions, page: string): Promise<Theatre> {
  const first = { zone: 'Europe/Paris', seatName: 'Anna Lindqvist', seatAddress: 'anna.lindqvist@haldenroux.example' }
  const told = await story(at, { first, ...options })
  const http = await startHttp({ room: told.engine.room, page })
  return {
    story: told,
    origin: http.origin,
    loginUrl: () => http.loginUrl(),
    async close() {
      await http.close()
      await told.stop()
    },
  }
}
