/** The commands of the scripted IMAP server: what it would say if nobody told it otherwise. */
import type { Answer, Talk } from './imap-answer.ts'
import { asksBodies, fetchLines, placeInView, search } from './imap-fetch.ts'
import type { RigFolder, RigMailbox } from './imap-mailbox.ts'
import { type ImapPlace, silentOnUidNext } from './imap-script.ts'
import { instantOf, quote, textOf, type Word } from './imap-words.ts'

export interface Command {
  verb: string
  words: Word[]
  /** Of an APPEND: the message. */
  message: Buffer | null
}

export interface Keeper {
  capabilities: string[]
  /** Null: wrong name or password. */
  signIn(user: string, password: string): RigMailbox | null
  now(): number
}

export interface Reply extends Answer {
  place: ImapPlace | null
  /** What happens once the answer was given in full. */
  after?: () => void
}

const says = (place: ImapPlace | null, end: string, lines: Iterable<string | Buffer> = []): Reply => ({
  place,
  lines,
  end,
})
const unknown = (place: ImapPlace | null) => says(place, 'BAD not known here')

export const capabilityLine = (keeper: Keeper): string =>
  `CAPABILITY ${['IMAP4rev1', ...keeper.capabilities].join(' ')}`

/** What a server says of itself unasked. */
export const unasked = (keeper: Keeper): string =>
  keeper.capabilities.includes('ENABLE') ? `[${capabilityLine(keeper)}] ` : ''

/** What the server answers to a command. */
export function reply(keeper: Keeper, talk: Talk, command: Command): Reply {
  const { verb, words } = command
  if (verb === 'CAPABILITY') return says('capability', 'OK done', [`* ${capabilityLine(keeper)}\r\n`])
  if (verb === 'LOGOUT') return { ...says('logout', 'OK done', ['* BYE see you\r\n']), after: () => talk.socket.end() }
  if (verb === 'ID') return says(null, 'OK done', ['* ID NIL\r\n'])
  if (verb === 'NOOP' || verb === 'CHECK') return says('noop', 'OK done', news(talk))
  if (verb === 'LOGIN') return signedIn(keeper, talk, textOf(words[0]), textOf(words[1]))
  if (verb === 'AUTHENTICATE') return authenticate(keeper, talk, words)
  const { mailbox } = talk
  if (mailbox === null) return says(null, 'BAD sign in first')
  if (verb === 'NAMESPACE') return says('namespace', 'OK done', ['* NAMESPACE (("" "/")) NIL NIL\r\n'])
  if (verb === 'ENABLE') return says(null, 'OK done', [`* ENABLED ${words.map(textOf).join(' ')}\r\n`])
  if (verb === 'LIST' || verb === 'LSUB') return list(keeper, mailbox, verb, words)
  if (verb === 'SELECT' || verb === 'EXAMINE') return select(keeper, talk, mailbox, verb, textOf(words[0]))
  if (verb === 'STATUS') return status(mailbox, textOf(words[0]), words[1])
  if (verb === 'APPEND') return append(keeper, mailbox, command)
  if (verb === 'CREATE') {
    mailbox.add(textOf(words[0]))
    return says(null, 'OK done')
  }
  const { folder } = talk
  if (folder === null) return says(null, 'BAD open a folder first')
  if (verb === 'CLOSE' || verb === 'UNSELECT') {
    talk.folder = null
    return says(null, 'OK done')
  }
  if (verb === 'UID SEARCH' || verb === 'SEARCH') return found(keeper, talk, folder, verb, words)
  if (verb === 'UID FETCH' || verb === 'FETCH') return fetched(talk, folder, verb, words)
  if (verb === 'UID STORE' || verb === 'STORE') return store(talk, folder, verb, words)
  return unknown(null)
}

