/**
 * Work that takes longer than a person at the window should feel, as a worker does it: on a connection of its own to
 * the same database. It never migrates, and so knows nothing of migrations: the engine has done that before.
 */
import { existsSync } from 'node:fs'
import type {
  CalendarSendersShown,
  RangeShown,
  RangeWish,
  TrialAnswer,
  TrialHeld,
  TrialWish,
} from '../shared/contract/calendar.ts'
import type { ReportShown } from '../shared/contract/reports.ts'
import type { TimeShown } from '../shared/contract/reports-span.ts'
import type { AudienceShown, AudienceWish, PreviewAnswer, PreviewWish } from '../shared/contract/schedule.ts'
import type { Several } from '../shared/domain/contact-query.ts'
import { icsOf } from './api/calendar/ics.ts'
import { rangeOf } from './api/calendar/range.ts'
import { sharing } from './api/calendar/senders.ts'
import { openTrials, type Trials } from './api/calendar/trial.ts'
import { bookOf } from './api/contacts-book.ts'
import { refusedBookOf } from './api/contacts-refused-book.ts'
import type {
  Asker,
  EngageJob,
  Ics,
  IcsWish,
  SeededTryout,
  SpanReports,
  SpanWish,
  Table,
  TableWish,
  TimeWish,
  TryoutList,
  WhomFound,
  WhomWish,
  Written,
  WrittenCheck,
} from './api/context.ts'
import { reportOf } from './api/reports-sequence.ts'
import { spanReports } from './api/reports-span.ts'
import { tableOf } from './api/reports-table.ts'
import { timeOf } from './api/reports-time.ts'
import { audienceOf } from './api/schedule/audience.ts'
import { engageInParts, stillSo } from './api/schedule/engage-parts.ts'
import { previewOf } from './api/schedule/preview.ts'
import { whomFound } from './api/schedule/review-found.ts'
import { triedOf } from './api/schedule/tried.ts'
import { aboutSheet, sheetPage } from './api/sheet.ts'
import { readWorkbook, type Sheet } from './api/xlsx-rows.ts'
import { daysOff } from './days-off.ts'
import { type Sizes, sizesOf } from './store/audience-groups.ts'
import { checkBackup } from './store/backups.ts'
import { type Counted, countWhole } from './store/contact-count.ts'
import type { ContactFilter } from './store/contact-search.ts'
import { type Census, census } from './store/diagnosed.ts'
import { takingBack } from './store/engagements.ts'
import { type EnrollmentCounted, endless, enrollmentCounts } from './store/enrollment-list.ts'
import type { EnrollmentFilter } from './store/enrollment-search.ts'
import { openStore, quickCheck, type Store } from './store/open.ts'
import { type Replanned, replan } from './work/planner/replan.ts'

/** `now`: ms since the epoch, by the engine's clock. */
export type Job =
  | { job: 'replan'; now: number }
  | { job: 'preview'; now: number; wish: PreviewWish & { seed: number }; asker: Asker }
  | { job: 'audience'; now: number; wish: AudienceWish; asker: Asker }
  | { job: 'tryout'; now: number; wish: SeededTryout; asker: Asker; list: TryoutList }
  | { job: 'range'; now: number; wish: RangeWish; asker: Asker }
  | { job: 'ics'; now: number; wish: IcsWish }
  | ({ job: 'engage' } & EngageJob)
  | ({ job: 'still_so' } & WrittenCheck)
  | { job: 'take_back' }
  | { job: 'check' }
  | { job: 'census' }
  | { job: 'check_copy'; file: string }
  | { job: 'sizes'; most: number }
  | { job: 'sharing'; sequence: string; asker: Asker; now: number }
  | { job: 'whom'; wish: WhomWish; asker: Asker; now: number }
  | { job: 'refused_book'; list: string }
  | { job: 'count'; filter: ContactFilter }
  | { job: 'count_people'; filter: EnrollmentFilter }
  | { job: 'report'; sequence: string }
  | { job: 'span'; what: keyof SpanReports; wish: SpanWish }
  | { job: 'over_time'; wish: TimeWish }
  | { job: 'table'; wish: TableWish }
  | { job: 'try'; wish: TrialWish }
  | { job: 'held' }
  | { job: 'sheet'; path: string; wanted: string | undefined }
  | { job: 'sheet_page'; from: number }
  | { job: 'book'; several: Several; now: number }

