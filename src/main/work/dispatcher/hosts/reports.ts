/** Outcomes on their way back: fetched, written down, then forgotten in the queue. In this order nothing of them is lost. */
import { reportKey } from '../../../file/device-keys.ts'
import { forgetReports, reportsFor, type Waiting } from '../../../queue/hand-in.ts'
import { openReport, type Report } from '../../../queue/parcel.ts'
import { accountOfTry } from '../../../store/handed-in.ts'
import { isBehind } from './behind.ts'
import { takeReport } from './settle.ts'
import { type HostsOptions, type Open, tellWritten } from './shape.ts'

/** Written down in one transaction: whoever clicks meanwhile is not to wait for it. */
const most = 50

/** False: another copy of the data handed in what this one doesn't know, and nothing more may be done here. */
export async function takeReports(options: HostsOptions, open: Open): Promise<boolean> {
  for (;;) {
    const waiting = await reportsFor(open.queue, open.keys.device, most)
    if (waiting.length === 0) return true
    const known = await readAll(options, open, waiting)
    // those of a newer copy are that copy's to fetch
    if (known.length < waiting.length && (await isBehind(options, open))) return false
    await writeDown(options, known)
    options.point?.('reports_written')
    await forgetReports(open.queue, waiting)
    if (waiting.length < most) return true
  }
}

interface Known {
  report: Report
  host: string
}

/** Those that a host of ours wrote of a try of ours. */
async function readAll(
  { store, ports }: HostsOptions,
  { keys: { secret } }: Open,
  waiting: readonly Waiting[],
): Promise<Known[]> {
  const keyOf = (attempt: string) => {
    const account = accountOfTry(store, attempt)
    return account === undefined ? null : reportKey(secret.signing, account)
  }
  const known: Known[] = []
  for (const { attempt, host, sealed } of waiting) {
    const report = await openReport(secret, sealed, keyOf)
    if (report?.attempt === attempt) known.push({ report, host })
    else ports.log.warn('a report in the queue is of no try of this copy, or not by one of its hosts', { attempt })
  }
  return known
}

async function writeDown(options: HostsOptions, known: readonly Known[]): Promise<void> {
  if (known.length === 0) return
  const written = await options.store.writeSoon((tx) =>
    known.map(({ report: { attempt, outcome, at }, host }) =>
      takeReport(tx, attempt, { outcome, host, at, now: options.ports.clock.now() }),
    ),
  )
  tellWritten(options, written)
}
