/**
 * Files that a person drops on the page, asked for in the same two steps as by a browser: a ticket, then the file as a
 * stream onto the disk. Its name is made here; nothing of the request gets into a path.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { DAY, MINUTE } from '../../../shared/domain/time.ts'
import type { Ports } from '../../ports.ts'
import { uploadsName } from '../paths.ts'
import { secureHeaders } from '../web/answer.ts'
import { createTickets } from '../web/sessions.ts'
import { uploadLimit } from '../web/upload.ts'

/** The page is the only one there is to ask. */
const holder = 'page'

export interface Uploads {
  /** @throws Refusal */
  answer(request: Request, path: string): Promise<Response>
}

const made = (body: object) => Response.json(body, { status: 201, headers: secureHeaders })

export function createUploads({ clock, dice }: Pick<Ports, 'clock' | 'dice'>, folder: string): Uploads {
  const place = join(folder, uploadsName)
  const tickets = createTickets<string>({ clock, dice }, 10 * MINUTE)
  const sweep = () => {
    mkdirSync(place, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(place)) {
      const file = join(place, name)
      if (statSync(file).mtimeMs < clock.now() - DAY) rmSync(file, { force: true })
    }
  }
  return {
    async answer(request, path) {
      if (path === '/upload' && request.method === 'POST')
        return made({ put: `/upload/${tickets.issue(holder)}`, limit: uploadLimit })
      const ticket = /^\/upload\/([\w-]{1,100})$/.exec(path)?.[1]
      if (ticket === undefined || request.method !== 'PUT')
        throw new Refusal('wrong_method', 'POST /upload gives a ticket; PUT the file to where it says.')
      if (tickets.redeem(ticket) !== holder) throw new Refusal('not_found', 'This upload ticket is used or old.')
      sweep()
      const name = publicIdFrom(dice.bytes(publicIdBytes))
      return made({ upload: name, size: await keep(request.body, join(place, name)) })
    },
  }
}

/** Returns the size in bytes; what can't be kept whole is not kept. */
async function keep(body: ReadableStream<Uint8Array> | null, file: string): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  let size = 0
  try {
    for await (const chunk of body ?? []) {
      size += chunk.length
      if (size > uploadLimit)
        throw new Refusal('too_large', `The file is larger than ${Math.floor(uploadLimit / 1024 / 1024)} MB.`)
      await handle.write(chunk)
    }
    return size
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}
