/** What the tray shows: which mark, and which lines. Pure; tray.ts draws it. */
import type { Told } from './status.ts'
import { words } from './words.ts'

/** idle: all is well · paused · stopped: the red stop · attention: a person has to decide, or look at disk or queue */
export type TrayMark = 'idle' | 'paused' | 'stopped' | 'attention'

export interface TrayShown {
  mark: TrayMark
  tooltip: string
  /** What goes out next, or why nothing does. */
  next: string
  sent: string
  /** Null: nothing needs a decision. */
  unsure: string | null
  /** Null: sender hosts can be reached, or nothing needs them. */
  hosts: string | null
  sending: 'on' | 'off'
  /** The red stop is pressed. */
  stopped: boolean
}

export function trayOf({ status, zone, now }: Told): TrayShown {
  const next = nextLine({ status, zone, now })
  const sent = words.tray.sent(status.sent_today, status.sandbox_today)
  return {
    mark: markOf(status),
    tooltip: `${words.name}: ${next}. ${sent}.`,
    next,
    sent,
    hosts: status.hosts_trouble === null ? null : words.tray.hosts,
    unsure: status.unsure > 0 ? words.tray.unsure(status.unsure) : null,
    sending: status.paused || status.stopped ? 'off' : 'on',
    stopped: status.stopped,
  }
}

function markOf({ stopped, paused, disk_trouble, hosts_trouble, held_by, unsure }: Told['status']): TrayMark {
  if (stopped) return 'stopped'
  if (disk_trouble !== null || held_by === 'safe' || held_by === 'unreadable' || unsure > 0) return 'attention'
  if (hosts_trouble !== null) return 'attention'
  return paused ? 'paused' : 'idle'
}

function nextLine({ status, zone, now }: Told): string {
  if (status.stopped) return words.tray.stopped
  if (status.disk_trouble !== null) return words.tray.disk
  if (status.held_by === 'safe' || status.held_by === 'unreadable') return words.tray.held
  if (status.paused) return words.tray.paused
  if (status.held_by === 'taking_in') return words.tray.takingIn
  if (status.next_send === null) return words.tray.nothing
  return words.tray.next(Math.max(now, Date.parse(status.next_send)), now, zone)
}
