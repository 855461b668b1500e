/**
 * A preview for somebody who has neither contacts nor accounts here yet: a list that is only read, senders that need not
 * exist. Nothing of it is written.
 */
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { TryoutWish } from '../../../shared/contract/schedule-tryout.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { os, type Room, type TryoutList } from '../context.ts'
import { readContacts } from '../csv-stream.ts'
import { triedOf } from './tried.ts'

/** Longer lists are imported. */
const mostContacts = 50_000
/** More than this takes longer than a person at the window should feel. */
const many = 1000

const uploadName = /^[A-Za-z0-9_-]{1,200}$/

function sourceOf(room: Room, { csv, upload }: TryoutWish): string | Readable {
  if (csv !== undefined) return Readable.from([Buffer.from(csv)])
  if (upload === undefined) throw new Refusal('bad_request', 'Give the list: "csv" as text, or the "upload" of a file.')
  if (!uploadName.test(upload)) throw new Refusal('bad_request', 'That is not the name of an upload.')
  return join(room.ports.folders.data, 'uploads', upload)
}

async function listOf(source: string | Readable): Promise<TryoutList> {
  const list: TryoutList = { contacts: [], left: [] }
  await readContacts(source, {
    onBatch(contacts, refused) {
      for (const { address, zone, owner } of contacts) list.contacts.push({ address, zone, owner })
      for (const { line, column, value, reason, message } of refused)
        list.left.push({
          contact: value || `line ${line}`,
          reason,
          message: `Line ${line}${column === null ? '' : `, ${column}`}: ${message}`,
        })
      if (list.contacts.length > mostContacts)
        throw new Refusal('too_large', `A list to try out has ${mostContacts} contacts at most. Import this one.`)
    },
  })
  return list
}

export const tryout = os.schedule.tryout.handler(async ({ input, context: { room, asker } }) => {
  const list = await listOf(sourceOf(room, input))
  const now = room.ports.clock.now()
  // the list has been read: its text needn't travel
  const { csv: _, ...rest } = input
  const wish = { ...rest, seed: input.seed ?? 0 }
  if (room.heavy?.tryList && list.contacts.length > many)
    try {
      return await room.ports.clock.working(room.heavy.tryList(wish, asker, list, now))
    } catch (error) {
      if (error instanceof Refusal) throw error
      room.ports.log.warn('a try-out in a worker failed: made here', { error: (error as Error).stack })
    }
  return triedOf(room.store, asker, wish, list, now)
})
