/** Where a queue is: its address as people give it, taken apart, and tried. */
import { Refusal } from '../../shared/domain/failure.ts'

/**
 * @returns the address as it may be shown and kept, and the password that was in it (null: none)
 * @throws Refusal `bad_request`
 */
export function addressOf(text: string): { address: string; password: string | null } {
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '')
    throw new Refusal('bad_request', 'The address of the queue is like postgres://user@host:5432/database.')
  const password = url.password === '' ? null : passwordOf(url.password)
  url.password = ''
  for (const name of url.searchParams.keys())
    if (/password|sslkey/i.test(name))
      throw new Refusal('bad_request', `"${name}" doesn’t belong into the address: it is shown, and stands in backups.`)
  return { address: url.href, password }
}

/** As it stands where it was not written for an address: a password may hold a lone `%`. */
function passwordOf(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Opens it, makes its tables where there are none, and closes it. @throws Refusal `queue_away` in the database's own words */
export async function tryQueue(address: string, password: string | null): Promise<void> {
  const url = new URL(address)
  url.password = encodeURIComponent(password ?? '')
  // whoever has no sender hosts is not to load it
  const { openQueue } = await import('../queue/database.ts')
  try {
    const queue = await openQueue({
      url: url.href,
      name: 'cadenza settings',
      connections: 2,
      keeper: false,
      onError() {},
    })
    await queue.close()
  } catch (error) {
    const words = (error as Error).message || (error as { code?: string }).code || 'it does not answer'
    throw new Refusal('queue_away', `The queue could not be opened: ${words}`)
  }
}
