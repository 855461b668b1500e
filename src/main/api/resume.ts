/** When something paused goes on: a time still ahead is kept, one gone by becomes the next open slot at that hour. */
import { type Agenda, agendaOf, nextOpen, slotsOf } from '../../shared/domain/plan-agenda.ts'
import { DAY, dayNumber, hourAt } from '../../shared/domain/time.ts'
import { daysOff } from '../days-off.ts'
import { firstPlannedMissed, type PausedSend } from '../store/enrollments.ts'
import type { Tx } from '../store/open.ts'
import { planBatch } from '../store/plan-state.ts'
import { type BatchRow, batchById } from '../store/planning.ts'
import { lookAgain } from '../store/replanning.ts'
import { contactZone } from '../store/sending.ts'
import { wishSlot } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'

/** How many days ahead the same hour is looked for, before any open slot will do. */
const patience = 14

/** Gives each send whose time has gone by the slot it gets now; the planner finds the instant in it. */
export function resumeSends(tx: Tx, sends: readonly PausedSend[], now: number): void {
  const batches = new Map<number, BatchRow | undefined>()
  const agendas = new Map<string, Agenda>()
  const usual = workspaceRow(tx).zone
  for (const send of sends) {
    lookAgain(tx, send.enrollmentId)
    if (send.at > now) continue
    if (!batches.has(send.batchId)) batches.set(send.batchId, batchById(tx, send.batchId))
    const batch = batches.get(send.batchId)
    if (!batch) continue
    const zone = contactZone(tx, send.id, batch.useContactZone) ?? usual
    const name = `${batch.id} ${zone}`
    const agenda = agendas.get(name) ?? agendaOf(planBatch(batch, daysOff).calendar, zone)
    agendas.set(name, agenda)
    wishSlot(tx, send.id, sameHour(agenda, send.slot, now))
  }
}

/** The same for everything that an account, or (null) all of them, should have sent by now. */
export function resumeMissed(tx: Tx, now: number, accountId: number | null = null): void {
  resumeSends(tx, firstPlannedMissed(tx, now, accountId), now)
}

function sameHour(agenda: Agenda, slot: number, now: number): number {
  const { zone } = agenda
  const hour = hourAt(slot, zone)
  const today = dayNumber(now, zone)
  for (let day = today; day < today + patience; day++) {
    const found = slotsOf(agenda, day).find((start) => start >= now && hourAt(start, zone) === hour)
    if (found !== undefined) return found
  }
  const next = nextOpen(agenda, now)
  return Number.isFinite(next) ? next : now + DAY
}
