import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseReply, type SendOutcome, type SmtpPhase } from '../../src/shared/domain/outcome.ts'
import { verdictOf } from '../../src/shared/domain/verdict.ts'
import { beforeMail, replies, type Short } from './verdict-replies.ts'

function short(outcome: SendOutcome): Short {
  const verdict = verdictOf(outcome)
  if (verdict.next === 'account') return verdict.trouble
  if (verdict.next === 'never') return verdict.suppress ? 'gone' : 'never'
  if (verdict.next === 'later')
    return verdict.cause === 'server' ? 'later' : verdict.cause === 'local' ? 'local' : 'offline'
  return verdict.next
}

function refused(phase: SmtpPhase, text: string): SendOutcome {
  const reply = parseReply(text)
  return phase === 'body' || phase === 'dot'
    ? { kind: 'refused_after', reply }
    : { kind: 'refused_before', phase, reply }
}

test.each(replies)('%s', (text, mail, rcpt, dot) => {
  expect([short(refused('mail', text)), short(refused('rcpt', text)), short(refused('dot', text))]).toEqual([
    mail,
    rcpt,
    dot,
  ])
})

test.each(beforeMail)('%s: %s', (phase, text, verdict) => {
  expect(short(refused(phase, text))).toBe(verdict)
})

test('what is not a reply', () => {
  const broken = (
    phase: SmtpPhase,
    cause: 'dns' | 'unreachable' | 'closed' | 'timeout' | 'untrusted' | 'tls' | 'protocol',
  ) => short({ kind: 'broken', phase, cause, dataStarted: false, error: '' })
  expect(broken('connect', 'dns')).toBe('offline')
  expect(broken('connect', 'unreachable')).toBe('offline')
  expect(broken('connect', 'untrusted')).toBe('connection')
  expect(broken('starttls', 'tls')).toBe('connection')
  expect(broken('ehlo', 'protocol')).toBe('connection')
  expect(broken('rcpt', 'protocol')).toBe('offline')
  expect(broken('data', 'closed')).toBe('offline')
  for (const cause of ['closed', 'timeout', 'protocol', 'untrusted'] as const) {
    for (const phase of ['body', 'dot'] as const) {
      expect(short({ kind: 'broken', phase, cause, dataStarted: true, error: '' })).toBe('unsure')
    }
  }
  const own = (reason: Extract<SendOutcome, { kind: 'not_sent' }>['reason']) =>
    short({ kind: 'not_sent', reason, error: '' })
  expect([
    own('commit_failed'),
    own('window_closed'),
    own('closed'),
    own('insecure'),
    own('too_large'),
    own('bad_envelope'),
    own('needs_smtputf8'),
  ]).toEqual(['local', 'local', 'local', 'credentials', 'never', 'never', 'never'])
  expect(short({ kind: 'accepted', reply: parseReply('250 ok'), serverMessageId: null })).toBe('sent')
})

test('replies are read with and without enhanced codes', () => {
  expect(parseReply('250-2.0.0 one\n250 2.0.0 two')).toEqual({
    code: 250,
    enhanced: '2.0.0',
    text: '250-2.0.0 one\n250 2.0.0 two',
  })
  expect(parseReply('550')).toEqual({ code: 550, enhanced: null, text: '550' })
  expect(parseReply('550 5.1.1')).toMatchObject({ code: 550, enhanced: '5.1.1' })
  expect(parseReply('550 5.1.1000 x')).toMatchObject({ code: 550, enhanced: null })
  expect(parseReply('5500 x').code).toBe(0)
  expect(parseReply('hello').code).toBe(0)
})

test('whatever a server says, only a message that had begun to leave can be unsure, and only a 5xx can refuse or suppress', () => {
  const phase = fc.constantFrom<SmtpPhase>(
    'connect',
    'greeting',
    'ehlo',
    'starttls',
    'auth',
    'mail',
    'rcpt',
    'data',
    'dot',
  )
  const enhanced = fc.tuple(fc.constantFrom(4, 5), fc.nat(7), fc.nat(150)).map((parts) => parts.join('.'))
  const words = fc.constantFrom(
    '',
    'user unknown',
    'limit exceeded',
    'daily sending quota exceeded',
    'authentication',
    'x'.repeat(5_000),
  )
  fc.assert(
    fc.property(
      phase,
      fc.integer({ min: 400, max: 599 }),
      enhanced,
      words,
      fc.string(),
      (at, code, status, known, noise) => {
        const verdict = verdictOf(refused(at, `${code} ${status} ${known} ${noise}`))
        expect(verdict.next).not.toBe('unsure')
        expect(verdict.next).not.toBe('sent')
        if (verdict.next === 'never') expect(code).toBeGreaterThanOrEqual(500)
        if (verdict.next === 'never' && verdict.suppress) expect(['rcpt', 'data', 'dot']).toContain(at)
        expect(verdict.because.length).toBeGreaterThan(5)
      },
    ),
    { numRuns: 3_000 },
  )
})
