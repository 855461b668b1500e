import { type Implementer, implement } from '@orpc/server'
import type {
  CalendarSendersShown,
  RangeShown,
  RangeWish,
  TrialAnswer,
  TrialHeld,
  TrialWish,
} from '../../shared/contract/calendar.ts'
import { contract } from '../../shared/contract/index.ts'
import type { ReportShown } from '../../shared/contract/reports.ts'
import type {
  DomainsShown,
  HoursShown,
  TeamShown,
  TimeShown,
  tableKinds,
  timeSteps,
} from '../../shared/contract/reports-span.ts'
import type {
  AudienceShown,
  AudienceWish,
  EngagedAnswer,
  EngageWish,
  PreviewAnswer,
  PreviewWish,
} from '../../shared/contract/schedule.ts'
import type { TryoutWish } from '../../shared/contract/schedule-tryout.ts'
import type { Bound, Scope } from '../../shared/domain/access.ts'
import type { Changes } from '../changes.ts'
import type { Way } from '../mail/imap-line.ts'
import type { SignInSetup } from '../mail/sign-in-setup.ts'
import type { SmtpTimeouts } from '../mail/smtp-settings.ts'
import type { Ports, Removal } from '../ports.ts'
import type { Sizes } from '../store/audience-groups.ts'
import type { Counted } from '../store/contact-count.ts'
import type { ContactFilter } from '../store/contact-search.ts'
import type { Census } from '../store/diagnosed.ts'
import type { EnrollmentCounted } from '../store/enrollment-list.ts'
import type { EnrollmentFilter } from '../store/enrollment-search.ts'
import type { Store } from '../store/open.ts'
import type { HeavySheets } from './open-sheet.ts'
import type { WhomFound, WhomWish } from './whom.ts'

export type { HeavySheets, OpenSheet } from './open-sheet.ts'
export type { WhomFound, WhomWish } from './whom.ts'

/** Who asks. The desktop's own window and the owner-only socket are the first seat with every scope. */
export interface Asker {
  seatId: number
  role: 'admin' | 'member'
  scopes: readonly Scope[]
  /** True when the request came over HTTP: it may not name files of this computer. */
  remote?: true
  /** True for whoever shows an API key: a program, and not the person at this computer. */
  key?: true
  /** Of a key that reaches only some accounts; without it: all that its seat may. */
  bound?: Bound
}

/** A preview made elsewhere, on the same database. Rejects with a Refusal, or when that could not be done. */
export interface HeavyPreview {
  /** With more contacts than this, or more emails planned already, it is asked. Default: 3,000. */
  above?: number
  preview(wish: PreviewWish & { seed: number }, asker: Asker, now: number): Promise<PreviewAnswer>
}

/** Who would be written to, what there is to pick from, and who shares those not written to yet, found out elsewhere. */
export interface HeavyAudience {
  audience(wish: AudienceWish, asker: Asker, now: number): Promise<AudienceShown>
  sizes(most: number): Promise<Sizes>
  sharing(sequence: string, asker: Asker, now: number): Promise<CalendarSendersShown>
  /** Whom a review pages through. */
  whom(wish: WhomWish, asker: Asker, now: number): Promise<WhomFound>
}

/** A list as a try-out has read it, and who is left out of it already. */
export interface TryoutList {
  contacts: { address: string; zone: string | null; owner: string | null }[]
  left: { contact: string; reason: string; message: string }[]
}

/** A wish whose list has been read: its text needn't travel. */
export type SeededTryout = Omit<TryoutWish, 'csv'> & { seed: number }

/** A try-out of a long list, planned elsewhere. Rejects with a Refusal, or when that could not be done. */
export interface HeavyTryout {
  tryList(wish: SeededTryout, asker: Asker, list: TryoutList, now: number): Promise<PreviewAnswer>
}

/** Changes tried elsewhere, in a worker of its own that keeps what it has read. Rejects with a Refusal `cancelled`. */
export interface HeavyTrials {
  range(wish: RangeWish, asker: Asker, now: number): Promise<RangeShown>
  tryOut(wish: TrialWish, signal?: AbortSignal): Promise<TrialAnswer>
  held(signal?: AbortSignal): Promise<TrialHeld>
}

export interface IcsWish {
  name: string
  /** Public ids of the mailboxes to show; null: all. */
  accounts: readonly string[] | null
  /** Day numbers of the workspace's zone, both included; without them a week back and 90 days ahead. */
  days?: { first: number; last: number }
}

export interface Ics {
  text: string
  events: number
  emails: number
  /** `2026-11-16`: first and last day it tells about. */
  from: string
  to: string
}

/** The plan as an iCalendar file, counted and written elsewhere. Rejects when that could not be done. */
export interface HeavyIcs {
  ics(wish: IcsWish, now: number): Promise<Ics>
}

/** A long list of contacts, or the whole database, counted elsewhere, to its end. */
export interface HeavyCount {
  census(): Promise<Census>
  count(filter: ContactFilter, signal?: AbortSignal): Promise<Counted>
  countPeople(filter: EnrollmentFilter, signal?: AbortSignal): Promise<EnrollmentCounted>
}

/** A long ledger counted elsewhere. Rejects with a Refusal, or when that could not be done. */
export interface HeavyReport {
  report(sequence: string): Promise<ReportShown>
  span<W extends keyof SpanReports>(what: W, wish: SpanWish): Promise<SpanReports[W]>
  overTime(wish: TimeWish): Promise<TimeShown>
  table(wish: TableWish): Promise<Table>
}

export interface SpanWish {
  /** `2026-11-09`, both included. */
  from: string
  to: string
  /** Without it the workspace's. */
  zone?: string | undefined
}

