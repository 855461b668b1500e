/** What every part of the stand-in is made of. */
import { EventEmitter } from 'node:events'
import type { ToScreen } from './wire.ts'

export const post = (message: ToScreen): void => void process.send?.(message)

/** Calls of what has no window, for tests to look at. */
export const recorded: { api: string; args: unknown[] }[] = []

export const record =
  <T>(api: string, result?: T) =>
  (...args: unknown[]): T => {
    const plain = args.map((each) =>
      typeof each === 'object' || typeof each === 'function' ? `[${typeof each}]` : each,
    )
    recorded.push({ api, args: plain })
    return result as T
  }

/** Names that the real module has; one that it doesn't have fails to compile. */
export type Names<T> = { [K in keyof T]?: unknown }

/** A name that is not here throws when it is used: a test must never pass because nothing happened. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(of, key, self) {
      if (key in of || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return Reflect.get(of, key, self)
      throw new Error(`The Electron stand-in has no ${name}.${key}`)
    },
  })
}

export const emitter = <T extends object>(name: string, members: T): T & EventEmitter =>
  strict(name, Object.assign(new EventEmitter(), members))

export interface Cancellable {
  defaultPrevented: boolean
  preventDefault(): void
}

export const cancellable = <T extends object>(more: T = {} as T): T & Cancellable => ({
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true
  },
  ...more,
})
