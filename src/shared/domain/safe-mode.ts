/**
 * Whether this copy of the data may send. Mail that has left can't be called back, so a copy that may be behind what was
 * really sent (a backup that was put back, a copied folder, a cloned computer) must not send by itself: it would write to
 * people a second time.
 *
 * The database counts every email that it takes up, in the transaction that takes it up. The keychain, which no copied
 * folder and no backup carries along, knows how far that count may have come: exactly after a clean end, and while
 * Cadenza runs up to a bound reserved beforehand, so that an email needs no write to the keychain. Each reservation
 * has a *mark*, made by chance and written to the database first: a copy made before it bears another.
 *
 * | what is found at the start                                     | verdict   |
 * |-----------------------------------------------------------------|-----------|
 * | never guarded before                                            | begin     |
 * | mark and count as the keychain knows them                       | normal    |
 * | ended in the middle; same mark, same file                       | normal    |
 * | ended in the middle, or a vault; same mark, another file        | unproven  |
 * | another mark, or a lower count after a clean end                | older     |
 * | others were told more than it knows of                          | older     |
 * | the keychain has never heard of it                              | copied    |
 * | the keychain was used on another computer                       | machine   |
 * | another folder, and the former one still holds this data        | twin      |
 * | another folder, and the former one is gone                      | moved     |
 * | the clock stands more than an hour before the last known moment | clock     |
 */
import { HOUR } from './time.ts'

/**
 * Why nothing is sent. `restored`: a backup was put back. `forked`: the team has heard something else from this computer. `seen`: a
 * Sent folder shows what another copy of the data sent. The others are named above.
 */
export const safeReasons = [
  'restored',
  'older',
  'copied',
  'machine',
  'twin',
  'moved',
  'unproven',
  'clock',
  'forked',
  'seen',
] as const
export type SafeReason = (typeof safeReasons)[number]

/** Reasons under which another copy may still be in use: only a person knows. */
export const asksForOther = (reason: SafeReason | null): boolean =>
  reason !== null && ['older', 'copied', 'machine', 'twin', 'forked', 'seen'].includes(reason)

/** What the keychain holds about one copy of the data. */
export interface GuardEntry {
  mark: string
  /** The count when the mark was made. */
  from: number
  /** The count after a clean end, else what it may have come to at most. */
  upTo: number
  clean: boolean
  /** A name that this computer keeps; '' where it has none. */
  machine: string
  folder: string
  /** Which file on disk: changes when it is copied or put back, stays when it is written. */
  file: string
  /** Up to where it had told others of a team; none: it was never in one. */
  told?: Told | undefined
}

/** A computer's own chain: its public id, the number of its last chunk (0: none), and the hash of one. */
export interface Told {
  device: string
  number: number
  hash?: string | undefined
}

/** What the database holds about itself. */
export interface GuardRow {
  counter: number
  /** '' before the first guarded start. */
  mark: string
  /** The one before it: the keychain hears of a mark only after the database has it. */
  before: string
  state: 'normal' | 'safe'
  reason: SafeReason | null
  /** A clock that was behind this instant (ms) was accepted by a person. */
  clockAccepted: number
}

/** Where it is opened now. */
export interface Here {
  machine: string
  folder: string
  file: string
  /** The secrets travel with the folder, and prove nothing about it. */
  vault: boolean
  /** The folder that the keychain names still holds this data. */
  formerHolds: boolean
  now: number
  /** The last moment (ms) that anything in the database knows of. */
  lastKnown: number
  /** Up to where it has told others of a team, as the database knows; with the hash of that chunk which the keychain knows. */
  told?: Told | undefined
}

export type Verdict = { state: 'begin' } | { state: 'normal' } | { state: 'safe'; reason: SafeReason }

const safe = (reason: SafeReason): Verdict => ({ state: 'safe', reason })

/** A clock may be this much behind what was known before anybody is asked, in ms. */
export const clockTolerance = HOUR

export const isClockBehind = ({ now, lastKnown }: Pick<Here, 'now' | 'lastKnown'>, accepted: number): boolean =>
  lastKnown > accepted && now < lastKnown - clockTolerance

/** Reasons that end by themselves once what was wrong is right: the clock, and what a look at the Sent folders proves. */
const passes = (reason: SafeReason | null): boolean => reason === 'clock' || reason === 'unproven'

/** @param entry null: the keychain could be read, and holds nothing about this data */
export function guardVerdict(row: GuardRow, entry: GuardEntry | null, here: Here): Verdict {
  if (row.state === 'safe' && !passes(row.reason)) return safe(row.reason ?? 'restored')
  const behind = isClockBehind(here, row.clockAccepted)
  if (row.mark === '') return behind ? safe('clock') : { state: 'begin' }
  if (entry === null) return safe('copied')
  if (isOlder(row, entry) || toldMore(entry.told, here.told)) return safe('older')
  if (entry.machine !== '' && here.machine !== '' && entry.machine !== here.machine) return safe('machine')
  if (entry.folder !== here.folder) return safe(here.formerHolds ? 'twin' : 'moved')
  if (row.reason === 'unproven') return safe('unproven')
  if ((!entry.clean || here.vault) && entry.file !== here.file) return safe('unproven')
  return behind ? safe('clock') : { state: 'normal' }
}

/** True when emails were taken up that this database does not know of. */
function isOlder(row: GuardRow, entry: GuardEntry): boolean {
  const isKnown = row.mark === entry.mark || row.before === entry.mark
  if (!isKnown) return true
  return entry.clean ? row.counter !== entry.upTo : row.counter < entry.from
}

/** It told others what this database does not know of: whatever it tells now would be another word under the same number. */
const toldMore = (former: Told | undefined, present: Told | undefined): boolean =>
  former !== undefined &&
  former.device === present?.device &&
  (former.number > present.number || (former.hash !== undefined && former.hash !== present.hash))

/** How many emails one write to the keychain covers: of so many at most nothing is certain after a power cut. */
export const reserveSize = 200

/** Time to reserve more: early, so that nobody waits for the keychain. */
export const wantsMore = (counter: number, upTo: number): boolean => upTo - counter <= reserveSize / 2
