/** "Table X changed" from the engine, turned into "ask again" for the queries that show it. */

import { client, door } from './client.ts'
import { sinceOpened } from './clock.ts'
import type { Door, DoorState } from './door.ts'
import { askAnew } from './endless.ts'

/** Which parts of the contract show a table's rows. A table not named here is the noun of the same name. */
const shows: Record<string, readonly string[]> = {
  workspace: ['sender_hosts', 'safety', 'workspace', 'sign_in', 'today', 'calendar', 'schedule', 'sends'],
  devices: ['devices', 'invitations', 'delegations', 'homes'],
  seats: ['seats', 'workspace', 'delegations'],
  // whose home moved leaves from elsewhere: the status counts both
  accounts: [
    'workspace',
    'sender_hosts',
    'calendar_feeds',
    'accounts',
    'homes',
    'enrollments',
    'groups',
    'secrets',
    'keys',
    'domains',
    'mailbox_requests',
    'today',
    'calendar',
    'schedule',
    'sends',
  ],
  contacts: [
    'contacts',
    'contact_fields',
    'contact_notes',
    'companies',
    'enrollments',
    'suppressions',
    'schedule',
    'sequences',
  ],
  sequences: ['sequences', 'enrollments', 'reports', 'calendar', 'schedule'],
  enrollments: ['enrollments', 'reports', 'sequences', 'contacts', 'today', 'groups'],
  clicks: ['sends', 'reports'],
  handed_in: ['sends', 'sender_hosts'],
  // what is planned under a permission, and from which computer
  delegations: ['delegations', 'schedule'],
  incoming: ['incoming', 'delegations', 'today', 'contacts', 'enrollments', 'accounts', 'domains', 'reports'],
  requests: ['mailbox_requests', 'limit_requests', 'today', 'accounts'],
  sends: [
    'sender_hosts',
    'sends',
    'enrollments',
    'tasks',
    'homes',
    'safety',
    'delegations',
    'unsure',
    'today',
    'calendar',
    'reports',
    'sequences',
    'accounts',
    'workspace',
    'contacts',
  ],
}

/** While mail leaves, a table changes many times a second; screens that follow each would show nothing else. */
const atMostEvery = 1000

function follow(): (table: string) => void {
  const stale = new Set<string>()
  let waiting = false
  let quietUntil = 0
  const ask = () => {
    waiting = false
    quietUntil = sinceOpened() + atMostEvery
    const nouns = [...stale]
    stale.clear()
    askAnew(({ queryKey: [path] }) => Array.isArray(path) && nouns.includes(String(path[0])))
  }
  return (table) => {
    for (const noun of shows[table] ?? [table]) stale.add(noun)
    if (waiting) return
    waiting = true
    window.setTimeout(ask, Math.max(0, quietUntil - sinceOpened()))
  }
}

async function listen(changed: (table: string) => void): Promise<void> {
  const events = await client.events.subscribe()
  for await (const { table } of events) changed(table)
}

/** Follows the engine's changes for as long as the page lives. After a lost connection everything is asked anew. */
export function startLive(from: Door = door): void {
  const changed = follow()
  let before: DoorState = 'connecting'
  let wasOpen = false
  const look = () => {
    const now = from.state()
    if (now === before) return
    if (now === 'open') {
      // a stream that ends with its connection is followed by the next one
      listen(changed).catch(() => {})
      if (wasOpen) askAnew()
      wasOpen = true
    }
    before = now
  }
  from.watch(look)
  look()
}
