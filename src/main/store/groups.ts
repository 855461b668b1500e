/** Delivery groups: accounts that stand in for each other, and what was engaged by them. */
import type { Mark } from './clockwork.ts'
import { keptBy } from './kept-by.ts'
import type { Reader, Tx } from './open.ts'

export interface GroupRow {
  id: number
  publicId: string
  name: string
  createdAt: number
  version: number
}

const select = `SELECT id, public_id AS publicId, name, created_at AS createdAt, version FROM groups WHERE deleted = 0`

/** Names are compared without case. */
export const groupKey = (name: string): string => name.trim().normalize('NFC').toLowerCase()

/** By name. */
export const groupRows = (reader: Reader): GroupRow[] => reader.all(`${select} ORDER BY name_key`)

export const groupByPublicId = (reader: Reader, publicId: string): GroupRow | undefined =>
  reader.get(`${select} AND public_id = ?`, publicId)

export const groupByName = (reader: Reader, name: string): GroupRow | undefined =>
  reader.get(`${select} AND name_key = ?`, groupKey(name))

/** Also one that was removed. By row id. */
export function groupEver(reader: Reader, id: number): (GroupRow & { removed: boolean }) | undefined {
  const found = reader.get<GroupRow & { removed: 0 | 1 }>(
    `SELECT id, public_id AS publicId, name, created_at AS createdAt, version, deleted AS removed FROM groups WHERE id = ?`,
    id,
  )
  return found && { ...found, removed: found.removed === 1 }
}

/** Returns the row id. */
export const insertGroup = (tx: Tx, group: { publicId: string; name: string; createdAt: number }, mark: Mark): number =>
  tx.run(
    `INSERT INTO groups (public_id, name, name_key, created_at, author, device, hlc) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    group.publicId,
    group.name,
    groupKey(group.name),
    group.createdAt,
    mark.author,
    mark.device,
    mark.hlc,
  ).id

/** Gives it a name (the present one too: its members may have changed) and raises the version. */
export const renameGroup = (tx: Tx, id: number, name: string, mark: Mark): void =>
  void tx.run(
    'UPDATE groups SET name = ?, name_key = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    name,
    groupKey(name),
    mark.author,
    mark.device,
    mark.hlc,
    id,
  )

/** Puts an account (row id) into a group, or (null) in none. */
export const setGroup = (tx: Tx, accountId: number, groupId: number | null, mark: Mark): void =>
  void tx.run(
    'UPDATE accounts SET group_id = ?, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    groupId,
    mark.author,
    mark.device,
    mark.hlc,
    accountId,
  )

/** It is gone from lists; what was engaged by it keeps its accounts. */
export const removeGroup = (tx: Tx, id: number, mark: Mark): void =>
  void tx.run(
    'UPDATE groups SET deleted = 1, version = version + 1, author = ?, device = ?, hlc = ? WHERE id = ?',
    mark.author,
    mark.device,
    mark.hlc,
    id,
  )

export interface GroupUse {
  groupId: number
  publicId: string
  name: string
  /** Contacts still under way. */
  contacts: number
  /** Their planned emails whose account sends nothing now. */
  waiting: number
}

/** Sequences with contacts that were engaged by a group and are still under way. */
export const groupUse = (reader: Reader): GroupUse[] =>
  reader.all(
    `SELECT b.group_id AS groupId, q.public_id AS publicId, q.name, count(*) AS contacts,
       sum(CASE WHEN a.state = 'active' AND a.paused = 0 AND a.deleted = 0 AND (${keptBy}) IS NULL THEN 0
         ELSE (SELECT count(*) FROM sends s WHERE s.enrollment_id = e.id AND s.state = 'planned') END) AS waiting
     FROM batches b CROSS JOIN enrollments e ON e.batch_id = b.id JOIN sequences q ON q.id = b.sequence_id
       JOIN accounts a ON a.id = e.account_id
     WHERE b.group_id IS NOT NULL AND e.state IN ('pending', 'active', 'paused')
     GROUP BY b.group_id, q.id ORDER BY q.name`,
  )

/** Names of groups none of whose accounts sends now, by row id of the engagements made by them. */
export const idleEngagements = (reader: Reader): Map<number, string> =>
  new Map(
    reader
      .all<{ id: number; name: string }>(
        `SELECT b.id, g.name FROM batches b JOIN groups g ON g.id = b.group_id WHERE NOT EXISTS (
           SELECT 1 FROM accounts a WHERE a.group_id = g.id AND a.deleted = 0 AND a.state = 'active' AND a.paused = 0
             AND (${keptBy}) IS NULL)`,
      )
      .map(({ id, name }) => [id, name]),
  )

/** Keys that are bound to groups and still work at `now`. */
export const boundKeys = (reader: Reader, now: number): { publicId: string; name: string; groups: number[] }[] =>
  reader
    .all<{ publicId: string; name: string; groups: string }>(
      `SELECT public_id AS publicId, name, bound ->> '$.groups' AS groups FROM api_keys
       WHERE bound IS NOT NULL AND revoked_at IS NULL AND expires_at > ?`,
      now,
    )
    .map((row) => ({ ...row, groups: JSON.parse(row.groups ?? '[]') as number[] }))
