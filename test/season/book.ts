/** What arrived in a season, kept outside the memory that is measured, and what it must not hold (I1–I5). */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import type { Arrival } from '../work/mail-server.ts'

export interface Entry {
  at: number
  from: string
  to: string
  id: string
}

export interface Book {
  write(arrivals: readonly Arrival[]): void
  /** Everything, in the order in which it arrived; the book is closed. */
  read(): Entry[]
}

export function openBook(file: string): Book {
  const open = openSync(file, 'w')
  return {
    write(arrivals) {
      for (const { at, from, to, messageId } of arrivals)
        writeSync(open, `${JSON.stringify({ at, from, to, id: messageId })}\n`)
    },
    read() {
      closeSync(open)
      return readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Entry)
    },
  }
}

export type Limit = readonly [count: number, unit: 'minute' | 'hour' | 'day']
const lengths = { minute: MINUTE, hour: HOUR, day: DAY }

/** I5: windows that hold more than they may, and what left outside Monday to Friday, 09:00–18:00, of its zone. */
export function breaches(entries: readonly Entry[], limits: readonly Limit[], zone: string): string[] {
  const at = entries.map((each) => each.at).sort((a, b) => a - b)
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const faults: string[] = []
  for (const [count, unit] of limits)
    for (let i = count; i < at.length; i++)
      if ((at[i] as number) - (at[i - count] as number) < lengths[unit])
        faults.push(`more than ${count} a ${unit} to ${new Date(at[i] as number).toISOString()}`)
  for (const each of at) {
    const text = local.format(each)
    const hour = Number(text.slice(-5, -3))
    if (/Sat|Sun/.test(text) || hour < 9 || hour >= 18) faults.push(`${text} is outside the hours of ${zone}`)
  }
  return faults
}

export interface Row {
  id: string
  address: string
  step: number
  state: string
}

/** I1, I2 and I3, as the database and the servers tell it. `again`: how often a person wanted one once more; `said`: who said so. */
export function copies(
  rows: readonly Row[],
  entries: readonly Entry[],
  people: { again: Map<string, number>; said: Set<string> },
): string[] {
  const found = new Map<string, number>()
  for (const { id } of entries) found.set(id, (found.get(id) ?? 0) + 1)
  const faults: string[] = []
  for (const { id, address, step, state } of rows) {
    const there = found.get(id) ?? 0
    const told = `${address}, step ${step}: ${state}, ${there} copies`
    if (/planned|sending|unsure/.test(state)) faults.push(`${told}: not over`)
    if (there > 1 + (people.again.get(id) ?? 0)) faults.push(told)
    if (state === 'sent' && there === 0 && !people.said.has(id)) faults.push(told)
    if (state === 'refused' && there > 0 && !people.again.has(id)) faults.push(told)
    found.delete(id)
  }
  for (const id of found.keys()) faults.push(`the servers took ${id}, which is in no ledger of ours`)
  return faults
}
