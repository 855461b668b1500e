/** What the terminal says of emails that another computer sends. */
import { expect, it } from 'vitest'
import { elsewhereWords, isUnheard } from '../../src/main/host/cli/elsewhere.ts'
import type { Io } from '../../src/main/host/cli/io.ts'

const io = (now: string) => ({ clock: { now: () => Date.parse(now) }, zone: 'Europe/Paris' }) as unknown as Io
const email = (heard_at: string | null) => ({ at: '2026-11-10T09:00:00Z', computer: 'Ben’s desk', heard_at })

it('says where an email leaves until its hour is over, and then that it was due and what was heard', () => {
  const [before, after] = [io('2026-11-10T09:59:59Z'), io('2026-11-10T10:00:00Z')]
  const heard = [null, '2026-11-10T07:30:00Z', '2026-11-10T10:00:00Z'].map(email)
  expect(heard.map((one) => elsewhereWords(before, one))).toEqual(Array(3).fill('leaves from Ben’s desk, about then'))
  expect(heard.map((one) => elsewhereWords(after, one))).toEqual([
    'was due then on Ben’s desk; nothing was heard from it yet',
    expect.stringMatching(/^was due then on Ben’s desk; last heard from it .*08:30/),
    expect.stringMatching(/^was due then on Ben’s desk; it had not left when that was heard of, .*11:00/),
  ])
  expect([isUnheard(before, email(null)), isUnheard(after, email(null))]).toEqual([false, true])
})

it('says nothing of what leaves from here or has no time', () => {
  const after = io('2026-11-10T10:00:00Z')
  for (const one of [
    { ...email(null), computer: null },
    { ...email(null), at: null },
  ])
    expect([isUnheard(after, one), elsewhereWords(after, one)]).toEqual([false, null])
})
