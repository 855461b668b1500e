/** News that is posted to other programs: what there is, when it is tried again, and which addresses it may go to. */
import { DAY, HOUR, MINUTE } from './time.ts'

/**
 * What is told: somebody answered; an email came back; somebody opted out, or reported an email as spam; a sequence came to
 * its end; nobody can tell whether an email arrived; a mailbox can't send; it sends again.
 */
export const webhookEvents = [
  'reply',
  'bounce',
  'opt_out',
  'complaint',
  'finished',
  'unsure',
  'account_error',
  'account_back',
] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** After how long a delivery that failed is tried again, by how often it failed. */
const waits = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY] as const

/** How often a delivery is tried before it is given up; the last try is almost two days after the first. */
export const mostTries = waits.length + 1

/** When to try again after so many failures; null: give it up. */
export const nextTry = (failures: number, now: number): number | null => {
  const wait = waits[failures - 1]
  return wait === undefined ? null : now + wait
}

/** True for a host that is this computer, by its name or number alone: nobody has to be asked what stands behind it. */
export const isLoopbackName = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)

/**
 * Why news can't go to an address; null = it can, as far as its text tells. What its name stands for is looked at when it
 * is connected to.
 *
 * @param parts of the address, as `URL` reads them; null: it is none
 */
export function urlTrouble(
  parts: { protocol: string; hostname: string; username: string; password: string; hash: string } | null,
): string | null {
  if (!parts) return 'This is no web address. It begins with https://.'
  if (parts.username !== '' || parts.password !== '')
    return 'Leave user and password out of the address: the signature tells the receiver who asks.'
  if (parts.hash !== '') return 'Leave out what follows #: it is never sent.'
  if (parts.protocol === 'https:') return null
  if (parts.protocol === 'http:')
    return isLoopbackName(parts.hostname)
      ? null
      : 'Without https anybody on the way could read it. http:// is for this computer only (127.0.0.1, localhost).'
  return 'Only https:// is possible, and http:// on this computer.'
}
