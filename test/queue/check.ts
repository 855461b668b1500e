/** Whether what a round left behind is what was promised: the ledger of the mail server, the reports, and the limits. */
import type { Report } from '../../src/main/queue/parcel.ts'
import type { Limit } from '../../src/shared/domain/plan-shape.ts'
import type { RigEvent } from '../rig/ledger-script.ts'

export interface Email {
  send: string
  account: string
  to: string
  /** Its tries, in their order. */
  attempts: string[]
  reports: (Report & { host: string })[]
}

export interface Left {
  emails: readonly Email[]
  events: readonly RigEvent[]
  departures: readonly { attempt: string; account: string; at: number }[]
  limits: ReadonlyMap<string, { limits: Limit[]; minGap: number }>
  /** What still lies in the queue, by what it is; nothing should. */
  remains: Readonly<Record<string, number>>
}

export interface Found {
  faults: string[]
  accepted: number
  unsure: number
  /** Copies that the mail server has. */
  copies: number
}

const lengths = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 }
/** Between two clocks' roundings and a line written, in ms. */
const slack = 25

const isUnsure = ({ outcome }: Report) => outcome.kind === 'broken' && outcome.dataStarted
const isAccepted = ({ outcome }: Report) => outcome.kind === 'accepted'

export function check(left: Left): Found {
  const faults: string[] = []
  const bySend = new Map<string, RigEvent[]>()
  const asked = new Map<string, RigEvent[]>()
  const into = (map: Map<string, RigEvent[]>, key: string, event: RigEvent) =>
    map.has(key) ? map.get(key)?.push(event) : map.set(key, [event])
  for (const event of left.events) {
    if (event.event === 'taken') into(bySend, event.sendId ?? '', event)
    else if (event.event === 'data354') into(asked, event.to?.[0] ?? '', event)
  }
  const departures = new Map(left.departures.map((one) => [one.attempt, one.at]))
  let [accepted, unsure] = [0, 0]
  for (const email of left.emails) {
    const taken = bySend.get(email.send) ?? []
    const asks = asked.get(email.to) ?? []
    faults.push(...wrongWith(email, taken, asks, departures).map((what) => `${email.to}: ${what}`))
    if (email.reports.some(isAccepted)) accepted++
    else if (email.reports.some(isUnsure)) unsure++
  }
  faults.push(...brokenLimits(left))
  for (const [what, n] of Object.entries(left.remains)) if (n > 0) faults.push(`${n} ${what} remain in the queue`)
  const copies = [...bySend.values()].reduce((sum, one) => sum + one.length, 0)
  return { faults, accepted, unsure, copies }
}

function wrongWith(
  { attempts, reports }: Email,
  taken: RigEvent[],
  asks: RigEvent[],
  departures: ReadonlyMap<string, number>,
): string[] {
  const faults: string[] = []
  const accepted = reports.some(isAccepted)
  const unsure = reports.some(isUnsure)
  if (taken.length > 1) faults.push(`doubled: the server has ${taken.length} copies`)
  if (!accepted && !unsure) faults.push('lost: nobody says what became of it')
  if (accepted && taken.length === 0) faults.push('lost: reported as accepted, and the server has none')
  for (const report of reports)
    if (isUnsure(report) && !asks.some(({ at }) => at <= report.at + slack))
      faults.push('unsure, though the server never asked for its text')
  const known = new Set(attempts)
  if (reports.some(({ attempt }) => !known.has(attempt))) faults.push('a report of a try that was not handed in')
  for (const copy of taken) {
    const ask = asks.findLast((one) => one.connection === copy.connection && one.at <= copy.at)
    const isCounted = attempts.some((attempt) => {
      const at = departures.get(attempt)
      return at !== undefined && ask !== undefined && at >= ask.at - slack && at <= copy.at + slack
    })
    if (!isCounted) faults.push('it left uncounted, or was counted at another time')
  }
  return faults
}

/** No window of a limit holds more departures than it allows; none is closer to the one before than the least distance. */
function brokenLimits({ departures, limits }: Left): string[] {
  const faults: string[] = []
  for (const [account, rules] of limits) {
    const times = departures.filter((one) => one.account === account).map(({ at }) => at)
    times.sort((a, b) => a - b)
    const far = (n: number, length: number, what: string) => {
      const at = times.findIndex((time, i) => i >= n && time - (times[i - n] as number) < length)
      if (at >= 0) faults.push(`${account}: ${what} broken at ${times[at]}`)
    }
    for (const { unit, max } of rules.limits) far(max, lengths[unit], `${max} a ${unit}`)
    if (rules.minGap > 0) far(1, rules.minGap, `${rules.minGap} ms apart`)
  }
  return faults
}
