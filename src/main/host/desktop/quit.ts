/** The question before quitting: what would wait. Nothing is lost by quitting, but nothing leaves meanwhile either. */
import { dayNumber, weekdayOf } from '../../../shared/domain/time.ts'
import type { Engine } from '../../engine.ts'
import { readStatus, type Told } from './status.ts'
import { moment, untilTomorrow, words } from './words.ts'

type Client = ReturnType<Engine['client']>

/** Counted so far; beyond it "more than" says enough, and a quit must not wait for a million rows. */
const most = 10_000
const usualHour = 9

export interface QuitQuestion {
  message: string
  detail: string
}

/** What to ask; null when quitting changes nothing: nothing is planned, or nothing would leave anyway. */
export async function quitQuestion(client: Client): Promise<QuitQuestion | null> {
  const told = await readStatus(client)
  const { paused, stopped, planned, next_send } = told.status
  if (paused || stopped || planned === 0 || next_send === null) return null
  const { windows } = await client.workspace.get()
  const tomorrow = dayNumber(told.now, told.zone) + 1
  const opens = windows.filter(({ day }) => day === weekdayOf(tomorrow)).map(({ from }) => from)
  const until = untilTomorrow(tomorrow, opens.length > 0 ? Math.min(...opens) : usualHour, told.zone)
  const due = await dueBefore(client, until.at)
  const what = due > 0 ? words.quit.due(Math.min(due, most), due > most, until.text) : nextOnly(told, next_send)
  return { message: words.quit.title, detail: `${what}\n\n${words.quit.window}` }
}

const nextOnly = ({ now, zone }: Told, next: string): string => words.quit.later(moment(Date.parse(next), now, zone))

/** How many planned emails are due before an instant; never counts beyond `most` + 1. */
async function dueBefore(client: Client, at: number): Promise<number> {
  let count = 0
  let after: string | undefined
  while (count <= most) {
    const page = await client.sends.list({ state: 'planned', limit: 500, ...(after ? { after } : {}) })
    const due = page.rows.filter((row) => Date.parse(row.at) < at).length
    count += page.rows.filter((row) => !row.computer && Date.parse(row.at) < at).length
    if (due < page.rows.length || page.next === null) break
    after = page.next
  }
  return count
}
