/** When something paused goes on: a time still ahead is kept, one gone by becomes the next open slot at that hour. */
import { agendaOf, nextOpen, slotsOf } from '../../shared/domain/plan-agenda.ts'
import { DAY, dayNumber, hourAt } from '../../shared/domain/time.ts'
import { daysOff } from '../days-off.ts'
import type { PausedSend } from '../store/enrollments.ts'
import type { Tx } from '../store/open.ts'
import { planBatch } from '../store/plan-state.ts'
import { batchById } from '../store/planning.ts'
import { contactZone } from '../store/sending.ts'
import { wishSlot } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'

/** How many days ahead the same hour is looked for, before any open slot will do. */
const patience = 14

/** Gives the send the slot it keeps or gets; the planner finds the instant in it. */
export function resumeSend(tx: Tx, send: PausedSend, now: number): void {
  const batch = batchById(tx, send.batchId)
  if (!batch) return
  const zone = contactZone(tx, send.id, batch.useContactZone) ?? workspaceRow(tx).zone
  const agenda = agendaOf(planBatch(batch, daysOff).calendar, zone)
  wishSlot(tx, send.id, send.slot > now ? send.slot : sameHour(agenda, zone, send.slot, now))
}

function sameHour(agenda: ReturnType<typeof agendaOf>, zone: string, slot: number, now: number): number {
  const hour = hourAt(slot, zone)
  const today = dayNumber(now, zone)
  for (let day = today; day < today + patience; day++) {
    const found = slotsOf(agenda, day).find((start) => start >= now && hourAt(start, zone) === hour)
    if (found !== undefined) return found
  }
  const next = nextOpen(agenda, now)
  return Number.isFinite(next) ? next : now + DAY
}
