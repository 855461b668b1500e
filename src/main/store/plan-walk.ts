/** Where the rows of one enrollment stand: what is over, what stays where it is, and from where on the planner decides. */
import type { PlanFixed } from '../../shared/domain/plan-shape.ts'
import { HOUR } from '../../shared/domain/time.ts'
import type { LedgerRow } from './planning.ts'

/** A send overdue by up to this still goes out, paced; anything older is planned anew. */
const overdueGrace = HOUR

/** Mail of an account that was removed, or counted already: it fills nobody's limits, but the workspace's, domains' and engagements'. */
export const goneAccount = -1

/** Indices of accounts by row id: of what is to leave, and of what has left. */
export interface Places {
  at: Map<number, number>
  left: Map<number, number>
}

interface Walked {
  fixed: PlanFixed[]
  movable: LedgerRow[]
  next: { row: LedgerRow; previousAt: number | null } | null
}

interface WalkOptions extends Places {
  batch: number
  now: number
  paused: boolean
  /**
   * Nothing leaves from here: what is overdue may have left from the other computer, which was not heard of since. It keeps
   * its time, by which somebody who takes its mailbox over can tell it from what was not due yet.
   */
  isAway: boolean
}

/** From the first step on: what is over counts, what stays where it is is fixed, and from the first movable one on the planner decides. */
export function walk(rows: LedgerRow[], o: WalkOptions): Walked {
  const result: Walked = { fixed: [], movable: [], next: null }
  let previousAt: number | null = null
  const fix = (row: LedgerRow, at: number, accounts: Map<number, number>) =>
    result.fixed.push({
      // steps that left before it was handed to another account count where they left
      account: accounts.get(row.accountId) ?? goneAccount,
      at,
      batch: o.batch,
      slot: row.slot,
      firstStep: row.step === 1,
      domain: row.domain,
    })
  for (const row of rows) {
    if (result.next) {
      if (row.state === 'planned') result.movable.push(row)
      continue
    }
    if (row.state === 'done') {
      previousAt = row.settledAt ?? row.at
      continue
    }
    // Taken out ahead of its time, the steps after it stay where they were.
    if (row.state === 'withdrawn') previousAt = Math.max(row.settledAt ?? 0, row.slot)
    else if (row.state === 'sent' || row.state === 'sending' || row.state === 'unsure') {
      previousAt = row.claimedAt ?? row.at
      fix(row, previousAt, o.left)
      // Nobody knows whether it arrived: later steps wait for the decision.
      if (row.state === 'unsure') break
    } else if (row.state === 'refused' || o.paused || row.paused || row.held || isOpenTask(row, o.now)) break
    else if (!row.replan && row.slot <= o.now && (o.isAway || row.at > o.now - overdueGrace)) {
      previousAt = row.at
      fix(row, row.at, o.at)
    } else {
      result.next = { row, previousAt }
      result.movable.push(row)
    }
  }
  return result
}

/** It waits for a person: what follows has no time before that. */
const isOpenTask = (row: LedgerRow, now: number): boolean => row.kind === 'task' && row.replan === 0 && row.slot <= now
