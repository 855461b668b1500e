/**
 * The desktop's door: the whole contract over the port that the page posted and the preload handed on, and beside it
 * what only a desktop has. One channel, one port a page; no other message is listened to.
 */
import { ORPCError, type Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { type IpcMainEvent, ipcMain, type MessagePortMain } from 'electron'
import type { shell as shellContract } from '../../../shared/contract/shell.ts'
import { failures } from '../../../shared/domain/failure.ts'
import type { Context, Room } from '../../api/context.ts'
import { localOnly, ownerAsker } from '../../api/door.ts'
import { router } from '../../api/router.ts'
import { isOwnAddress } from './scheme.ts'

const channel = 'cadenza:connect'

export interface Door {
  close(): void
}

interface Opened {
  room: Room
  shell: Router<typeof shellContract, Context>
  /** True for a path that a person chose in a dialog here. */
  wasChosen: (path: string) => boolean
}

/** Only the top frame of our own page: what is shown in a frame within it came from outside. */
const isOwnPage = ({ senderFrame }: IpcMainEvent): boolean =>
  senderFrame !== null && senderFrame.parent === null && isOwnAddress(senderFrame.url)

export function openDoor({ room, shell, wasChosen }: Opened): Door {
  const checkFile = (path: readonly string[], input: unknown) => {
    const named = Object.keys(localOnly[path.join('.')] ?? {}).map(
      (field) => (input as Record<string, unknown> | undefined)?.[field],
    )
    if (named.every((one) => typeof one !== 'string' || wasChosen(one))) return
    const { status } = failures.forbidden
    throw new ORPCError('forbidden', { status, message: 'Choose it in the dialog, or drop it on the page.' })
  }
  const handler = new RPCHandler(
    { ...router, shell },
    {
      clientInterceptors: [
        (options) => {
          checkFile(options.path, options.input)
          return options.next()
        },
      ],
    },
  )
  const context: Context = {
    room,
    // read for every call: the first seat's role may change
    get asker() {
      return ownerAsker(room)
    },
  }
  const ports = new Map<number, MessagePortMain>()
  const connect = (event: IpcMainEvent) => {
    const [port] = event.ports
    if (!port) return
    if (!isOwnPage(event)) {
      room.ports.log.warn('a stranger asked for the engine', { address: event.senderFrame?.url.slice(0, 200) })
      return port.close()
    }
    // A page that was loaded anew posts a new port; the old one's streams end with it.
    ports.get(event.sender.id)?.close()
    ports.set(event.sender.id, port)
    port.on('close', () => ports.get(event.sender.id) === port && ports.delete(event.sender.id))
    handler.upgrade(port, { context })
    port.start()
  }
  ipcMain.on(channel, connect)
  return {
    close() {
      ipcMain.off(channel, connect)
      for (const port of [...ports.values()]) port.close()
    },
  }
}
