import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConnection } from '../../src/main/mail/smtp.ts'
import type { SendOutcome } from '../../src/shared/domain/outcome.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import type { RigRule } from '../rig/ledger-script.ts'
import { size } from '../size.ts'
import { faults, phases } from './faults.ts'

/**
 * Whole sessions at random: several emails over one connection to a server that misbehaves several times. Whatever
 * happens, what we say of each email agrees with what the server wrote down. CADENZA_SESSIONS=1000 for the full size.
 */
const sessions = Number(process.env.CADENZA_SESSIONS ?? size(30, 1_000))

let server: LedgerServer
beforeAll(async () => {
  server = await startLedgerServer({ durable: false })
})
afterAll(() => server.stop())

const account = { user: 'anna@example.com', password: 'secret' }

const rule = fc
  .record({
    phase: fc.constantFrom(...phases),
    fault: fc.constantFrom(...Object.keys(faults)),
    skip: fc.nat(3),
    times: fc.integer({ min: 1, max: 3 }),
  })
  // A server that says 2xx to a text it has not read to its end lies, and no sender can know.
  .filter(({ phase, fault }) => !(phase === 'body' && fault === 'other positive'))
  .map(({ phase, fault, skip, times }) => ({ phase, ...faults[fault], skip, times }) as RigRule)

async function session(rules: RigRule[], pipelining: boolean, mails: number): Promise<SendOutcome[]> {
  await server.play({ rules, account, extensions: pipelining ? ['PIPELINING'] : [] })
  server.mark()
  const settings = { host: server.host, port: server.port, protocol: 'none' as const, user: account.user }
  const wait = 400
  const connection = openConnection(settings, account.password, {
    greeting: wait,
    command: wait,
    block: wait,
    termination: wait,
  })
  const outcomes: SendOutcome[] = []
  for (let i = 0; i < mails; i++) {
    const raw = Buffer.from(
      `Message-ID: <${i}@example.com>\r\nX-Cadenza-Send-Id: s${i}\r\n\r\n${'text\r\n'.repeat(i * 50)}.\r\n`,
    )
    let asked = false
    const outcome = await connection.send({
      envelope: { from: 'anna@example.com', to: `to${i}@example.org` },
      raw,
      onDataStarted: async () => {
        expect(asked, 'one commit an attempt').toBe(false)
        asked = true
        expect(server.events().some((one) => one.event === 'data354' && one.to?.[0] === `to${i}@example.org`)).toBe(
          true,
        )
      },
    })
    if (outcome.kind === 'accepted' || outcome.kind === 'refused_after') expect(asked).toBe(true)
    outcomes.push(outcome)
  }
  await connection.close()
  return outcomes
}

test(`${sessions} sessions with a server that misbehaves at random`, async () => {
  const seen: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { maxLength: 4 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      async (rules, pipelining, mails) => {
        const outcomes = await session(rules, pipelining, mails)
        const taken = server.events().filter((one) => one.event === 'taken')
        for (const [i, outcome] of outcomes.entries()) {
          const copies = taken.filter((one) => one.sendId === `s${i}`).length
          const maybe = outcome.kind === 'broken' && outcome.dataStarted
          seen[maybe ? 'unsure' : outcome.kind] = (seen[maybe ? 'unsure' : outcome.kind] ?? 0) + 1
          if (outcome.kind === 'accepted') expect(copies, JSON.stringify(outcome)).toBe(1)
          else if (maybe) expect(copies).toBeLessThanOrEqual(1)
          else expect(copies, JSON.stringify(outcome)).toBe(0)
        }
      },
    ),
    { numRuns: sessions },
  )
  console.log('outcomes', seen)
}, 14_400_000)
