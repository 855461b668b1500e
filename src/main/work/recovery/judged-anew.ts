/** Says how far it is where all that a team told is judged anew: nothing is open yet, and whoever waits would not know for what. */
import { SECOND } from '../../../shared/domain/time.ts'
import type { Ports } from '../../ports.ts'

/** What takes no longer needs no word. */
const patience = 3 * SECOND
/** A line of the log at most so often. */
const often = 5 * SECOND

/** Given to `beginStore`. One note to whoever sits there, and lines of the log from when it has taken some seconds. */
export function tellJudging({ clock, log, notifier }: Pick<Ports, 'clock' | 'log' | 'notifier'>) {
  const began = clock.now()
  let last = began
  let isSaid = false
  return (done: number, of: number): void => {
    const now = clock.now()
    const takesLong = now - began >= patience
    if (takesLong && done < of && !isSaid) {
      isSaid = true
      const body = 'What your team told is checked by the rules of this version. That happens once, and takes a while.'
      notifier.notify({ kind: 'disk', title: 'Cadenza is starting', body })
    }
    if (done < of && now - last < often) return
    last = now
    log.info('what the team told is judged by the rules of this version', { done, of })
  }
}
