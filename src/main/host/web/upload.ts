/**
 * Files from a browser, such as a contact list: a ticket first, then the file itself as a stream onto the disk. Its name
 * is made here; nothing of the request gets into a path.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { may } from '../../../shared/domain/access.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import type { Ports } from '../../ports.ts'
import { uploadsName } from '../paths.ts'
import { sendJson } from './answer.ts'
import type { Principal } from './entry.ts'
import { createTickets } from './sessions.ts'

/** A million contacts with long fields are some 200 MB. */
export const uploadLimit = 512 * 1024 * 1024
const ticketLife = 10 * 60_000
/** Uploads that nobody imported are thrown away after this. */
const uploadLife = 24 * 3_600_000

export interface Uploads {
  /** Answers with a ticket. @throws Refusal `forbidden` without the scope "write" */
  issue(res: ServerResponse, who: Principal): void
  /** Takes the file; the answer's `upload` is what `contacts.import` wants. @throws Refusal */
  take(req: IncomingMessage, res: ServerResponse, ticket: string, who: Principal): Promise<void>
}

export function createUploads({ clock, dice, folders }: Ports, limit = uploadLimit): Uploads {
  const folder = join(folders.data, uploadsName)
  const tickets = createTickets<string>({ clock, dice }, ticketLife)
  const sweep = () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(folder)) {
      const file = join(folder, name)
      if (statSync(file).mtimeMs < clock.now() - uploadLife) rmSync(file, { force: true })
    }
  }
  return {
    issue(res, who) {
      const asker = who.asker()
      if (asker.bound)
        throw new Refusal('forbidden', `The key "${asker.bound.key}" is bound to accounts: it can't upload lists.`)
      if (!may(asker.scopes, asker.role, 'write'))
        throw new Refusal('forbidden', 'Uploading needs the scope "write".', { needs: 'write' })
      const ticket = tickets.issue(who.name)
      sendJson(res, 201, { put: `/upload/${ticket}`, limit })
    },
    async take(req, res, ticket, who) {
      if (tickets.redeem(ticket) !== who.name)
        throw new Refusal('not_found', 'This upload ticket is used, old or foreign.')
      if (Number(req.headers['content-length'] ?? 0) > limit) throw refuse(res, limit)
      sweep()
      const name = publicIdFrom(dice.bytes(publicIdBytes))
      const file = join(folder, name)
      try {
        const size = await store(req, file, limit)
        sendJson(res, 201, { upload: name, size })
      } catch (error) {
        rmSync(file, { force: true })
        throw error instanceof TooLarge ? refuse(res, limit) : error
      }
    },
  }
}

class TooLarge extends Error {}

function refuse(res: ServerResponse, limit: number): Refusal {
  res.setHeader('Connection', 'close')
  return new Refusal('too_large', `The file is larger than ${Math.floor(limit / 1024 / 1024)} MB.`)
}

/** Returns the size in bytes. Fails when the sender hangs up in the middle. */
async function store(req: IncomingMessage, file: string, limit: number): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  let size = 0
  try {
    // leaving the loop must not destroy the request, or the refusal could not be answered
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw new TooLarge()
      await handle.write(chunk)
    }
  } finally {
    await handle.close()
  }
  return size
}
