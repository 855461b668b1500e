/** What a door asks before it lets anybody in: who holds this key, and was this request answered before. */
import { createHash } from 'node:crypto'
import { roleScopes } from '../../shared/domain/access.ts'
import { DAY, MINUTE } from '../../shared/domain/time.ts'
import { dropAnswer, forgetAnswersBefore, keepAnswer, keptAnswer, openAnswer } from '../store/idempotency.ts'
import { keyByHash, touchKey } from '../store/keys.ts'
import { firstSeat } from '../store/seats.ts'
import type { Asker, Room } from './context.ts'

export { checkMay, localOnly } from './guard.ts'

/** Whoever sits at this computer: the first seat, with every scope of its role. */
export function ownerAsker(room: Room): Asker {
  const seat = firstSeat(room.store)
  return { seatId: seat.id, role: seat.role, scopes: roleScopes[seat.role] }
}

export interface KeyHolder {
  /** Row id of the key. */
  keyId: number
  asker: Asker
  expiresAt: number
}

/** A key's last use is written at most this often: it is for people, and each write waits for the disk. */
const touchEvery = MINUTE

/** The holder of an API key, or in words why it doesn't count. Keys are kept as SHA-256 only, and looked up by it. */
export function keyHolder(room: Room, key: string): KeyHolder | { refused: string } {
  const now = room.ports.clock.now()
  const row = /^cdz_[\w-]{43}$/.test(key)
    ? keyByHash(room.store, createHash('sha256').update(key).digest('hex'))
    : undefined
  if (!row) return { refused: 'This key is not known.' }
  if (row.revokedAt !== null) return { refused: `The key "${row.name}" was revoked.` }
  if (row.expiresAt <= now) return { refused: `The key "${row.name}" has expired.` }
  if (row.seatState === 'locked') return { refused: `The seat ${row.seat} is locked.` }
  if (row.usedAt === null || now - row.usedAt >= touchEvery) room.store.write((tx) => touchKey(tx, row.id, now))
  const bound = row.bound && { bound: { key: row.name, ...row.bound } }
  const asker = { seatId: row.seatId, role: row.role, scopes: row.scopes, ...bound }
  return { keyId: row.id, expiresAt: row.expiresAt, asker }
}

/** How long an answer is given again to the same Idempotency-Key. */
const keepFor = DAY

export type Opened =
  | { kind: 'new'; id: number }
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'unfinished' }
  | { kind: 'different' }

/**
 * Opens a request that carries an Idempotency-Key.
 *
 * @param holder row id of the API key, 0 for the person at this computer
 * @param request fingerprint of method, path and body; must not let anybody guess a password in the body
 */
export function openRequest(room: Room, holder: number, key: string, request: string): Opened {
  const now = room.ports.clock.now()
  return room.store.write((tx): Opened => {
    forgetAnswersBefore(tx, now - keepFor)
    const kept = keptAnswer(tx, holder, key)
    if (!kept) return { kind: 'new', id: openAnswer(tx, holder, key, request, now) }
    if (kept.request !== request) return { kind: 'different' }
    if (kept.status === null || kept.body === null) return { kind: 'unfinished' }
    return { kind: 'answered', status: kept.status, body: kept.body }
  })
}

/** Keeps the answer; null when the request was refused and changed nothing, so that it may be tried again. */
export function settleRequest(room: Room, id: number, answer: { status: number; body: string } | null): void {
  room.store.write((tx) => (answer === null ? dropAnswer(tx, id) : keepAnswer(tx, id, answer.status, answer.body)))
}
