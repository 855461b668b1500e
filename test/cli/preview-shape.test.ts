/** What programs read from `preview --json`, and what people see without it. */
import { describe, expect, test } from 'vitest'
import { cadenza, preview } from './terminal.ts'

const monday = ['--now', '2026-11-23T08:00']
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/

describe('json', () => {
  test('has exactly the promised keys', async () => {
    const argv = ['--count', '60', '--step', '+2d@14:00', '--sender', 'a@example.com', '--sender', 'b@example.com']
    const result = await preview(...monday, ...argv, '--sends')
    expect(Object.keys(result)).toEqual(['zone', 'seed', 'summary', 'slots', 'excluded', 'sends'])
    expect(Object.keys(result.summary)).toEqual(['contacts', 'emails', 'start', 'finish', 'bottleneck', 'perSender'])
    expect(result.zone).toBe('Europe/Paris')
    expect(result.seed).toBe(7)
    expect(result.summary).toMatchObject({
      contacts: 60,
      emails: 120,
      perSender: [
        { sender: 'a@example.com', contacts: 30, emails: 60 },
        { sender: 'b@example.com', contacts: 30, emails: 60 },
      ],
    })
    expect(result.slots).toEqual([
      {
        start: '2026-11-23T09:00:00.000+01:00',
        emails: 60,
        perSender: { 'a@example.com': 30, 'b@example.com': 30 },
        perStep: { '1': 60 },
      },
      {
        start: '2026-11-25T14:00:00.000+01:00',
        emails: 60,
        perSender: { 'a@example.com': 30, 'b@example.com': 30 },
        perStep: { '2': 60 },
      },
    ])
    const sends = result.sends ?? []
    expect(sends).toHaveLength(120)
    for (const send of sends) {
      expect(Object.keys(send)).toEqual(['contact', 'sender', 'step', 'at', 'slot', 'why'])
      expect(send.at).toMatch(iso)
      expect(send.slot).toMatch(iso)
      expect(Date.parse(send.at) - Date.parse(send.slot)).toBeGreaterThanOrEqual(0)
      expect(Date.parse(send.at) - Date.parse(send.slot)).toBeLessThan(3_600_000)
    }
    const times = sends.map(({ at }) => Date.parse(at))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect([result.summary.start, result.summary.finish]).toEqual([sends[0]?.at, sends.at(-1)?.at])
  })

  test('leaves sends out unless asked for them', async () => {
    expect(await preview(...monday, '--count', '3')).not.toHaveProperty('sends')
  })

  test('is the same for the same seed, and a drawn seed can be used again', async () => {
    const argv = ['preview', '--json', '--sends', '--count', '40', '--zone', 'Europe/Paris', ...monday]
    const senders = ['--sender', 'a@example.com', '--sender', 'b@example.com', '--limit', '*:5-20/hour']
    const drawn = await cadenza([...argv, ...senders])
    const other = await cadenza([...argv, ...senders])
    const { seed } = JSON.parse(drawn.stdout) as { seed: number }
    expect((await cadenza([...argv, ...senders, '--seed', String(seed)])).stdout).toBe(drawn.stdout)
    expect(other.stdout).not.toBe(drawn.stdout)
  })

  test('of a list without anybody', async () => {
    const ran = await cadenza(['preview', '--json', '--contacts', '-', ...monday], { stdin: 'email\nnobody\n' })
    const result = JSON.parse(ran.stdout) as Awaited<ReturnType<typeof preview>>
    expect(result.summary).toMatchObject({ contacts: 0, emails: 0, start: null, finish: null, bottleneck: null })
    expect(result.slots).toEqual([])
    expect(result.excluded).toHaveLength(1)
  })
})

describe('for people', () => {
  const argv = ['preview', '--count', '500', '--zone', 'Europe/Paris', '--seed', '3', ...monday]

  test('plain where there is no terminal: totals, calendar, finish, bottleneck', async () => {
    const { stdout, code } = await cadenza([...argv, '--step', '+3d@14:00'])
    expect(code).toBe(0)
    expect(stdout).not.toContain('\u001b')
    for (const words of [
      '500',
      '1,000 in 2 steps',
      'Mon 23 Nov',
      'Finish',
      'mailbox me@example.com: 50 an hour',
      'Seed',
    ])
      expect(stdout).toContain(words)
    expect(stdout).toMatch(/^Mon 23 Nov .* 400$/m)
  })

  test('coloured on a terminal, unless NO_COLOR is set', async () => {
    expect((await cadenza(argv, { tty: true })).stdout).toContain('\u001b[')
    expect((await cadenza(argv, { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b')
    expect((await cadenza(argv, { tty: true, env: { TERM: 'dumb' } })).stdout).not.toContain('\u001b')
  })

  const wide = [...argv, '--window', 'daily 00:00-24:00', '--limit', '*:1000/day', '--limit', '*:13/hour']
  test.each([80, 60])('never wider than %d columns', async (columns) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room
    const bare = (line: string) => line.replaceAll(/\u001b\[[\d;]*m/g, '')
    const { stdout } = await cadenza(wide, { tty: true, columns })
    const map = stdout.split('\n').filter((line) => /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun|\s+\d\d )/.test(bare(line)))
    expect(map.length).toBeGreaterThan(1)
    for (const line of map) expect(bare(line).length).toBeLessThanOrEqual(Math.max(columns, 71))
  })

  test('a plan of years is folded in the middle, and nothing is lost', async () => {
    const { stdout } = await cadenza(['preview', '--count', '30000', '--seed', '1', '--zone', 'UTC', ...monday])
    expect(stdout).toMatch(/more days with [\d,]+ emails/)
    const totals = [...stdout.matchAll(/^(?:Mon|Tue|Wed|Thu|Fri) .* ([\d,]+)$/gm)].map(([, n]) => n)
    const folded = /with ([\d,]+) emails/.exec(stdout)?.[1]
    const sum = [...totals, folded].reduce((a, n) => a + Number(n?.replaceAll(',', '')), 0)
    expect(sum).toBe(30000)
  })

  test('names who is left out and why', async () => {
    const { stdout } = await cadenza(['preview', '--contacts', '-', ...monday], {
      stdin: 'email\nok@a.test\nbad\nok@a.test\n',
    })
    expect(stdout).toContain('invalid address 1, duplicate 1')
    expect(stdout).toContain('bad: Line 3, email: The @ is missing.')
  })
})
