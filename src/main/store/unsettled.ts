/** Chunks that were folded under a standing which turned out to be another. */
import { going } from '../../shared/domain/authority-shape.ts'
import type { Place } from '../../shared/domain/shared-order.ts'
import { isOne } from '../../shared/domain/whose-mailbox.ts'
import { chunkDevices } from './chunks.ts'
import type { Court, KeptFact } from './facts.ts'
import type { Reader } from './open.ts'

/** Fields on which it depends who may say what, of kinds that are no facts themselves. */
const bearing: Record<string, (field: string) => boolean> = {
  seat: (field) => field === 'role' || field === 'state',
  device: (field) => field === 'state' || field === 'lastChunk' || field === 'seat',
  // by its address and kind two names are one mailbox
  account: (field) => ['seat', 'address', 'kind'].includes(field) || field.startsWith('homes.'),
  grant: (field) => field === 'state',
  workspace: (field) => field === 'policy.send_for_each_other',
}

const bears = ({ change }: KeptFact, { authority }: Court): boolean =>
  (change.gone ?? false) ||
  // whatever is said of a mailbox that went has it live again
  (change.kind === 'account' && authority.said('account', change.id, going).length > 0) ||
  Object.keys(change.set ?? {}).some((field) => bearing[change.kind]?.(field))

/** Of no seat it was the team's until then: to say whose it is takes it from everybody else. */
const isTaken = ({ authority }: Court, { change: { kind, id, set } }: KeptFact): boolean =>
  kind === 'account' && set?.seat !== undefined && authority.said(kind, id, 'kind').length > 0

/** Nobody can have relied on what was never said before: the first word on a field takes nothing away. */
const isFirst = (before: Court, fact: KeptFact): boolean =>
  !fact.change.gone && before.authority.said(fact.change.kind, fact.change.id, going).length === 0
    ? Object.keys(fact.change.set ?? {}).every(
        (field) =>
          !bearing[fact.change.kind]?.(field) ||
          before.authority.said(fact.change.kind, fact.change.id, field).length === 0,
      ) &&
      !isRootSeat(before, fact) &&
      !isTaken(before, fact)
    : false

const isRootSeat = (before: Court, { change }: KeptFact): boolean =>
  change.kind === 'seat' && before.authority.ids('seat').every((id) => id !== change.id)

/** Of somebody who has a seat already: what is said first of the one may be otherwise than what was said of the other. */
const isAnotherSeat = ({ authority }: Court, { change }: KeptFact): boolean =>
  change.kind === 'seat' && authority.ids('seat').some((id) => id !== change.id && isOne(authority, id, change.id))

/**
 * From which chunk of each device on it has to be judged anew. Chunks known to whoever took something away count as they
 * did; so do those of whom it isn't about.
 */
export function unsettledBy(reader: Reader, before: Court, after: Court, place: Place): Map<string, number> {
  if (before === after) return new Map()
  const was = new Map(before.facts.map((fact, i) => [fact.rowId, before.verdicts[i] === null]))
  const from = new Map<string, number>()
  const devices = [...chunkDevices(reader)]
  after.facts.forEach((fact, i) => {
    const counts = after.verdicts[i] === null
    if (!bears(fact, after) || (was.get(fact.rowId) ?? false) === counts) return
    if (!was.has(fact.rowId) && isFirst(before, fact) && !isAnotherSeat(after, fact)) return
    for (const device of devices) {
      const since = (device === fact.device ? fact.number : (fact.seen[device] ?? 0)) + 1
      from.set(device, Math.min(since, from.get(device) ?? since))
    }
  })
  for (const [device, since] of from) if (since > lastBefore(reader, device, place)) from.delete(device)
  return from
}

/** The chunk that is just being taken in is judged rightly already. */
const lastBefore = (reader: Reader, device: string, place: Place): number => {
  const last = reader.get<{ n: number | null }>(
    "SELECT max(number) AS n FROM chunks WHERE device = ? AND state = 'applied'",
    device,
  )?.n
  return device === place.device ? Math.min(last ?? 0, place.number - 1) : (last ?? 0)
}

/**
 * From which chunk of each other device on it was taken in without that one, which its writer had known: its device counted as shut
 * out before it. What they lean on it for is judged anew, and who began a row is known only now.
 */
export function takenBefore(reader: Reader, { facts }: Court, { device, number }: Place): Map<string, number> {
  const from = new Map<string, number>()
  // nobody ever said so: then no chunk went without one that it knew
  const isDoubted = ({ change: { kind, id, set } }: KeptFact) =>
    kind === 'device' && id === device && set?.state === 'revoked'
  if (!facts.some(isDoubted)) return from
  const knew = `header ->> ('$.seen."' || @device || '"') >= @number`
  for (const writer of chunkDevices(reader)) {
    if (writer === device) continue
    const first = reader.get<{ n: number | null }>(
      `SELECT min(number) AS n FROM chunks WHERE device = @writer AND state = 'applied' AND ${knew}`,
      { writer, device, number },
    )?.n
    if (first) from.set(writer, first)
  }
  return from
}
