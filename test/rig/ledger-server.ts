/**
 * A scripted SMTP server with a ledger: the oracle of tests that kill the sender. It runs as a process of its own,
 * writes one JSON line an event and waits for the disk before it answers, so what the ledger says did happen, whoever
 * died when. `taken` is on disk before the 250 leaves.
 *
 *   node test/rig/ledger-server.ts LEDGER [PORT [durable|quick [KEY CERT tls|starttls]]]
 *
 * It listens on 127.0.0.1, or where CADENZA_LEDGER_HOST says, and writes down the time of the file CADENZA_LEDGER_TIME too.
 * Prints `{"port":…}`; each line on its standard input is a script (ledger-script.ts) that replaces the one before, answered
 * with `{"script":n}`.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { TLSSocket } from 'node:tls'
import { answer as answerFrom, openBook, plain, says, type Talk } from './ledger-answer.ts'
import type { RigPhase, RigRule, RigTls } from './ledger-script.ts'
import { readTime } from './time-file.ts'

const [ledgerPath = '', port = '0', disk = 'durable', keyFile, certFile, mode] = process.argv.slice(2)
const tls: RigTls | null =
  keyFile && certFile
    ? {
        key: readFileSync(keyFile, 'utf8'),
        cert: readFileSync(certFile, 'utf8'),
        mode: mode === 'tls' ? 'tls' : 'starttls',
      }
    : null
const book = openBook(ledgerPath, disk !== 'quick')
const { note, ruleFor } = book
const timeFile = process.env.CADENZA_LEDGER_TIME
let scripts = 0
let connections = 0

function answer(talk: Talk, phase: RigPhase, usual: string, rule?: RigRule | null): boolean {
  return answerFrom(book, talk, phase, usual, rule)
}

function greeted(talk: Talk): void {
  answer(talk, 'greeting', '220 rig.test ESMTP')
}

function ehloReply(talk: Talk): string {
  const offered = [...(book.script.extensions ?? ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES'])]
  if (tls?.mode === 'starttls' && !talk.secure) offered.push('STARTTLS')
  if (book.script.account || book.script.anybody) offered.push('AUTH PLAIN')
  return ['rig.test', ...offered].map((line, i) => `250${i === offered.length ? ' ' : '-'}${line}`).join('\r\n')
}

function command(talk: Talk, line: string): void {
  const verb = line.slice(0, 4).toUpperCase()
  if (verb === 'EHLO' || verb === 'HELO') {
    note(talk, 'ehlo', { text: line })
    answer(talk, 'ehlo', ehloReply(talk))
  } else if (verb === 'STAR') startTls(talk)
  else if (verb === 'AUTH') signIn(talk, line.split(' ')[2] ?? '')
  else if (verb === 'MAIL') mail(talk, line)
  else if (verb === 'RCPT') recipient(talk, line)
  else if (verb === 'DATA') data(talk)
  else if (verb === 'RSET') {
    note(talk, 'rset')
    clear(talk)
    talk.socket.write('250 2.0.0 flushed\r\n')
  } else if (verb === 'QUIT') {
    note(talk, 'quit')
    talk.socket.end('221 2.0.0 bye\r\n')
  } else talk.socket.write('502 5.5.2 not known here\r\n')
}

function clear(talk: Talk): void {
  talk.from = null
  talk.to = []
  talk.bodySeen = false
}

function startTls(talk: Talk): void {
  note(talk, 'starttls')
  const offered = tls?.mode === 'starttls' && !talk.secure
  if (!answer(talk, 'starttls', offered ? '220 2.0.0 go ahead' : '502 5.5.1 no TLS here') || !offered) return
  if (talk.dripping) void talk.dripping.then(() => secure(talk))
  else secure(talk)
}

function secure(talk: Talk): void {
  if (!tls) return
  talk.secure = true
  const socket = talk.socket as Socket
  socket.removeAllListeners('data')
  const secured = new TLSSocket(socket, { isServer: true, key: tls.key, cert: tls.cert })
  plain.set(secured, socket)
  talk.socket = secured
  talk.input = Buffer.alloc(0)
  listen(talk)
}

function signIn(talk: Talk, token: string): void {
  const [, user, password] = Buffer.from(token, 'base64').toString('utf8').split('\0')
  const { account, anybody } = book.script
  const fine = anybody || (user === account?.user && password === account?.password)
  note(talk, 'auth', { text: fine ? 'right' : 'wrong' })
  answer(talk, 'auth', fine ? '235 2.7.0 welcome' : '535 5.7.8 wrong user name or password')
}

function mail(talk: Talk, line: string): void {
  const from = /<(.*?)>/.exec(line)?.[1] ?? ''
  note(talk, 'mail', { from })
  if (talk.from !== null) talk.socket.write('503 5.5.1 one at a time\r\n')
  else if (answer(talk, 'mail', '250 2.1.0 sender fine')) talk.from = from
}

function recipient(talk: Talk, line: string): void {
  const to = /<(.*?)>/.exec(line)?.[1] ?? ''
  note(talk, 'rcpt', { to: [to] })
  if (talk.from === null) talk.socket.write('503 5.5.1 who is it from\r\n')
  else if (answer(talk, 'rcpt', '250 2.1.5 recipient fine', ruleFor('rcpt', [to]))) talk.to.push(to)
}

function data(talk: Talk): void {
  if (talk.to.length === 0) {
    talk.socket.write('554 5.5.1 no valid recipients\r\n')
    return
  }
  const rule = ruleFor('data', talk.to)
  // On disk before it is said: a sender that starts its text was asked for it.
  if (says(rule, '354', /^354/)) note(talk, 'data354', { to: talk.to })
  if (answer(talk, 'data', '354 go ahead', rule)) talk.mode = 'body'
}

/** The message is complete when a dot stands alone on a line (RFC 5321 §4.1.1.4). */
function body(talk: Talk): void {
  if (!talk.bodySeen) {
    talk.bodySeen = true
    const rule = ruleFor('body', talk.to)
    if (rule) {
      talk.mode = 'swallow'
      answer(talk, 'body', '451 4.3.0 stop', rule)
      return
    }
  }
  const end = talk.input.subarray(0, 3).equals(Buffer.from('.\r\n')) ? 0 : talk.input.indexOf('\r\n.\r\n') + 2
  if (end === 1) return
  if (talk.mode === 'swallow') {
    talk.input = talk.input.subarray(end + 3)
    talk.mode = 'command'
    clear(talk)
    return
  }
  const raw = talk.input.subarray(0, end).toString('latin1').replace(/^\.\./gm, '.')
  talk.input = talk.input.subarray(end + 3)
  talk.mode = 'command'
  complete(talk, raw)
}

