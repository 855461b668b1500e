/**
 * An IMAP4rev1 server in the test's own process, with mailboxes in memory, that follows a script of misdeeds
 * (imap-script.ts) and writes down all that its clients did. No TLS: it listens on this computer alone.
 */
import { createServer, type Socket } from 'node:net'
import { answer, hangUp, type Talk, type Told } from './imap-answer.ts'
import { type Command, type Keeper, news, reply, unasked } from './imap-commands.ts'
import { asksBodies, marksSeen } from './imap-fetch.ts'
import { type MailboxChange, makeMailbox, type RigMailbox } from './imap-mailbox.ts'
import { type ImapEvent, type ImapRule, modern } from './imap-script.ts'
import { literalMark, textOf, wordsOf } from './imap-words.ts'

export interface ImapRig {
  host: string
  port: number
  /** Makes a mailbox that this name and password open. */
  mailbox(user: string, password: string): RigMailbox
  /** Replaces what this server can do. */
  can(capabilities: readonly string[]): void
  /** Replaces the script. */
  play(rules: ImapRule[]): void
  /** What was done so far, since `mark`. */
  events: ImapEvent[]
  mark(): void
  /** Most connections of one mailbox at once, since `mark`. */
  most(): number
  /** Connections open now. */
  open(): number
  /** Connections that we say nothing on any more, and that their client still holds. */
  dead(): number
  /** Bytes sent, since `mark`. */
  sent(): number
  /** Commands that change what is in a mailbox or mark it as read, since the start. APPEND and CREATE are not among them. */
  harm: string[]
  /** Connections that ended without LOGOUT and without a misdeed of ours, since `mark`. */
  rude(): number
  /** Ends every connection at once, as a server that is restarted. */
  restart(): void
  stop(): Promise<void>
}

interface Line {
  text: string
  literals: Buffer[]
  /** The client waited for our word before it sent the message. */
  waited: boolean
}

const emptyLine = (): Line => ({ text: '', literals: [], waited: false })

