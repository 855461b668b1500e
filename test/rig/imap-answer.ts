/** How the scripted IMAP server answers, well and badly. */
import type { Socket } from 'node:net'
import type { RigFolder, RigMailbox } from './imap-mailbox.ts'
import type { ImapEvent, ImapPlace, ImapRule } from './imap-script.ts'

export interface Talk {
  socket: Socket
  connection: number
  /** Of the command at hand. */
  tag: string
  user: string | null
  mailbox: RigMailbox | null
  folder: RigFolder | null
  readOnly: boolean
  /** UIDs of the open folder by sequence number, as the client was told. */
  view: number[]
  /** Expunged, and not told yet. */
  gone: Set<number>
  /** Tag of the IDLE that is on. */
  idling: string | null
  /** Says nothing any more; what comes in is read and forgotten. */
  isDeaf: boolean
  /** Who ended it, once somebody did. */
  ended: string | null
}

export interface Answer {
  /** What comes before the tagged reply, one response each; made while it is sent. */
  lines: Iterable<string | Buffer>
  /** The tagged reply without its tag, such as `OK done`; null: a continuation, which has none. */
  end: string | null
}

export interface Told {
  rules: ImapRule[]
  used: Map<ImapRule, number>
  note(talk: Talk, event: ImapEvent['event'], text: string, place?: ImapPlace): void
}

/** The rule for this occasion, if there is one; each occasion counts towards `skip` and `times`. */
export function ruleFor(told: Told, place: ImapPlace, folder: string | null): ImapRule | null {
  for (const rule of told.rules) {
    if (rule.at !== place || (rule.folder !== undefined && rule.folder !== folder)) continue
    const count = (told.used.get(rule) ?? 0) + 1
    told.used.set(rule, count)
    const skip = rule.skip ?? 0
    if (count > skip && count <= skip + (rule.times ?? 1)) return rule
  }
  return null
}

const bytesOf = (line: string | Buffer): Buffer => (typeof line === 'string' ? Buffer.from(line, 'latin1') : line)

/** True as long as the conversation goes on. */
async function say(talk: Talk, bytes: string | Buffer): Promise<boolean> {
  if (talk.socket.destroyed || talk.socket.writableEnded) return false
  if (talk.socket.write(bytesOf(bytes))) return true
  await new Promise<void>((resolve) => {
    const done = () => {
      talk.socket.off('drain', done)
      talk.socket.off('close', done)
      resolve()
    }
    talk.socket.once('drain', done)
    talk.socket.once('close', done)
  })
  return !talk.socket.destroyed
}

export function hangUp(talk: Talk, how: 'drop' | 'reset' | 'end'): void {
  talk.isDeaf = true
  talk.ended ??= 'server'
  if (how === 'reset') talk.socket.resetAndDestroy()
  else if (how === 'drop') talk.socket.destroy()
  else talk.socket.end()
}

/** Answers, or does what the script wants instead. True when the whole usual answer was given. */
export async function answer(
  told: Told,
  talk: Talk,
  place: ImapPlace,
  tag: string,
  { lines, end }: Answer,
): Promise<boolean> {
  const rule = ruleFor(told, place, talk.folder?.name ?? null)
  if (rule === null) {
    for (const line of lines) if (!(await say(talk, line))) return false
    return end === null || say(talk, `${tag} ${end}\r\n`)
  }
  told.note(talk, 'fault', rule.do, place)
  const all = [...lines].map(bytesOf)
  const last = end === null ? Buffer.alloc(0) : Buffer.from(`${tag} ${end}\r\n`, 'latin1')
  return spoil(talk, tag, rule, all, last)
}

async function spoil(talk: Talk, tag: string, rule: ImapRule, lines: Buffer[], last: Buffer): Promise<boolean> {
  const { text = 'not now' } = rule
  const whole = Buffer.concat([...lines, last])
  switch (rule.do) {
    case 'no':
    case 'bad':
      await say(talk, `${tag} ${rule.do.toUpperCase()} ${text}\r\n`)
      return false
    case 'bye':
      await say(talk, `* BYE ${text}\r\n`)
      hangUp(talk, 'end')
      return false
    case 'drop':
    case 'reset':
      hangUp(talk, rule.do)
      return false
    case 'hang':
      talk.isDeaf = true
      return false
    case 'vanish':
      await say(talk, whole)
      talk.isDeaf = true
      return false
    case 'partial':
      await say(talk, whole.subarray(0, whole.length >> 1))
      hangUp(talk, 'end')
      return false
    case 'garbage':
      await say(talk, '\x01\xff ~~ no mailbox here ~~\r\n* ((((\r\n* 9999999999999 FETCH (UID\r\n')
      return say(talk, whole)
    case 'wrong tag':
      return say(talk, Buffer.concat([...lines, Buffer.from('ZZ99 OK done\r\n')]))
    case 'twice':
      return say(talk, Buffer.concat([...lines, last].flatMap((each) => [each, each])))
    case 'drip':
      return drip(talk, whole)
    case 'mid': {
      const half = lines.length >> 1
      await say(talk, Buffer.concat(lines.slice(0, half)))
      if (talk.mailbox) rule.meanwhile?.(talk.mailbox)
      return say(talk, Buffer.concat([...lines.slice(half), last]))
    }
    case 'long literal':
      await say(talk, lie(whole, 4_000))
      hangUp(talk, 'end')
      return false
    case 'short literal':
      return say(talk, lie(whole, -3))
  }
}

/** Makes the first literal claim so many bytes more than follow; an answer without one gets one that lies. */
function lie(whole: Buffer, more: number): Buffer {
  const text = whole.toString('latin1')
  const hasOne = /\{\d+\}\r\n/.test(text)
  const told = hasOne ? text : `* LIST (\\HasNoChildren) "/" {9}\r\nOld stuff\r\n${text}`
  return Buffer.from(
    told.replace(/\{(\d+)\}\r\n/, (_, n) => `{${Math.max(0, Number(n) + more)}}\r\n`),
    'latin1',
  )
}

/** In some forty pieces, a few milliseconds apart. */
async function drip(talk: Talk, whole: Buffer): Promise<boolean> {
  const piece = Math.max(5, Math.ceil(whole.length / 40))
  for (let at = 0; at < whole.length; at += piece) {
    if (!(await say(talk, whole.subarray(at, at + piece)))) return false
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  return true
}