function signedIn(keeper: Keeper, talk: Talk, user: string, password: string): Reply {
  const mailbox = keeper.signIn(user, password)
  if (mailbox === null) return says('login', 'NO [AUTHENTICATIONFAILED] Authentication failed.')
  talk.user = user
  const after = () => {
    talk.mailbox = mailbox
  }
  return { ...says('login', `OK ${unasked(keeper)}Logged in`), after }
}

function authenticate(keeper: Keeper, talk: Talk, [way, first]: Word[]): Reply {
  const given = Buffer.from(textOf(first), 'base64').toString('utf8')
  const [, user = '', password = ''] =
    textOf(way).toUpperCase() === 'PLAIN'
      ? given.split('\0')
      : (/^user=(.*)\|auth=Bearer (.*)\|\|$/s.exec(given.replaceAll('\u0001', '|')) ?? [])
  return signedIn(keeper, talk, user, password)
}

function list(keeper: Keeper, mailbox: RigMailbox, verb: string, words: Word[]): Reply {
  const pattern = textOf(words[1])
  const shown = [...mailbox.folders.values()].filter(
    ({ name }) => pattern === '*' || pattern === '%' || pattern === name,
  )
  const marks = keeper.capabilities.includes('SPECIAL-USE')
  const line = ({ name, use }: RigFolder) => {
    const flags = ['\\HasNoChildren', ...(use !== null && marks ? [use] : [])]
    return `* ${verb} (${flags.join(' ')}) "/" ${quote(name)}\r\n`
  }
  return says('list', 'OK done', pattern === '' ? [`* ${verb} (\\Noselect) "/" ""\r\n`] : shown.map(line))
}

const missing = (name: string) => `NO [NONEXISTENT] there is no ${name} here`

function folderOf(mailbox: RigMailbox, name: string): RigFolder | undefined {
  return mailbox.folders.get(/^inbox$/i.test(name) ? 'INBOX' : name)
}

function select(keeper: Keeper, talk: Talk, mailbox: RigMailbox, verb: string, name: string): Reply {
  talk.folder = null
  const folder = folderOf(mailbox, name)
  if (!folder) return says('select', missing(name))
  talk.folder = folder
  talk.readOnly = verb === 'EXAMINE'
  talk.view = folder.messages.map(({ uid }) => uid)
  talk.gone = new Set()
  const lines = [
    '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n',
    `* ${talk.view.length} EXISTS\r\n* 0 RECENT\r\n`,
    `* OK [UIDVALIDITY ${folder.uidValidity}] fine\r\n`,
    ...(keeper.capabilities.includes(silentOnUidNext) ? [] : [`* OK [UIDNEXT ${folder.uidNext}] next\r\n`]),
    '* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)] limited\r\n',
    ...(keeper.capabilities.includes('CONDSTORE') ? [`* OK [HIGHESTMODSEQ ${folder.uidNext}] highest\r\n`] : []),
  ]
  return says('select', `OK [READ-${talk.readOnly ? 'ONLY' : 'WRITE'}] done`, lines)
}

function status(mailbox: RigMailbox, name: string, items: Word | undefined): Reply {
  const folder = folderOf(mailbox, name)
  if (!folder) return says('status', missing(name))
  const values: Record<string, () => number> = {
    MESSAGES: () => folder.messages.length,
    RECENT: () => 0,
    UIDNEXT: () => folder.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: () => folder.messages.filter(({ flags }) => !flags.has('\\Seen')).length,
    HIGHESTMODSEQ: () => folder.uidNext,
  }
  const asked = Array.isArray(items) ? items.map((item) => textOf(item).toUpperCase()) : []
  const told = asked.map((item) => `${item} ${values[item]?.() ?? 0}`).join(' ')
  return says('status', 'OK done', [`* STATUS ${quote(name)} (${told})\r\n`])
}

