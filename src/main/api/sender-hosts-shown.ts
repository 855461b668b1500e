import { type AccountRow, accountRows, lacksPassword } from '../store/accounts.ts'
import { dividedHere } from '../store/counted-here.ts'
import { awayOf } from '../store/handed-in.ts'
import { partOfAccount } from '../store/homes.ts'
import type { Reader } from '../store/open.ts'
import { queuedAccountRows, queueRow, senderGrantRows, senderHostRows, sentByHosts } from '../store/queue.ts'
import { iso, isoOrNull, type Room } from './context.ts'

/** Why hosts can't send for an account, in words that follow its address; null: they can. */
export function unfit(reader: Reader, row: AccountRow, now: number): string | null {
  if (row.smtp === null) return 'it has no server of its own.'
  if (row.signedIn)
    return 'it signs in through the browser, which every computer has to do by itself. With an app password hosts can send for it.'
  if (lacksPassword(row)) return 'its password is not on this computer.'
  if (partOfAccount(reader, row.id, now) === 0) return 'another computer sends for it; turn it on there.'
  // a host keeps one leave an account, and two computers would overwrite each other's
  if (dividedHere(reader, row.id, now) !== null)
    return 'its limits are divided among computers of the team. Take the parts back first.'
  return null
}

/** All of it, for the screen that shows it. */
export function shown({ store, ports, hostsTrouble }: Room) {
  const queue = queueRow(store)
  const accounts = accountRows(store)
  const hosts = senderHostRows(store)
  const grants = senderGrantRows(store)
  const queued = new Map(queuedAccountRows(store).map((row) => [row.accountId, row]))
  const sent = new Map(sentByHosts(store).map((row) => [row.host, row]))
  const byAccount = Map.groupBy(grants, ({ accountId }) => accountId)
  const byHost = Map.groupBy(grants, ({ hostId }) => hostId)
  const byId = new Map(accounts.map((row) => [row.id, row]))
  const nameOf = new Map(hosts.map(({ id, publicId }) => [id, publicId]))
  const now = ports.clock.now()
  return {
    queue: queue
      ? {
          address: queue.address,
          has_password: queue.hasPassword,
          since: iso(queue.since),
          trouble: hostsTrouble?.() ?? null,
        }
      : null,
    hosts: hosts.map(({ id, publicId, name, key, addedAt }) => ({
      public_id: publicId,
      name,
      key,
      added: iso(addedAt),
      accounts: (byHost.get(id) ?? []).flatMap(({ accountId, givenAt }) => {
        const account = byId.get(accountId)
        return account ? [{ public_id: account.publicId, address: account.address, given: iso(givenAt) }] : []
      }),
      sent: sent.get(name)?.sent ?? 0,
      last: isoOrNull(sent.get(name)?.last ?? null),
    })),
    accounts: accounts
      .filter(({ smtp }) => smtp !== null)
      .map((row) => ({
        public_id: row.publicId,
        address: row.address,
        name: row.name,
        state: row.hosts ?? ('off' as const),
        since: isoOrNull(queued.get(row.id)?.since ?? null),
        away: awayOf(store, row.id),
        hosts: (byAccount.get(row.id) ?? []).flatMap(({ hostId }) => nameOf.get(hostId) ?? []),
        unfit: unfit(store, row, now),
      })),
  }
}
