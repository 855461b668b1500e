/** Which planned emails leave from this computer: the others' are planned here only to be looked at. */
import { presentHome } from '../../shared/domain/home.ts'
import { isOutOfTeam, isPlain, partOfAccount, sendsBy, whereaboutsOf } from './homes.ts'
import { keptByOf } from './kept-by.ts'
import type { Reader } from './open.ts'

/** Planned emails of an account (row id); `by`: of those it has, whose they are, as `nextDueOf` takes it. Null: all. */
export interface Leaving {
  account: number
  by: { device: string; held: boolean } | null
}

/** Of these accounts (row ids), what leaves from here at `now`. */
export const leavingHere = (reader: Reader, accounts: readonly number[], now: number): Leaving[] =>
  isPlain(reader)
    ? accounts.map((account) => ({ account, by: null }))
    : accounts.flatMap((account) =>
        partOfAccount(reader, account, now) > 0 ? [{ account, by: sendsBy(reader, account, now) }] : [],
      )

/** A condition on the table sends, for what leaves from here; give `@device` with it. */
export const onlyLeaving = ({ by }: Leaving): string =>
  by === null
    ? '@device IS NULL'
    : `${by.held ? '' : 'NOT'} EXISTS (SELECT 1 FROM enrollments e
         WHERE e.id = sends.enrollment_id AND e.sender_device ${by.held ? '=' : '<>'} @device)`

/**
 * How many planned emails of these accounts other computers send. One that is being handed over is sent by none, and neither
 * is what a computer out of the team had to send, nor that of an account whose address another seat keeps. A computer that
 * is out itself doesn't hear what the others do.
 */
export function leavingElsewhere(reader: Reader, accounts: readonly number[], now: number): number {
  if (isPlain(reader) || isOutOfTeam(reader)) return 0
  const here = new Map(leavingHere(reader, accounts, now).map((each) => [each.account, each]))
  const anyOut = reader.get(`SELECT 1 FROM devices WHERE state = 'revoked' AND deleted = 0 LIMIT 1`) !== undefined
  return accounts.reduce((n, account) => {
    const each = here.get(account) ?? null
    if (each === null && (keptByOf(reader, account) !== null || isHandedOver(reader, account))) return n
    if (each !== null && each.by === null) return n
    return n + (anyOut || each !== null ? fromTheTeam(reader, account, each) : planned(reader, account))
  }, 0)
}

/** Of planned emails that other computers send, those that stand still here as there: on hold, paused, or without a time. */
export function asideElsewhere(reader: Reader, accounts: readonly number[], now: number): number {
  if (isPlain(reader) || isOutOfTeam(reader)) return 0
  const here = new Set(leavingHere(reader, accounts, now).map(({ account }) => account))
  return accounts.reduce((n, account) => {
    if (here.has(account) || keptByOf(reader, account) !== null || isHandedOver(reader, account)) return n
    return n + planned(reader, account, 'AND (held = 1 OR paused = 1 OR replan = 2)')
  }, 0)
}

function isHandedOver(reader: Reader, account: number): boolean {
  const where = whereaboutsOf(reader, account)
  return where?.handing != null && where.handing.epoch === presentHome(where.homes).epoch
}

const planned = (reader: Reader, account: number, which = ''): number =>
  reader.get<{ n: number }>(`SELECT coalesce(sum(n), 0) AS n FROM planned_tally WHERE account_id = ? ${which}`, account)
    ?.n ?? 0

/** Those that don't leave from here, by whose they are: without what computers out of the team had to send. */
function fromTheTeam(reader: Reader, account: number, here: Leaving | null): number {
  const where = whereaboutsOf(reader, account)
  const home = where ? presentHome(where.homes).device : ''
  return (
    reader.get<{ n: number }>(
      `SELECT count(*) AS n FROM sends LEFT JOIN enrollments w ON w.id = sends.enrollment_id
       WHERE sends.account_id = @account AND sends.state = 'planned' AND sends.kind <> 'task'
         AND ${here === null ? '@device IS NULL' : `NOT (${onlyLeaving(here)})`}
         AND NOT EXISTS (SELECT 1 FROM devices d
           WHERE d.public_id = coalesce(w.sender_device, @home) AND d.state = 'revoked' AND d.deleted = 0)`,
      { account, home, device: here?.by?.device ?? null },
    )?.n ?? 0
  )
}