export type Done =
  | undefined
  | string
  | Written
  | Replanned
  | PreviewAnswer
  | AudienceShown
  | RangeShown
  | Ics
  | ReportShown
  | SpanReports[keyof SpanReports]
  | TimeShown
  | Table
  | Counted
  | Sizes
  | CalendarSendersShown
  | WhomFound
  | EnrollmentCounted
  | TrialAnswer
  | TrialHeld
  | AboutSheet
  | Census
  | string[][]
  | Uint8Array

/** Of a workbook that was read. */
export type AboutSheet = ReturnType<typeof aboutSheet>

export interface HeavyWork {
  /**
   * @param isDropped true once nobody waits for it any more: counting ends then, with what it has
   * @throws Refusal as the same work in line does
   */
  do(job: Job, isDropped?: () => boolean): Done | Promise<Done>
  close(): void
}

/** So few that whoever waits for the database never waits for long. */
const rows = 100
/** New rows cost less than others that get new times. */
const many = 200

/**
 * @param databaseFile a database that the engine has opened
 * @param pause waits a moment between two transactions: whoever waits for the database gets it
 */
export function openHeavyWork(databaseFile: string, pause: () => void): HeavyWork {
  // SQLite would make an empty one.
  if (!existsSync(databaseFile)) throw new Error(`${databaseFile} is gone`)
  const store = openStore(databaseFile, { check: false })
  // Read when first asked for: only one of the workers is.
  let trials: Trials | null = null
  let sheet: Sheet | null = null
  const read = async (path: string, wanted: string | undefined) => {
    sheet = await readWorkbook(path, wanted)
    return aboutSheet(sheet)
  }
  return {
    do(job, isDropped) {
      if (job.job === 'replan') return replan({ store, now: job.now, daysOff, gently: { rows, pause } })
      if (job.job === 'engage') return engageInParts(store, job, { rows: many, pause })
      if (job.job === 'still_so') return stillSo(store, job)
      if (job.job === 'take_back') return takeBack(store, pause)
      if (job.job === 'check_copy') return void checkBackup(job.file)
      if (job.job === 'check') return void quickCheck(store.sqlite)
      if (job.job === 'census') return store.read(() => census(store))
      if (job.job === 'preview') return store.read(() => previewOf(store, job.asker, job.wish, job.now))
      if (job.job === 'audience') return store.read(() => audienceOf(store, job.asker, job.wish, job.now))
      if (job.job === 'tryout') return store.read(() => triedOf(store, job.asker, job.wish, job.list, job.now))
      if (job.job === 'range') return store.read(() => rangeOf(store, job.asker, job.wish, job.now))
      if (job.job === 'ics') return store.read(() => icsOf(store, job.wish, job.now))
      if (job.job === 'sizes') return store.read(() => sizesOf(store, job.most))
      if (job.job === 'sharing') return store.read(() => sharing(store, job.asker, job.sequence, job.now))
      if (job.job === 'whom') return store.read(() => whomFound(store, job.asker, job.wish, job.now))
      if (job.job === 'count') return store.read(() => countWhole(store, job.filter, isDropped))
      if (job.job === 'count_people')
        return store.read(() => enrollmentCounts(store, job.filter, { ...endless, enough: isDropped }))
      if (job.job === 'report') return store.read(() => reportOf(store, job.sequence))
      if (job.job === 'span') return store.read(() => spanReports[job.what](store, job.wish))
      if (job.job === 'over_time') return store.read(() => timeOf(store, job.wish))
      if (job.job === 'table') return store.read(() => tableOf(store, job.wish))
      if (job.job === 'sheet') return read(job.path, job.wanted)
      if (job.job === 'book') return bookOf(store, job.several, job.now)
      if (job.job === 'refused_book') return refusedBookOf(store, job.list)
      if (job.job === 'sheet_page') return sheet?.rows.slice(job.from, job.from + sheetPage) ?? []
      trials ??= openTrials(store)
      return job.job === 'try' ? trials.tryOut(job.wish) : trials.held()
    },
    close: () => store.close(),
  }
}

function takeBack(store: Store, pause: () => void): undefined {
  for (const _ of takingBack(store)) pause()
}
