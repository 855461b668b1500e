/** Which planned emails leave from this computer: the others' are planned here only to be looked at. */
import { presentHome } from '../../shared/domain/home.ts'
import { isPlain, partOfAccount, sendsBy, whereaboutsOf } from './homes.ts'
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

/** How many planned emails of these accounts other computers send; one that is being handed over is sent by none. */
export function leavingElsewhere(reader: Reader, accounts: readonly number[], now: number): number {
  if (isPlain(reader)) return 0
  const here = new Map(leavingHere(reader, accounts, now).map((each) => [each.account, each]))
  return accounts.reduce((n, account) => {
    const each = here.get(account)
    if (each === undefined) return n + (isHandedOver(reader, account) ? 0 : planned(reader, account))
    return n + (each.by === null ? 0 : others(reader, each))
  }, 0)
}

function isHandedOver(reader: Reader, account: number): boolean {
  const where = whereaboutsOf(reader, account)
  return where?.handing != null && where.handing.epoch === presentHome(where.homes).epoch
}

const planned = (reader: Reader, account: number): number =>
  reader.get<{ n: number }>('SELECT coalesce(sum(n), 0) AS n FROM planned_tally WHERE account_id = ?', account)?.n ?? 0

const others = (reader: Reader, each: Leaving): number =>
  reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM sends WHERE account_id = @account AND state = 'planned' AND NOT (${onlyLeaving(each)})`,
    { account: each.account, device: each.by?.device ?? null },
  )?.n ?? 0
