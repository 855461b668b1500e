/**
 * What the computer's power means for sending. On the way to sleep no server is called any more, so that no message is
 * cut off in the middle; awake again, the loops look at the clock and at the network at once instead of at their next
 * turn. The clock's own changes need nothing here: every wait looks at the clock (clock.ts).
 */
import { powerMonitor } from 'electron'
import type { Engine } from '../../engine.ts'
import type { Log } from '../../ports.ts'

export interface Power {
  /** False between going to sleep and waking. */
  awake(): boolean
  /** From now on these changes wake the loops. */
  wakes(changes: Engine['changes']): void
}

/** @param leave called when the computer shuts down: stop in order, ask nothing */
export function watchPower(log: Log, leave: () => void): Power {
  let asleep = false
  let changes: Engine['changes'] | null = null
  const up = (what: string) => {
    asleep = false
    log.info(what)
    changes?.tell('workspace', 'accounts')
  }
  powerMonitor.on('suspend', () => {
    asleep = true
    log.info('the computer goes to sleep: no server is called any more')
  })
  powerMonitor.on('resume', () => up('the computer is awake again'))
  // A keychain that was locked with the screen can be read again.
  powerMonitor.on('unlock-screen', () => up('the screen is unlocked'))
  const shutdown = (event: Electron.Event) => {
    // The system waits a moment for whoever says so.
    event.preventDefault()
    leave()
  }
  powerMonitor.on('shutdown', shutdown as () => void)
  return {
    awake: () => !asleep,
    wakes(given) {
      changes = given
    },
  }
}
