/** A mailbox in memory: what the scripted IMAP server shows, and what a test changes behind its client's back. */

export interface RigMessage {
  uid: number
  /** INTERNALDATE, ms since the epoch; null: the server has lost it and leaves it out. */
  at: number | null
  flags: Set<string>
  /** A function where there are many: then it is made when it is asked for. */
  raw: Buffer | (() => Buffer)
}

export interface RigFolder {
  name: string
  uidValidity: number
  uidNext: number
  /** Ascending by UID. */
  messages: RigMessage[]
  /** Such as `\Sent`; shown where the server knows SPECIAL-USE. */
  use: string | null
}

export type MailboxChange =
  | { kind: 'new'; folder: string }
  | { kind: 'expunged'; folder: string; uid: number }
  | { kind: 'gone'; folder: string }

export interface RigMailbox {
  folders: Map<string, RigFolder>
  folder(name: string): RigFolder
  add(name: string, use?: string | null): RigFolder
  /** Puts a message in, as delivery does. Returns its UID. */
  put(folder: string, raw: RigMessage['raw'], at?: number | null, flags?: string[]): number
  expunge(folder: string, uid: number): void
  /** The folder is made anew from what is in it: another UIDVALIDITY, UIDs from 1. */
  renew(folder: string): void
  rename(from: string, to: string): void
  remove(folder: string): void
  move(uid: number, from: string, to: string): number
  listen(listener: (change: MailboxChange) => void): () => void
}

export const rawOf = ({ raw }: RigMessage): Buffer => (typeof raw === 'function' ? raw() : raw)

/** The position of the first message whose UID is at least `uid`. */
export function placeOf(messages: readonly { uid: number }[], uid: number): number {
  let from = 0
  let to = messages.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((messages[middle] as { uid: number }).uid < uid) from = middle + 1
    else to = middle
  }
  return from
}

/** @param now the time of a delivery that names none, ms */
export function makeMailbox(now: () => number): RigMailbox {
  const listeners = new Set<(change: MailboxChange) => void>()
  const tell = (change: MailboxChange) => {
    for (const listener of listeners) listener(change)
  }
  let validity = 1_000
  const me: RigMailbox = {
    folders: new Map(),
    folder(name) {
      const found = me.folders.get(/^inbox$/i.test(name) ? 'INBOX' : name)
      if (!found) throw new Error(`the mailbox has no folder ${name}`)
      return found
    },
    add(name, use = null) {
      const folder: RigFolder = { name, uidValidity: ++validity, uidNext: 1, messages: [], use }
      me.folders.set(name, folder)
      return folder
    },
    put(name, raw, at = now(), flags = []) {
      const folder = me.folder(name)
      const uid = folder.uidNext++
      folder.messages.push({ uid, at, flags: new Set(flags), raw })
      tell({ kind: 'new', folder: folder.name })
      return uid
    },
    expunge(name, uid) {
      const folder = me.folder(name)
      const place = placeOf(folder.messages, uid)
      if (folder.messages[place]?.uid !== uid) return
      folder.messages.splice(place, 1)
      tell({ kind: 'expunged', folder: folder.name, uid })
    },
    renew(name) {
      const folder = me.folder(name)
      folder.uidValidity = ++validity
      folder.messages.forEach((message, i) => {
        message.uid = i + 1
      })
      folder.uidNext = folder.messages.length + 1
      tell({ kind: 'gone', folder: folder.name })
    },
    rename(from, to) {
      const folder = me.folder(from)
      me.folders.delete(from)
      folder.name = to
      me.folders.set(to, folder)
      tell({ kind: 'gone', folder: from })
    },
    remove(name) {
      me.folders.delete(name)
      tell({ kind: 'gone', folder: name })
    },
    move(uid, from, to) {
      const source = me.folder(from)
      const message = source.messages[placeOf(source.messages, uid)]
      if (message?.uid !== uid) throw new Error(`no message ${uid} in ${from}`)
      me.expunge(from, uid)
      return me.put(to, message.raw, message.at, [...message.flags])
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  me.add('INBOX')
  return me
}
