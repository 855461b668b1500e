/**
 * Reads what comes back, mailbox by mailbox: one watcher each, one connection each. Only new mail is read, by its UID; it
 * doesn't matter what anybody has opened, and nothing is marked.
 */
import { accountRows } from '../../store/accounts.ts'
import { inboxFolders, keepFolders } from '../../store/inbox-folders.ts'
import type { LookOptions } from './look.ts'
import { readable, startWatcher, type Watcher } from './watch.ts'

export interface Inbox {
  /** An email of this account (row id) waits to hear what came back. */
  ask(accountId: number): void
  stop(): Promise<void>
}

/** So many mailboxes are looked through at once. */
const together = 4

export function startInbox(options: LookOptions): Inbox {
  const { store, changes } = options
  const watchers = new Map<number, Watcher>()
  const turn = turns(together)
  let isStopped = false
  const ended = (id: number) => {
    watchers.delete(id)
    // It may have been switched on again while its watcher was leaving.
    begin()
  }
  const begin = () => {
    if (isStopped) return
    for (const { id, imap } of accountRows(store)) {
      const watcher = watchers.get(id)
      const account = readable(options, id)
      // The mailbox is read no more: another that is read one day begins anew.
      if (imap === null && inboxFolders(store, id).length > 0) store.write((tx) => keepFolders(tx, id, []))
      if (watcher) watcher.poke()
      else if (account)
        watchers.set(
          id,
          startWatcher({ ...options, turn }, account, () => ended(id)),
        )
    }
  }
  const end = changes.listen((table) => {
    if (table === 'accounts' || table === 'workspace') begin()
  })
  begin()
  return {
    ask: (accountId) => watchers.get(accountId)?.ask(),
    async stop() {
      isStopped = true
      end()
      await Promise.all([...watchers.values()].map((watcher) => watcher.stop()))
    },
  }
}

/** At most so many at once, first come, first served. */
function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
