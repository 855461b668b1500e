/** What must hold whenever a process died: limits by the server's own book (I5), and secrets in no file (I7). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOUR } from '../../src/shared/domain/time.ts'
import type { RigEvent } from '../rig/ledger-script.ts'
import { anHour, secret, senders } from './rules.ts'

/**
 * I5: no hour, wherever it begins, in which a mailbox handed over more than it may. The instants are those at which the server
 * took each message, by the campaign's clock: an email that is claimed before a kill and recovered after it counts in between.
 */
export function limitFaults(events: readonly RigEvent[]): string[] {
  const taken = events.filter(({ event }) => event === 'taken')
  const faults = taken.filter(({ time }) => time === undefined).map(({ sendId }) => `nobody knows when ${sendId} left`)
  for (const [of, sender] of senders.entries()) {
    const most = anHour[of] ?? 0
    const at = taken.flatMap(({ from, time }) => (from === sender && time !== undefined ? [time] : []))
    at.sort((a, b) => a - b)
    for (let i = most; i < at.length; i++)
      if ((at[i] as number) - (at[i - most] as number) < HOUR)
        faults.push(`${sender} sent more than ${most} in the hour to ${new Date(at[i] as number).toISOString()}`)
  }
  return faults
}

/** I7: what opens the mailboxes is in no file of the data folder, as it is or in base64. */
export function secretFaults(folder: string): string[] {
  const forms = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => forms.some((form) => readFileSync(file).includes(form)))
    .map((file) => `the password of a mailbox is in ${file}`)
}
