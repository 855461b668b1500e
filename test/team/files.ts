/** How computers of a fleet meet: files that are late, lost, repeated, copied by halves; and copies of their data. */
import { createRouterClient } from '@orpc/server'
import { router } from '../../src/main/api/router.ts'
import { chunkHeads, chunkOf } from '../../src/main/store/chunks.ts'
import { contradicting, heardFrom, peerRows } from '../../src/main/store/exchange.ts'
import { enterSafeMode, isSafeMode } from '../../src/main/store/guard.ts'
import { mergeChunk } from '../../src/main/store/merging.ts'
import { sealNext } from '../../src/main/store/sealing.ts'
import { roleScopes } from '../../src/shared/domain/access.ts'
import { lacking } from './devices.ts'
import { type Computer, type Fleet, type Shared, settled } from './fleet.ts'
import type { Draw } from './leaving.ts'

/** Tells what is new, unless this copy may be an older one. */
function sealOwn({ together }: Fleet, one: Computer, now: number): void {
  while (!isSafeMode(one.store) && one.store.write((tx) => sealNext(tx, now, one.keys, together)));
}

/** What a computer puts into the folder: all that it holds, or what is new by what it heard of the others. */
export async function fileOf(fleet: Fleet, one: Computer, whole: boolean): Promise<Shared | null> {
  await one.guard.looked()
  if (isSafeMode(one.store)) return null
  sealOwn(fleet, one, fleet.clock(one))
  await one.guard.telling()
  const holds = chunkHeads(one.store)
  const peers = peerRows(one.store).filter((peer) => peer.state === 'active' && !peer.own)
  const since = (device: string) => (whole ? 0 : Math.min(...peers.map((peer) => peer.holds[device] ?? 0)))
  const chunks = Object.entries(holds).flatMap(([device, last]) => {
    const first = Math.min(since(device), last) + 1
    return Array.from({ length: last - first + 1 }, (_, i) => chunkOf(one.store, device, first + i)).filter(
      (c) => c !== undefined,
    )
  })
  return { from: one.id, holds, chunks: [...chunks, ...proofs(one, (device) => since(device))] }
}

/** Of computers that told two things, what proves it, and is not given to them anyway: as `chunksBehind` has them. */
const proofs = (one: Computer, heads: (device: string) => number) =>
  contradicting(one.store)
    .filter(({ device, number }) => number <= heads(device))
    .flatMap(({ device, number }) => chunkOf(one.store, device, number) ?? [])

/** Takes a file in, as `file/take-in.ts` does; `part`: a copy that a sync program has made of an earlier state. */
export function takeFile(fleet: Fleet, one: Computer, file: Shared): boolean {
  const now = fleet.clock(one)
  let news = false
  const own = chunkHeads(one.store)[one.id] ?? 0
  const isForgotten = file.chunks.some(({ header }) => {
    const { device, number } = JSON.parse(header) as { device: string; number: number }
    return device === one.id && number > own
  })
  if (isForgotten) one.store.write((tx) => isSafeMode(tx) || enterSafeMode(tx, 'forked', now))
  for (const { header, signature, bodies } of file.chunks)
    one.store.write((tx) => {
      if (!isSafeMode(tx)) while (sealNext(tx, now, one.keys, fleet.together));
      news = mergeChunk(tx, { header, signature, bodies }, now).state === 'applied' || news
    })
  if (file.from !== one.id) one.store.write((tx) => heardFrom(tx, file.from, file.holds, now))
  return news
}

/** Ends Cadenza there, or kills it, and opens it again: on the same data, or on a copy of before. */
export async function reopen(fleet: Fleet, one: Computer, how: { data?: Buffer; killed: boolean }): Promise<void> {
  if (!how.killed) await one.guard.stop()
  const data = how.data ?? one.store.sqlite.serialize()
  if (how.data) one.file = `f${Number(one.file.slice(1)) + 1}`
  one.store.close()
  one.opened.clear()
  await fleet.start(one, data)
  if (how.data) await hearFirst(fleet, one)
}

/** Whoever puts an older copy back takes in what the others hold, before it tells anything. */
export async function hearFirst(fleet: Fleet, one: Computer): Promise<void> {
  for (const { file } of fleet.folder) takeFile(fleet, one, file)
  for (const from of fleet.computers) {
    if (from === one) continue
    if (!isSafeMode(from.store)) await from.guard.telling()
    takeFile(fleet, one, lackedBy(one, from))
  }
}

/** What another computer holds and this one lacks, without anything new being told. */
const lackedBy = (to: Computer, from: Computer): Shared => ({
  from: from.id,
  holds: chunkHeads(from.store),
  chunks: [...lacking(from, to), ...proofs(from, (device) => chunkHeads(to.store)[device] ?? 0)],
})

/** Keeps a copy, as a backup or a synchronised folder would. */
export const keepCopy = (one: Computer): void => {
  one.copies.push(one.store.sqlite.serialize())
}

/** Folder and keychain are copied to another computer, which is opened there and listens. */
export async function cloneOf(fleet: Fleet, one: Computer): Promise<Computer> {
  const keychain = { ...one.keychain, all: new Map(one.keychain.all) }
  keychain.get = async (name) => keychain.all.get(name) ?? null
  keychain.set = async (name, secret) => void keychain.all.set(name, secret)
  const { id, seat, keys, ahead } = one
  const about = {
    id,
    seat,
    keys,
    ahead,
    name: `${one.name}'s clone`,
    machine: `${one.machine}-clone`,
    file: 'f9',
    keychain,
    copies: [],
    opened: new Set<string>(),
    isClone: true as const,
  }
  return fleet.start(about, one.store.sqlite.serialize())
}

/** Whoever sits at a computer, as its engine asks for them. */
const owner = { seatId: 1, role: 'admin', scopes: roleScopes.admin } as const

/** A person looks into the Sent folders and lets the copy send again. */
export async function lift(one: Computer): Promise<void> {
  if (!isSafeMode(one.store)) return
  const { room } = one
  const { safety } = createRouterClient(router, { context: { room, asker: owner } })
  await safety.compare()
  if (isSafeMode(one.store)) await safety.lift({ without_comparison: true, other: 'gone' })
  await settled(one.guard)
}

/** Everybody reads everybody's files until nothing is new. */
export function meetAll(fleet: Fleet, who: readonly Computer[]): void {
  for (let news = true, rounds = 0; news; rounds++) {
    if (rounds > 40) throw new Error('they never come to an end of telling each other news')
    news = false
    for (const one of who) {
      sealOwn(fleet, one, fleet.clock(one))
      for (const to of who) if (to !== one) news = takeFile(fleet, to, lackedBy(to, one)) || news
    }
  }
}

export const anyOf = <T>(list: readonly T[], draw: Draw): T | undefined => list[draw(Math.max(1, list.length))]