export interface SpanReports {
  team: TeamShown
  deliverability: DomainsShown
  hours: HoursShown
}

/** Of a sequence, of a seat's mailboxes, or of all; without days only a sequence's is told. */
export interface TimeWish extends Partial<SpanWish> {
  by: (typeof timeSteps)[number]
  sequence?: string | undefined
  seat?: string | undefined
}

export interface TableWish extends Omit<TimeWish, 'by'> {
  by: (typeof tableKinds)[number]
}

/** A report as rows; what is null has no figure. */
export interface Table {
  /** Of the file, without its ending. */
  name: string
  heads: string[]
  rows: (string | number | null)[][]
}

/** What a thread needs to plan and write an engagement; plain data. */
export interface EngageJob {
  wish: EngageWish & { seed: number }
  asker: Asker
  now: number
  /** Random bytes that the names of its rows begin with. */
  ids: Uint8Array
  /** Int32s that both threads see: one writes how far it is, the other that it shall stop. See `progress.ts`. */
  numbers: SharedArrayBuffer
}

/** An engagement that is written and not live yet. */
export interface Written {
  batchId: number
  /** Names what it stands on: see `standsOn`. */
  seen: string
  /** Of its sequence, as it was planned: the version (row id), and whether it was paused. */
  versionId: number
  paused: 0 | 1
  /** How many emails of others it puts into other slots. */
  moved: number
  engaged: EngagedAnswer
}

export interface WrittenCheck
  extends Pick<EngageJob, 'wish' | 'asker'>,
    Pick<Written, 'batchId' | 'versionId' | 'paused'> {}

/** A large engagement, planned, written and taken back elsewhere a few rows at a time. Rejects like the others. */
export interface HeavyEngage {
  engage(job: EngageJob): Promise<Written>
  /** What it stands on by now, where that changes nothing about it. Rejects with a Refusal where it does. */
  stillSo(check: WrittenCheck): Promise<string>
  takeBack(): Promise<void>
}

/** Reads every page of the database, or of a copy of it. Rejects with a Refusal when it is damaged. */
export interface HeavyCopies {
  check(): Promise<void>
  checkCopy(file: string): Promise<void>
}

/** A mail server that the package brings for the managed account. It holds no password. */
export interface PackagedServer {
  from_email?: string | undefined
  from_name?: string | undefined
  smtp_host: string
  smtp_port: number
  smtp_protocol: 'none' | 'starttls' | 'tls'
  username?: string | undefined
}

/** Whether this copy of the data may send. What stands behind it: work/guard. */
export interface RoomGuard {
  phase(): 'checking' | 'unreadable' | 'known'
  /** Why the keychain can't be read, in its words. */
  trouble(): string | null
  /** A keychain or vault guards this copy. */
  guarded(): boolean
  /** Before anything to tell the team is put together: an older copy is known for one. */
  looked(): Promise<void>
  /** Before anybody else can read it. @throws Refusal: it may not be told */
  telling(): Promise<void>
  compare(): Promise<unknown>
  /** @param looked row ids of accounts whose Sent folders show everything that left */
  lift(looked: readonly number[]): Promise<void>
}

/** What the engine lends to handlers. */
export interface Room {
  store: Store
  ports: Ports
  changes: Changes
  /** False: no loops here, the command only reads and writes (a CLI command without a running engine). */
  running: boolean
  /** Null while writing works, else what the disk said. */
  diskTrouble: () => string | null
  /** Null while the queue of the sender hosts answers, or nothing needs it; else what it said. */
  hostsTrouble?: () => string | null
  /** Where imports run: a worker in hosts, in line elsewhere. */
  databaseFile: string
  guard?: RoomGuard
  /** Where the web door is on this computer, while it is open: `http://127.0.0.1:4280`. */
  origin?: string
  /** Ends this Cadenza and starts it anew on the same folder; absent where only a person can do that. */
  restart?: () => void
  /** Absent where only a person in a terminal can do that. */
  removal?: Removal
  sandbox: { host: string; port: number } | null
  /** Where previews of many contacts are made, and what else takes long; without it, here. */
  heavy?: HeavyPreview &
    Partial<
      HeavyTrials &
        HeavyIcs &
        HeavyCount &
        HeavyReport &
        HeavyTryout &
        HeavyEngage &
        HeavyCopies &
        HeavySheets &
        HeavyAudience
    >
  /** Called at named points of what takes long; tests stop the process there. */
  point?: (name: string) => void
  /** How mail servers are spoken to, where that differs from the usual: as the engine was told. */
  smtp?: { timeouts?: Partial<SmtpTimeouts>; ca?: string }
  /** How the mailbox of an account (public id) is watched at present; null: it isn't connected. Only where loops run. */
  wayOf?: (publicId: string) => Way | null
  /** Does what connects to that account's mailbox by itself while the watcher's connection is closed: one a mailbox. */
  apart?: <T>(publicId: string, work: () => Promise<T>) => Promise<T>
  /** What the package brings for the managed account. */
  managed?: PackagedServer
  /** Signing in through the browser, and the tokens that came of it. */
  signIn: SignInSetup
}

export interface Context {
  room: Room
  asker: Asker
}

/** Named here: written out, as the compiler would, the whole contract is too long for it. */
type Os = Implementer<typeof contract, Context & Record<never, never>, Context>
/** One line per procedure in router.ts; `os.sends.list.handler(...)` in the noun's own file. */
export const os: Os = implement(contract).$context<Context>()

/** An instant (ms since the epoch) as the doors write it. */
export const iso = (at: number): string => new Date(at).toISOString()
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))
