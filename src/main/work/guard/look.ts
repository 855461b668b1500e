/** What the keychain and the database say of each other when this copy is opened. */
import {
  type GuardEntry,
  guardVerdict,
  type Here,
  type SafeReason,
  type Told,
} from '../../../shared/domain/safe-mode.ts'
import { guardSecretName } from '../../../shared/domain/secret-name.ts'
import type { CopyPlace, Ports } from '../../ports.ts'
import {
  beginGuard,
  enterSafeMode,
  type GuardState,
  guardState,
  holdsGuard,
  isSafeMode,
  lastKnown,
  leaveSafeMode,
  overdue,
  toldSoFar,
} from '../../store/guard.ts'
import type { Tx } from '../../store/open.ts'
import type { GuardOptions, GuardPhase } from './shape.ts'

export interface Found {
  phase: GuardPhase
  guarded: boolean
  trouble: string | null
  /** The mark that the keychain knows. */
  heard: string | null
  /** Safe mode began or ended. */
  news: boolean
}

/** Reads the keychain, judges, and writes down what that means. Nothing is reserved by it. */
export async function lookAtStart(options: GuardOptions & { due: readonly number[] }): Promise<Found> {
  const { store, place } = options
  const row = guardState(store)
  const read = await readEntry(options, row)
  if ('trouble' in read) {
    const guarded = row.mark !== ''
    return { phase: guarded ? 'unreadable' : 'known', guarded, trouble: read.trouble, heard: null, news: false }
  }
  const { entry } = read
  const here = await hereOf(options, place as CopyPlace, row, entry)
  const verdict = guardVerdict(row, entry, here)
  const known = { guarded: true, trouble: null, heard: entry?.mark ?? null }
  if (verdict.state === 'safe') return { ...known, phase: 'known', news: enter(options, verdict.reason, entry, here) }
  store.write((tx) => {
    if (row.state === 'safe') leaveSafeMode(tx, [], here.now)
    if (verdict.state === 'begin') beginGuard(tx)
  })
  return { ...known, phase: 'checking', news: row.state === 'safe' }
}

type Read = { entry: GuardEntry | null } | { trouble: string }

export async function readEntry({ ports: { keychain } }: Pick<GuardOptions, 'ports'>, row: GuardState): Promise<Read> {
  // on a terminal that would be a question to the person
  if (keychain.places?.isLocked()) return { trouble: 'The vault is locked.' }
  try {
    const text = row.name === '' ? null : await keychain.get(guardSecretName(row.name))
    const trouble = text === null ? await keychain.trouble() : null
    return trouble === null ? { entry: entryOf(text) } : { trouble }
  } catch (error) {
    return { trouble: error instanceof Error ? error.message : String(error) }
  }
}

/** Null for what nobody of us has written: that is as good as nothing. */
function entryOf(text: string | null): GuardEntry | null {
  try {
    const entry = JSON.parse(text ?? 'null') as Partial<Record<keyof GuardEntry, unknown>> | null
    const { mark, from, upTo, clean, machine, folder, file, told } = entry ?? {}
    const texts = [mark, machine, folder, file].every((each) => typeof each === 'string')
    const numbers = [from, upTo].every((each) => Number.isSafeInteger(each))
    if (!texts || !numbers || typeof clean !== 'boolean') return null
    return { ...(entry as GuardEntry), told: isTold(told) ? told : undefined }
  } catch {
    return null
  }
}

/** Whoever wrote it before there were teams says nothing of it. */
const isTold = (value: unknown): value is Told =>
  typeof (value as Partial<Told> | null)?.device === 'string' &&
  Number.isSafeInteger((value as Told).number) &&
  ['string', 'undefined'].includes(typeof (value as Told).hash)

async function hereOf(
  { store, ports }: GuardOptions,
  place: CopyPlace,
  row: GuardState,
  entry: GuardEntry | null,
): Promise<Here> {
  return {
    machine: await place.machine(),
    folder: place.folder,
    file: place.file(place.folder),
    vault: ports.keychain.places?.at() === 'vault',
    formerHolds: entry !== null && formerHolds(place, entry.folder, row.name),
    now: ports.clock.now(),
    lastKnown: lastKnown(store),
    told: toldSoFar(store, entry?.told?.number),
  }
}

/** A folder reached by two ways is one folder. */
function formerHolds(place: CopyPlace, former: string, name: string): boolean {
  const file = former === place.folder ? '' : place.file(former)
  return file !== '' && file !== place.file(place.folder) && holdsGuard(place.database(former), name)
}

function enter(
  { store, ports, due }: GuardOptions & { due: readonly number[] },
  reason: SafeReason,
  entry: GuardEntry | null,
  here: Here,
): boolean {
  const evidence = { known: here.lastKnown, ...(entry ? { former: entry.folder } : {}) }
  const isNews = store.write((tx) => enterSafeMode(tx, reason, here.now, { evidence, due }))
  if (isNews) tellHeld(ports, reason)
  return isNews
}

/** @param known from when on (ms) Sent folders show what this copy does not know of */
export function enterSeen({ ports, due }: GuardOptions & { due: readonly number[] }, tx: Tx, known: number): boolean {
  if (isSafeMode(tx)) return false
  const now = ports.clock.now()
  enterSafeMode(tx, 'seen', now, { evidence: { known }, due: [...new Set([...due, ...overdue(tx, now)])] })
  tellHeld(ports, 'seen')
  return true
}

/** For the log, and for whoever sits there, where it does not end by itself. */
function tellHeld(ports: Ports, reason: SafeReason): void {
  ports.log.warn('nothing is sent: this copy of the data may be behind what was sent', { reason })
  if (reason !== 'unproven')
    ports.notifier.notify({
      kind: 'safe',
      title: 'Nothing is sent: safe mode',
      body: 'This copy of your data may be behind what was really sent. Open Cadenza to compare and go on.',
    })
}
