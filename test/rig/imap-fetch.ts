/** FETCH and SEARCH of the scripted IMAP server. */
import { placeOf, type RigFolder, type RigMessage, rawOf } from './imap-mailbox.ts'
import { dateTime, fieldsOf, headOf, instantOf, rangesOf, textOf, type Word } from './imap-words.ts'

/** What a FETCH asks for: whether whole messages, whether in a way that marks them as read. */
export const asksBodies = (items: readonly string[]): boolean =>
  items.some((item) => /^(BODY(\.PEEK)?\[(TEXT|[\d.]*)\]|RFC822(\.TEXT)?$)/i.test(item))
export const marksSeen = (items: readonly string[]): boolean =>
  items.some((item) => /^(BODY\[|RFC822(\.TEXT)?$)/i.test(item))

/** Null: this server doesn't know the item. */
function itemOf(item: string, message: RigMessage): string | Buffer | null {
  const name = item.toUpperCase()
  if (name === 'UID') return `UID ${message.uid}`
  if (name === 'FLAGS') return `FLAGS (${[...message.flags].join(' ')})`
  if (name === 'INTERNALDATE') return message.at === null ? '' : `INTERNALDATE ${dateTime(message.at)}`
  if (name === 'MODSEQ') return `MODSEQ (${message.uid})`
  const raw = rawOf(message)
  if (name === 'RFC822.SIZE') return `RFC822.SIZE ${raw.length}`
  const section = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)(?:\.(\d+))?>)?$/.exec(name)
  if (!section) return null
  const [, part = '', from, length] = section
  const fields = /^HEADER\.FIELDS \((.*)\)$/.exec(part)
  let bytes: Buffer
  if (fields) bytes = fieldsOf(raw, (fields[1] as string).split(' '))
  else if (part === 'HEADER') bytes = headOf(raw)
  else if (part === 'TEXT') bytes = raw.subarray(headOf(raw).length)
  else if (part === '') bytes = raw
  else return null
  const cut = from === undefined ? bytes : bytes.subarray(Number(from), Number(from) + Number(length ?? bytes.length))
  return Buffer.concat([Buffer.from(`BODY[${part}]${from === undefined ? '' : `<${from}>`} {${cut.length}}\r\n`), cut])
}

/** One FETCH response each; null: an item is not known. */
export function fetchLines(
  folder: RigFolder,
  view: readonly number[],
  wish: { set: string; byUid: boolean; items: string[] },
): Iterable<Buffer> | null {
  const probe: RigMessage = { uid: 1, at: 0, flags: new Set(), raw: Buffer.alloc(0) }
  if (wish.items.some((item) => itemOf(item, probe) === null)) return null
  return (function* () {
    for (const uid of chosen(view, wish)) {
      const message = folder.messages[placeOf(folder.messages, uid)]
      // Expunged meanwhile: the client hears of it after this.
      if (message?.uid !== uid) continue
      if (marksSeen(wish.items)) message.flags.add('\\Seen')
      const items = wish.byUid && !wish.items.includes('UID') ? ['UID', ...wish.items] : wish.items
      const parts: (string | Buffer)[] = items
        .map((item) => itemOf(item, message) ?? '')
        .filter(({ length }) => length > 0)
      const spaced = parts.flatMap((part, i) => [Buffer.from(i > 0 ? ' ' : ''), Buffer.from(part)])
      const place = placeInView(view, uid) + 1
      yield Buffer.concat([Buffer.from(`* ${place} FETCH (`), ...spaced, Buffer.from(')\r\n')])
    }
  })()
}

function* chosen(view: readonly number[], { set, byUid }: { set: string; byUid: boolean }): Iterable<number> {
  const uids = [...view]
  const last = byUid ? (uids.at(-1) ?? 0) : uids.length
  for (const [from, to] of rangesOf(set, last)) {
    if (!byUid) yield* uids.slice(Math.max(0, from - 1), to)
    else
      for (let i = placeInView(uids, from); i < uids.length && (uids[i] as number) <= to; i++) yield uids[i] as number
  }
}

export function placeInView(view: readonly number[], uid: number): number {
  let from = 0
  let to = view.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((view[middle] as number) < uid) from = middle + 1
    else to = middle
  }
  return from
}

const day = 86_400_000
const dayOf = (at: number | null) => Math.floor((at ?? 0) / day) * day

type Test = (message: RigMessage, place: number) => boolean

/** The UIDs that match; null: a key of the search is not known. */
export function search(folder: RigFolder, view: readonly number[], keys: readonly Word[]): number[] | null {
  const rest = [...keys]
  const last = view.at(-1) ?? 0
  const header = (name: string, value: string): Test => {
    const wanted = value.toLowerCase()
    return (message) => {
      const line = fieldsOf(rawOf(message), [name]).toString('latin1').toLowerCase()
      return line.length > 2 && line.slice(line.indexOf(':') + 1).includes(wanted)
    }
  }
  const flag =
    (name: string, has: boolean): Test =>
    (message) =>
      message.flags.has(name) === has
  const within = (set: string): Test => {
    const ranges = rangesOf(set, last)
    return ({ uid }) => ranges.some(([from, to]) => uid >= from && uid <= to)
  }
  const next = (): Test | null => {
    const word = rest.shift()
    if (Array.isArray(word)) return every(word)
    const key = textOf(word).toUpperCase()
    const value = () => textOf(rest.shift())
    if (key === 'ALL') return () => true
    if (key === 'SEEN' || key === 'UNSEEN') return flag('\\Seen', key === 'SEEN')
    if (key === 'DELETED' || key === 'UNDELETED') return flag('\\Deleted', key === 'DELETED')
    if (key === 'UID') return within(value())
    if (/^[\d*][\d:,*]*$/.test(key)) {
      const ranges = rangesOf(key, view.length)
      return (_, place) => ranges.some(([from, to]) => place >= from && place <= to)
    }
    if (['SINCE', 'BEFORE', 'ON'].includes(key)) {
      const at = instantOf(value())
      return (message) =>
        key === 'SINCE' ? dayOf(message.at) >= at : key === 'BEFORE' ? dayOf(message.at) < at : dayOf(message.at) === at
    }
    if (key === 'HEADER') return header(value(), value())
    if (['FROM', 'TO', 'CC', 'SUBJECT'].includes(key)) return header(key, value())
    if (key === 'LARGER' || key === 'SMALLER') {
      const size = Number(value())
      return (message) => (key === 'LARGER' ? rawOf(message).length > size : rawOf(message).length < size)
    }
    if (key === 'TEXT' || key === 'BODY') {
      const wanted = value().toLowerCase()
      return (message) => rawOf(message).toString('latin1').toLowerCase().includes(wanted)
    }
    if (key === 'NOT') {
      const test = next()
      return test && ((message, place) => !test(message, place))
    }
    if (key !== 'OR') return null
    const [one, other] = [next(), next()]
    return one && other && ((message, place) => one(message, place) || other(message, place))
  }
  const every = (words: readonly Word[]): Test | null => {
    const before = rest.splice(0, rest.length, ...words)
    const tests: (Test | null)[] = []
    while (rest.length > 0) tests.push(next())
    rest.push(...before)
    return tests.includes(null) ? null : (message, place) => tests.every((test) => test?.(message, place))
  }
  const test = every(keys)
  if (test === null) return null
  return view.filter((uid, i) => {
    const message = folder.messages[placeOf(folder.messages, uid)]
    return message?.uid === uid && test(message, i + 1)
  })
}
