/** A mail server in this process that does what a test tells it, and keeps what it took with the story's own time. */
import { createServer, type Socket } from 'node:net'

export type Phase = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot'

/** A reply to give instead of the usual; or what to do: `take-…` takes the message first. `reset` ends with a TCP RST. */
export type Deed = `${number} ${string}` | Silence | `take-${Silence}` | undefined
export type Silence = 'drop' | 'hang' | 'reset'

export interface Occasion {
  phase: Phase
  /** Recipient, from `rcpt` on. */
  to: string
  /** The how-manieth of this phase for this recipient, from 1. */
  nth: number
}

export interface Arrival {
  /** By the story's clock. */
  at: number
  from: string
  to: string
  raw: string
  messageId: string
  /** False: the server vanished after taking it. */
  answered: boolean
}

export interface MailServer {
  port: number
  /** Each message taken, in order. */
  arrivals: Arrival[]
  /** Replaced by tests. */
  deed: (occasion: Occasion) => Deed
  /** What happens once in a phase, then the usual again. */
  once(phase: Phase, deed: Deed): void
  /** Where given, AUTH is asked for and checked. */
  password: string | null
  /** What it offers beside 8BITMIME, as `SIZE 1000`. */
  offers: string[]
  /** Runs while a message is in flight, after it was taken and before it is answered. */
  beforeAnswer: (arrival: Arrival) => void | Promise<void>
  /** Connections so far. */
  connections: number
  /** Lets go of what arrived and of what it counted: a long story would drown in it. */
  forget(): void
  stop(): Promise<void>
}

interface Talk {
  socket: Socket
  from: string
  to: string
  input: string
  body: boolean
  /** Sentences are answered one after the other. */
  turn: Promise<void>
}

const usual: Record<Phase, string> = {
  connect: '220 story.test',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 fine',
  rcpt: '250 2.1.5 fine',
  data: '354 go ahead',
  dot: '250 2.0.0 taken',
}

export async function startMailServer(now: () => number): Promise<MailServer> {
  const counts = new Map<string, number>()
  const sockets = new Set<Socket>()

  const say = (talk: Talk, phase: Phase): boolean => answer(talk, phase, deedFor(phase, talk.to))
  /** True when the conversation goes on as usual. */
  const answer = (talk: Talk, phase: Phase, deed: Deed): boolean => {
    const silence = deed?.replace('take-', '')
    if (silence === 'hang') return false
    if (silence === 'drop' || silence === 'reset') {
      if (silence === 'drop') talk.socket.destroy()
      else talk.socket.resetAndDestroy()
      return false
    }
    const line = deed ?? usual[phase]
    talk.socket.write(`${line}\r\n`)
    return /^[23]/.test(line)
  }
  const deedFor = (phase: Phase, to: string): Deed => {
    const name = `${phase} ${to}`
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    return me.deed({ phase, to, nth })
  }

  async function message(talk: Talk, raw: string): Promise<void> {
    const deed = deedFor('dot', talk.to)
    if (deed === undefined || /^(take-|2)/.test(deed)) {
      const messageId = /^Message-ID: *(\S+)/im.exec(raw)?.[1] ?? ''
      const arrival = { at: now(), from: talk.from, to: talk.to, raw, messageId, answered: !deed?.startsWith('take-') }
      me.arrivals.push(arrival)
      await me.beforeAnswer(arrival)
    }
    answer(talk, 'dot', deed)
  }

  function command(talk: Talk, line: string): void {
    const verb = line.slice(0, 4).toUpperCase()
    const address = () => /<(.*?)>/.exec(line)?.[1] ?? ''
    if (verb === 'EHLO')
      talk.socket.write(
        `250-story.test\r\n${me.offers.map((offer) => `250-${offer}\r\n`).join('')}${me.password === null ? '' : '250-AUTH PLAIN\r\n'}250 8BITMIME\r\n`,
      )
    else if (verb === 'AUTH') {
      const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')[2]
      answer(talk, 'auth', deedFor('auth', '') ?? (given === me.password ? undefined : '535 5.7.8 wrong password'))
    } else if (verb === 'MAIL') {
      talk.from = address()
      talk.to = ''
      say(talk, 'mail')
    } else if (verb === 'RCPT') {
      talk.to = address()
      say(talk, 'rcpt')
    } else if (verb === 'DATA') talk.body = say(talk, 'data')
    else if (verb === 'QUIT') talk.socket.end('221 bye\r\n')
    else talk.socket.write('250 fine\r\n')
  }

  function read(talk: Talk): void {
    const end = talk.body ? talk.input.indexOf('\r\n.\r\n') : talk.input.indexOf('\r\n')
    if (end < 0) return
    const text = talk.input.slice(0, talk.body ? end + 2 : end)
    talk.input = talk.input.slice(end + (talk.body ? 5 : 2))
    const isBody = talk.body
    talk.body = false
    talk.turn = talk.turn.then(() => (isBody ? message(talk, text) : command(talk, text))).then(() => read(talk))
  }

  const server = createServer((socket) => {
    me.connections++
    sockets.add(socket)
    const talk: Talk = { socket, from: '', to: '', input: '', body: false, turn: Promise.resolve() }
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk: string) => {
      talk.input += chunk
      talk.turn = talk.turn.then(() => read(talk))
    })
    say(talk, 'connect')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const me: MailServer = {
    port: typeof address === 'object' && address ? address.port : 0,
    arrivals: [],
    deed: () => undefined,
    once(phase, deed) {
      const before = me.deed
      me.deed = (occasion) => {
        if (occasion.phase !== phase) return before(occasion)
        me.deed = before
        return deed
      }
    },
    password: null,
    offers: [],
    beforeAnswer: () => {},
    connections: 0,
    forget() {
      me.arrivals.length = 0
      counts.clear()
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  return me
}
