import { fdatasyncSync, openSync, writeSync } from 'node:fs'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { RigEvent, RigPhase, RigRule, RigScript } from './ledger-script.ts'

/** The ledger server's memory (script and ledger file) and its ways to answer, well and badly. */

export interface Talk {
  socket: Socket | TLSSocket
  readonly connection: number
  input: Buffer
  /** `swallow`: the text was refused in the middle; the rest is read and dropped. */
  mode: 'command' | 'body' | 'swallow' | 'deaf'
  secure: boolean
  from: string | null
  to: string[]
  bodySeen: boolean
  /** Set while a reply leaves in drops: nothing else is said meanwhile. */
  dripping: Promise<void> | null
}

export interface Book {
  script: RigScript
  play(script: RigScript): void
  /** The rule for this occasion, if there is one; each occasion counts towards `skip` and `times`. */
  ruleFor(phase: RigPhase, to: readonly string[]): RigRule | null
  note(talk: Talk, event: RigEvent['event'], more?: Partial<RigEvent>): void
}

/** `durable`: each event is on disk before anything else happens. */
export function openBook(path: string, durable: boolean): Book {
  const file = openSync(path, 'a')
  let used = new Map<RigRule, number>()
  const book: Book = {
    script: {},
    play(script) {
      book.script = script
      used = new Map()
    },
    ruleFor(phase, to) {
      for (const rule of book.script.rules ?? []) {
        if (rule.phase !== phase) continue
        if (rule.to !== undefined && !to.some((one) => one.includes(rule.to as string))) continue
        const count = (used.get(rule) ?? 0) + 1
        used.set(rule, count)
        const skip = rule.skip ?? 0
        if (count > skip && count <= skip + (rule.times ?? 1)) return rule
      }
      return null
    },
    note(talk, event, more = {}) {
      writeSync(file, `${JSON.stringify({ event, connection: talk.connection, at: Date.now(), ...more })}\n`)
      if (durable) fdatasyncSync(file)
    },
  }
  return book
}

/** True when this rule (or none) leads to a complete reply that begins with `start`. */
export function says(rule: RigRule | null, usual: string, start: RegExp): boolean {
  if (!rule) return start.test(usual)
  return (rule.do === 'reply' || rule.do === 'twice' || rule.do === 'drip') && start.test(rule.text ?? usual)
}

/** Answers, or does what the script wants instead. True when the usual reply was given. */
export function answer(book: Book, talk: Talk, phase: RigPhase, usual: string, given?: RigRule | null): boolean {
  const rule = given === undefined ? book.ruleFor(phase, talk.to) : given
  if (!rule) {
    book.note(talk, 'reply', { phase, text: usual })
    talk.socket.write(`${usual}\r\n`)
    return true
  }
  book.note(talk, 'fault', { phase, do: rule.do })
  const text = rule.text ?? usual
  switch (rule.do) {
    case 'reply':
      book.note(talk, 'reply', { phase, text })
      talk.socket.write(`${text}\r\n`)
      // A reply that never comes to its last line: nothing more can be said after it.
      if (/(^|\n)\d{3}-[^\n]*\n?$/.test(text)) talk.mode = 'deaf'
      return /^[23]/.test(text)
    case 'twice':
      talk.socket.write(`${text}\r\n${text}\r\n`)
      return true
    case 'garbage':
      talk.socket.write('\x00\xff ~~ no mail server here ~~\r\n')
      return false
    case 'drip':
      drip(talk, `${text}\r\n`)
      return true
    case 'partial':
      talk.mode = 'deaf'
      talk.socket.end(text)
      return false
    case 'hang':
      talk.mode = 'deaf'
      return false
    case 'drop':
      talk.mode = 'deaf'
      talk.socket.destroy()
      return false
    case 'reset':
      talk.mode = 'deaf'
      if (talk.socket instanceof TLSSocket) talk.socket.destroy()
      plainOf(talk.socket).resetAndDestroy()
      return false
  }
}

export const plain = new WeakMap<TLSSocket, Socket>()
const plainOf = (socket: Socket | TLSSocket) => (socket instanceof TLSSocket ? (plain.get(socket) ?? socket) : socket)

function drip(talk: Talk, text: string): void {
  let at = 0
  talk.dripping = new Promise((resolve) => {
    const timer = setInterval(() => {
      talk.socket.write(text.slice(at, at + 4))
      at += 4
      // At once after the last byte: what the other side says next may need the next step to be ready.
      if (at < text.length && !talk.socket.destroyed) return
      clearInterval(timer)
      resolve()
    }, 5)
  })
}