export async function startImapServer(now: () => number, capabilities: readonly string[] = modern): Promise<ImapRig> {
  const users = new Map<string, { password: string; mailbox: RigMailbox }>()
  const talks = new Set<Talk>()
  const told: Told = {
    rules: [],
    used: new Map(),
    note: (talk, event, text, place) =>
      me.events.push({ event, connection: talk.connection, text, ...(place ? { place } : {}) }),
  }
  const keeper: Keeper = {
    capabilities: [...capabilities],
    now,
    signIn(user, password) {
      const known = users.get(user)
      return known?.password === password ? known.mailbox : null
    },
  }
  let connections = 0
  let most = 0
  let sentBefore = 0
  let sentByEnded = 0
  const sent = () => [...talks].reduce((sum, { socket }) => sum + socket.bytesWritten, sentByEnded)

  const count = (talk: Talk) => {
    // One that only has not been noticed yet to be gone was over before this one began.
    const open = [...talks].filter(({ user, ended }) => user === talk.user && ended === null).length
    most = Math.max(most, open)
  }
  const server = createServer({ noDelay: true }, (socket) => {
    const talk = newTalk(socket, ++connections)
    talks.add(talk)
    told.note(talk, 'connect', '')
    socket.on('error', () => {})
    socket.on('end', () => {
      talk.ended ??= 'client'
      socket.end()
    })
    socket.on('close', () => {
      talks.delete(talk)
      sentByEnded += socket.bytesWritten
      told.note(talk, 'close', talk.ended ?? 'client')
    })
    void converse(talk)
  })

  async function converse(talk: Talk): Promise<void> {
    const lines = reader(talk)
    await answer(told, talk, 'greeting', '*', { lines: [], end: `OK ${unasked(keeper)}rig.test` })
    for await (const line of lines) {
      if (talk.isDeaf) continue
      await obey(talk, line)
    }
  }

  /** The commands of a connection. A message that is to be appended is asked for only if the script agrees. */
  async function* reader(talk: Talk): AsyncIterable<Line> {
    let input: Buffer = Buffer.alloc(0)
    let line = emptyLine()
    let need: number | null = null
    for await (const chunk of chunksOf(talk.socket)) {
      if (talk.isDeaf) continue
      input = input.length === 0 ? chunk : Buffer.concat([input, chunk])
      while (input.length > 0) {
        if (need !== null) {
          if (input.length < need) break
          line.literals.push(input.subarray(0, need))
          input = input.subarray(need)
          need = null
          continue
        }
        const end = input.indexOf('\r\n')
        if (end < 0) break
        const text: string = line.text + input.subarray(0, end).toString('latin1')
        input = input.subarray(end + 2)
        const literal = /\{(\d+)(\+?)\}$/.exec(text)
        if (literal === null) {
          const whole = { ...line, text }
          line = emptyLine()
          yield whole
        } else if (literal[2] === '+' || (await goAhead(talk, text))) {
          line.text = text.slice(0, literal.index) + literalMark
          line.waited ||= literal[2] === ''
          need = Number(literal[1])
        } else line = emptyLine()
      }
    }
  }

  async function goAhead(talk: Talk, text: string): Promise<boolean> {
    const tag = text.slice(0, text.indexOf(' '))
    if (/^\S+ APPEND /i.test(text)) {
      const [, , name] = wordsOf(text, [])
      if (talk.mailbox && !talk.mailbox.folders.has(textOf(name))) {
        talk.socket.write(`${tag} NO [TRYCREATE] there is no ${textOf(name)} here\r\n`)
        return false
      }
      return answer(told, talk, 'append', tag, { lines: ['+ go ahead\r\n'], end: null })
    }
    talk.socket.write('+ go ahead\r\n')
    return true
  }

  async function obey(talk: Talk, line: Line): Promise<void> {
    if (talk.idling !== null) {
      const tag = talk.idling
      talk.idling = null
      told.note(talk, 'command', line.text.trim())
      if (/^done$/i.test(line.text.trim())) await answer(told, talk, 'done', tag, { lines: news(talk), end: 'OK done' })
      else talk.socket.write(`${tag} BAD DONE was expected\r\n`)
      return
    }
    const [tag, verb, ...words] = wordsOf(line.text, line.literals)
    talk.tag = textOf(tag)
    const name = textOf(verb).toUpperCase()
    const command: Command =
      name === 'UID'
        ? { verb: `UID ${textOf(words[0]).toUpperCase()}`, words: words.slice(1), message: null }
        : { verb: name, words, message: name === 'APPEND' ? (line.literals.at(-1) ?? null) : null }
    told.note(talk, 'command', shown(line.text, name))
    watchHarm(talk, command)
    if (name === 'IDLE') return idle(talk, textOf(tag))
    if (name === 'APPEND' && !(await mayFile(talk, line))) return
    const { place, after, ...said } = reply(keeper, talk, command)
    if (name === 'LOGOUT') talk.ended = 'logout'
    const whole =
      place === null
        ? await answer({ ...told, rules: [] }, talk, 'noop', textOf(tag), said)
        : await answer(told, talk, place, textOf(tag), said)
    if (whole) after?.()
    if (name === 'LOGIN' || name === 'AUTHENTICATE') count(talk)
  }

  /** False: something else was done with the message than to file it. */
  async function mayFile(talk: Talk, { waited }: Line): Promise<boolean> {
    const nothing = { lines: [], end: null }
    if (!waited && !(await answer(told, talk, 'append', talk.tag, nothing))) return false
    return answer(told, talk, 'literal', talk.tag, nothing)
  }

  function watchHarm(talk: Talk, { verb, words }: Command): void {
    const items = (Array.isArray(words[1]) ? words[1] : [words[1] ?? '']).map(textOf)
    const harms =
      /^(UID )?(STORE|COPY|MOVE|EXPUNGE)$|^(DELETE|RENAME|CLOSE)$/.test(verb) ||
      (/FETCH$/.test(verb) && (marksSeen(items) || (asksBodies(items) && !talk.readOnly)))
    if (harms && !(verb === 'CLOSE' && talk.readOnly)) me.harm.push(`${verb} ${items.join(' ')}`.trim())
  }

  async function idle(talk: Talk, tag: string): Promise<void> {
    if (!keeper.capabilities.includes('IDLE')) {
      talk.socket.write(`${tag} BAD not known here\r\n`)
      return
    }
    talk.idling = tag
    const fine = await answer(told, talk, 'idle', tag, { lines: ['+ idling\r\n', ...news(talk)], end: null })
    if (!fine) talk.idling = null
  }

  function changed(mailbox: RigMailbox, change: MailboxChange): void {
    for (const talk of talks) {
      if (talk.mailbox !== mailbox || talk.folder?.name !== change.folder) continue
      if (change.kind === 'gone') {
        // What a real server does with a folder that is open elsewhere.
        talk.socket.write('* BYE the folder is gone\r\n')
        hangUp(talk, 'end')
        continue
      }
      if (change.kind === 'expunged') talk.gone.add(change.uid)
      if (talk.idling !== null && !talk.isDeaf) for (const line of news(talk)) talk.socket.write(line)
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  let marked = 0
  const me: ImapRig = {
    host: '127.0.0.1',
    port: typeof address === 'object' && address ? address.port : 0,
    mailbox(user, password) {
      const mailbox = makeMailbox(now)
      users.set(user, { password, mailbox })
      mailbox.listen((change) => changed(mailbox, change))
      return mailbox
    },
    can(list) {
      keeper.capabilities = [...list]
    },
    play(rules) {
      told.rules = rules
      told.used = new Map()
    },
    events: [],
    mark() {
      me.events.length = 0
      most = talks.size
      sentBefore = sent()
      marked = connections
    },
    most: () => most,
    open: () => talks.size,
    dead: () => [...talks].filter(({ isDeaf, ended }) => isDeaf && ended === null).length,
    sent: () => sent() - sentBefore,
    harm: [],
    rude() {
      const spoiled = new Set(me.events.filter(({ event }) => event === 'fault').map(({ connection }) => connection))
      return me.events.filter(
        ({ event, text, connection }) =>
          event === 'close' && text === 'client' && connection > marked && !spoiled.has(connection),
      ).length
    },
    restart() {
      for (const talk of talks) hangUp(talk, 'reset')
    },
    stop: () =>
      new Promise((resolve) => {
        for (const { socket } of talks) socket.destroy()
        server.close(() => resolve())
      }),
  }
  return me
}

const newTalk = (socket: Socket, connection: number): Talk => ({
  socket,
  connection,
  tag: '',
  user: null,
  mailbox: null,
  folder: null,
  readOnly: true,
  view: [],
  gone: new Set(),
  idling: null,
  isDeaf: false,
  ended: null,
})

/** What comes in, until the connection ends, however that is. */
async function* chunksOf(socket: Socket): AsyncIterable<Buffer> {
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield chunk
  } catch {
    // reset by the client
  }
}

/** A command as the log keeps it: without its tag, and without what nobody should read. */
const shown = (text: string, verb: string): string =>
  /^(LOGIN|AUTHENTICATE)$/.test(verb) ? verb : text.slice(text.indexOf(' ') + 1).replaceAll(literalMark, '{}')