function append(keeper: Keeper, mailbox: RigMailbox, { words, message }: Command): Reply {
  const folder = folderOf(mailbox, textOf(words[0]))
  if (!folder) return says('append', `NO [TRYCREATE] there is no ${textOf(words[0])} here`)
  const flags = words.find((word) => Array.isArray(word)) as string[] | undefined
  const date = words.slice(1, -1).find((word) => typeof word === 'string' && word.includes(':'))
  const at = date === undefined ? keeper.now() : instantOf(textOf(date))
  const uid = mailbox.put(folder.name, message ?? Buffer.alloc(0), at, flags)
  const code = keeper.capabilities.includes('UIDPLUS') ? `[APPENDUID ${folder.uidValidity} ${uid}] ` : ''
  return says('filed', `OK ${code}done`)
}

function found(keeper: Keeper, talk: Talk, folder: RigFolder, verb: string, words: Word[]): Reply {
  const extended = textOf(words[0]).toUpperCase() === 'RETURN'
  if (extended && !keeper.capabilities.includes('ESEARCH')) return unknown('search')
  const keys = extended ? words.slice(2) : words
  const uids = search(folder, talk.view, textOf(keys[0]).toUpperCase() === 'CHARSET' ? keys.slice(2) : keys)
  if (uids === null) return unknown('search')
  const hits = verb === 'SEARCH' ? uids.map((uid) => placeInView(talk.view, uid) + 1) : uids
  const line = extended
    ? `* ESEARCH (TAG "${talk.tag}") ${verb === 'SEARCH' ? '' : 'UID '}${esearch(words[1], hits)}\r\n`
    : `* SEARCH${hits.map((hit) => ` ${hit}`).join('')}\r\n`
  return says('search', 'OK done', [line])
}

function esearch(options: Word | undefined, hits: number[]): string {
  const wants =
    Array.isArray(options) && options.length > 0 ? options.map((each) => textOf(each).toUpperCase()) : ['ALL']
  const values: Record<string, string | number | undefined> = {
    ALL: hits.join(','),
    COUNT: hits.length,
    MIN: hits[0],
    MAX: hits.at(-1),
  }
  const told = wants.filter((want) => want === 'COUNT' || hits.length > 0)
  return told.map((want) => `${want} ${values[want]}`).join(' ')
}

function fetched(talk: Talk, folder: RigFolder, verb: string, [set, asked]: Word[]): Reply {
  const items = (Array.isArray(asked) ? asked : [asked ?? '']).map(textOf)
  const place = asksBodies(items) ? 'bodies' : 'heads'
  const lines = fetchLines(folder, talk.view, { set: textOf(set), byUid: verb === 'UID FETCH', items })
  return lines === null ? unknown(place) : says(place, 'OK done', lines)
}

function store(talk: Talk, folder: RigFolder, verb: string, [set, how, flags]: Word[]): Reply {
  if (talk.readOnly) return says(null, 'NO [READ-ONLY] this folder was opened to be read')
  const wish = { set: textOf(set), byUid: verb === 'UID STORE', items: ['UID'] }
  for (const line of fetchLines(folder, talk.view, wish) ?? []) {
    const message = folder.messages.find(({ uid }) => uid === Number(/UID (\d+)/.exec(line.toString())?.[1]))
    for (const flag of Array.isArray(flags) ? flags.map(textOf) : [])
      if (textOf(how).startsWith('-')) message?.flags.delete(flag)
      else message?.flags.add(flag)
  }
  return says(null, 'OK done')
}

/** What changed in the open folder since the client was last told. */
export function news(talk: Talk): string[] {
  const { folder, view } = talk
  if (!folder) return []
  const lines: string[] = []
  for (const uid of talk.gone) {
    const place = placeInView(view, uid)
    if (view[place] !== uid) continue
    view.splice(place, 1)
    lines.push(`* ${place + 1} EXPUNGE\r\n`)
  }
  talk.gone.clear()
  const last = view.at(-1) ?? 0
  const fresh = folder.messages.filter(({ uid }) => uid > last).map(({ uid }) => uid)
  if (fresh.length > 0) {
    for (const uid of fresh) view.push(uid)
    lines.push(`* ${view.length} EXISTS\r\n`)
  }
  return lines
}
