/** The days of the workspace's calendar: which hours are open, and why a day is closed. */
import { agendaOf, slotsOf } from '../../../shared/domain/plan-agenda.ts'
import type { Calendar } from '../../../shared/domain/plan-shape.ts'
import { hourAt, weekdayOf } from '../../../shared/domain/time.ts'
import { formatDay, parseDay } from '../../../shared/domain/time-text.ts'
import { daysOff, holidayName } from '../../days-off.ts'
import type { WorkspaceRow } from '../../store/workspace.ts'

export interface OpenDay {
  date: string
  open: boolean
  closed: string | null
  hours: number[]
}

export const calendarOf = ({ windows, holidays, daysOff: own }: WorkspaceRow): Calendar => ({
  windows,
  isDayOff: daysOff(holidays, own),
})

function closedBecause(workspace: WorkspaceRow, day: number): string {
  const weekday = weekdayOf(day)
  if (!workspace.windows.some((block) => block.day === weekday)) return weekday > 5 ? 'Weekend' : 'No sending'
  const own = workspace.daysOff.some((date) => parseDay(date) === day)
  return holidayName(workspace.holidays, day) ?? (own ? 'Day off' : 'No sending')
}

/** Local days from `first` to `last` (day numbers), and the starts of their open slots. */
export function openDays(workspace: WorkspaceRow, first: number, last: number): { days: OpenDay[]; slots: number[] } {
  const agenda = agendaOf(calendarOf(workspace), workspace.zone)
  const days: OpenDay[] = []
  const slots: number[] = []
  for (let day = first; day <= last; day++) {
    const starts = slotsOf(agenda, day)
    slots.push(...starts)
    const open = starts.length > 0
    days.push({
      date: formatDay(day),
      open,
      closed: open ? null : closedBecause(workspace, day),
      hours: starts.map((start) => hourAt(start, workspace.zone)),
    })
  }
  return { days, slots }
}