function complete(talk: Talk, raw: string): void {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ')
  const header = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? null
  const ids = {
    from: talk.from ?? '',
    to: talk.to,
    messageId: header('Message-ID'),
    sendId: header('X-Cadenza-Send-Id'),
  }
  const sha256 = createHash('sha256').update(raw, 'latin1').digest('hex')
  note(talk, 'dot', { ...ids, bytes: raw.length, sha256 })
  const rule = ruleFor('dot', talk.to)
  if (says(rule, '250', /^2/) || rule?.take)
    note(talk, 'taken', { ...ids, sha256, ...(timeFile ? { time: readTime(timeFile) } : {}) })
  answer(talk, 'dot', '250 2.0.0 taken', rule)
  const after = ruleFor('after', talk.to)
  clear(talk)
  if (!after) return
  const spoil = () => answer(talk, 'after', '421 4.3.2 closing', after)
  if (talk.dripping) void talk.dripping.then(spoil)
  else spoil()
}

function listen(talk: Talk): void {
  const { socket } = talk
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    talk.input = Buffer.concat([talk.input, chunk])
    read(talk)
  })
}

function read(talk: Talk): void {
  while (talk.mode !== 'deaf' && talk.input.length > 0) {
    if (talk.dripping) {
      void talk.dripping.then(() => {
        talk.dripping = null
        read(talk)
      })
      return
    }
    const before = talk.input.length
    if (talk.mode === 'body' || talk.mode === 'swallow') body(talk)
    else {
      const end = talk.input.indexOf('\n')
      if (end < 0) return
      const line = talk.input.subarray(0, end).toString('utf8').trim()
      talk.input = talk.input.subarray(end + 1)
      command(talk, line)
    }
    if (talk.input.length === before) return
  }
  if (talk.mode === 'deaf') talk.socket.pause()
}

const server = createServer({ noDelay: true }, (socket) => {
  const talk: Talk = {
    socket,
    connection: ++connections,
    input: Buffer.alloc(0),
    mode: 'command',
    secure: tls?.mode === 'tls',
    from: null,
    to: [],
    bodySeen: false,
    dripping: null,
  }
  note(talk, 'connect')
  socket.on('close', () => note(talk, 'close'))
  socket.on('error', () => {})
  if (tls?.mode === 'tls') {
    const secured = new TLSSocket(socket, { isServer: true, key: tls.key, cert: tls.cert })
    plain.set(secured, socket)
    talk.socket = secured
    secured.once('secure', () => greeted(talk))
  } else greeted(talk)
  listen(talk)
})
server.listen(Number(port), process.env.CADENZA_LEDGER_HOST ?? '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' && address ? address.port : 0 }))
})
createInterface({ input: process.stdin })
  .on('line', (line) => {
    book.play(JSON.parse(line))
    console.log(JSON.stringify({ script: ++scripts }))
  })
  // Whoever started us is gone, so nobody will read the ledger any more.
  .on('close', () => process.exit(0))
