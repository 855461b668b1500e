/** Message ports of the main process, and `ipcMain`. */
import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { emitter, type Names, post } from './base.ts'

/** Ports whose other end lives in a page, by the id they share. */
export const pagePorts = new Map<string, MessagePortMain>()

export class MessagePortMain extends EventEmitter {
  win = 0
  peer: MessagePortMain | undefined
  key: string | undefined
  #waiting: unknown[] | undefined = []

  start() {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const data of waiting) this.emit('message', { data, ports: [] })
  }

  deliver(data: unknown) {
    if (this.#waiting) this.#waiting.push(data)
    else this.emit('message', { data, ports: [] })
  }

  postMessage(data: unknown) {
    if (this.key) return post({ t: 'port', win: this.win, port: this.key, data })
    const copy = structuredClone(data)
    setImmediate(() => this.peer?.deliver(copy))
  }

  /** Either end closing tells both. */
  close() {
    const peer = this.peer
    this.peer = undefined
    this.gone()
    if (peer) setImmediate(() => peer.gone())
  }

  gone() {
    if (this.key) pagePorts.delete(this.key)
    this.emit('close')
  }

  bind(win: number, key: string) {
    Object.assign(this, { win, key })
    pagePorts.set(key, this)
    return this
  }
}

export class MessageChannelMain {
  port1 = new MessagePortMain()
  port2 = new MessagePortMain()
  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

/** Only what this product uses: a handler that answers single calls would be a second way in. */
export const ipcMain = emitter('ipcMain', {} satisfies Names<Electron.IpcMain>)
