import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnection } from '../../src/main/mail/smtp.ts'
import type { SmtpProtocol, SmtpTimeouts } from '../../src/main/mail/smtp-settings.ts'
import type { SendOutcome } from '../../src/shared/domain/outcome.ts'
import { verdictOf } from '../../src/shared/domain/verdict.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import type { RigPhase, RigRule } from '../rig/ledger-script.ts'
import { makeTls, type Tls } from '../servers/tls.ts'
import { faults, phases } from './faults.ts'

/** 9 places × 12 ways to go wrong × 3 transports, each against a server process that writes down what really happened. */

let folder: string
let tls: Tls
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-faults-'))
  tls = makeTls(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const account = { user: 'anna@example.com', password: 'p4ss-wörd' }
const early: RigPhase[] = ['greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data']

const raw = Buffer.from(
  `Message-ID: <1@example.com>\r\nX-Cadenza-Send-Id: s1\r\n\r\n.\r\n..hello\r\n${'x'.repeat(70_000)}\r\n`,
)

type Case = [phase: RigPhase, fault: string]

/** The class of answer that each fault must lead to; null = only the invariants hold (the server has lost its place). */
function expected([phase, fault]: Case, transport: SmtpProtocol): RegExp | null {
  if (phase === 'after') return /^accepted$/
  if (fault === 'drip') return /^accepted$|^refused_after 4/
  if (fault === 'twice') return phase === 'dot' ? /^accepted$/ : null
  if (fault === 'other positive') {
    if (phase === 'data') return /^broken protocol data false$/
    return phase === 'mail' || phase === 'rcpt' || phase === 'dot' ? /^accepted$/ : null
  }
  const started = !early.includes(phase)
  if (fault === 'partial' && phase === 'body') return /^refused_after 451$/
  if (['4xx', '5xx', '421'].includes(fault)) {
    const code = fault === '4xx' ? 451 : fault === '5xx' ? 550 : 421
    return started ? new RegExp(`^refused_after ${code}$`) : new RegExp(`^refused_before ${code} ${phase}$`)
  }
  const cause = fault === 'hang' ? 'timeout' : /garbage|endless/.test(fault) ? 'protocol' : 'closed'
  // The envelope leaves in one go, and a reset takes replies with it that were already on their way; a fault inside
  // the body is noticed wherever the sender is by then.
  if (phase === 'greeting' && fault === 'reset') return /^broken closed (connect|greeting) false$/
  const where = started ? '(body|dot)' : ['mail', 'rcpt', 'data'].includes(phase) ? '(mail|rcpt|data)' : phase
  const tlsNoise =
    phase === 'starttls' && transport === 'starttls' && fault !== 'hang' ? '(closed|tls|protocol)' : cause
  return new RegExp(`^broken ${tlsNoise} ${where} ${started}$`)
}

function inShort(outcome: SendOutcome): string {
  if (outcome.kind === 'accepted') return 'accepted'
  if (outcome.kind === 'refused_before') return `refused_before ${outcome.reply.code} ${outcome.phase}`
  if (outcome.kind === 'refused_after') return `refused_after ${outcome.reply.code}`
  if (outcome.kind === 'broken') return `broken ${outcome.cause} ${outcome.phase} ${outcome.dataStarted}`
  return `not_sent ${outcome.reason}`
}

/** Short only where the server is going to be silent, so that a busy machine isn't taken for a silent server. */
function waitsFor([phase, fault]: Case): Partial<SmtpTimeouts> {
  const hangs = (...at: RigPhase[]) => (fault === 'hang' && at.includes(phase) ? 300 : 20_000)
  return {
    connect: 20_000,
    greeting: hangs('greeting'),
    command: hangs('ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'after'),
    block: hangs('body'),
    termination: hangs('body', 'dot'),
  }
}

describe.each(['none', 'starttls', 'tls'] as const)('%s', (transport) => {
  let server: LedgerServer
  beforeAll(async () => {
    const keys = { keyFile: tls.key, certFile: tls.certificate }
    server = await startLedgerServer({
      durable: false,
      ...(transport === 'none' ? {} : { tls: { ...keys, mode: transport } }),
    })
  })
  afterAll(() => server.stop())

  const cases: Case[] = phases
    .filter((phase) => phase !== 'starttls' || transport === 'starttls')
    .flatMap((phase) => Object.keys(faults).map((fault): Case => [phase, fault]))

  test.each(cases)('at %s: %s', async (phase, fault) => {
    // EHLO is tried again as HELO, so it fails each time.
    const rule = { phase, ...faults[fault], times: phase === 'ehlo' ? 9 : 1 } as RigRule
    await server.play({ rules: [rule], account })
    server.mark()
    const settings = { host: server.host, port: server.port, protocol: transport, user: account.user, ca: tls.ca }
    const connection = openConnection(settings, account.password, waitsFor([phase, fault]))
    let commits = 0
    const mail = {
      envelope: { from: 'anna@example.com', to: 'ben@example.org' },
      raw,
      onDataStarted: async () => {
        commits++
        // What the ledger holds now is what the server had said before the body could leave.
        expect(server.events().some((one) => one.event === 'data354')).toBe(true)
      },
    }
    const outcome = await connection.send(mail)
    const events = server.events()
    const taken = events.filter((one) => one.event === 'taken').length
    const asked = events.filter((one) => one.event === 'data354').length

    const short = inShort(outcome)
    const pattern = expected([phase, fault], transport)
    if (pattern) expect(short).toMatch(pattern)
    // Out of step, we don't believe even a true 354; the other way round would be the harm.
    if (pattern) expect(commits, `${short}: data_started is written exactly when 354 was answered`).toBe(asked)
    else expect(commits).toBeLessThanOrEqual(asked)
    if (phase === 'body' && fault === 'other positive') expect(short).toMatch(/^accepted$|^broken protocol/)
    else if (outcome.kind === 'accepted') expect(taken).toBe(1)
    else if (outcome.kind === 'broken' && outcome.dataStarted) expect(verdictOf(outcome).next).toBe('unsure')
    else expect([taken, verdictOf(outcome).next]).toEqual([0, expect.not.stringMatching(/sent|unsure/)])

    // Whatever happened, the same connection sends the next email as if nothing had.
    await server.play({ account })
    server.mark()
    expect(inShort(await connection.send(mail))).toBe('accepted')
    expect(server.events().filter((one) => one.event === 'taken')).toHaveLength(1)
    await connection.close()
  })
})
