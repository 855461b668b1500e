/** The options that say how to send; `preview`, `engage` and `rehearse` share them. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addressKey } from '../../../shared/domain/address.ts'
import type { Limit, LimitUnit, WindowBlock } from '../../../shared/domain/plan-shape.ts'
import { defaultLimits } from '../../../shared/domain/policy.ts'
import { parseLimit } from '../../../shared/domain/quota.ts'
import { isZone } from '../../../shared/domain/time.ts'
import { parseLocal } from '../../../shared/domain/time-text.ts'
import { defaultWindows, mergeWindows, parseWindow } from '../../../shared/domain/window.ts'
import type { Choices } from '../../api/preview-input.ts'
import { wrongUse } from './exit.ts'
import type { Io } from './io.ts'
import { address, collect, country, date, type Sender, whole } from './values.ts'

export const assignments = ['mine', 'owners', 'selected'] as const
export type Assign = (typeof assignments)[number]

export interface SenderOptions {
  sender?: Sender[]
  assign?: Assign
}

export interface ScheduleOptions extends SenderOptions {
  start: string
  perDay?: number
  perHour?: number
  window?: string[]
  zone?: string
  recipientZone?: boolean
  holidays?: string
  dayOff?: string[]
  seed?: number
}

/** What differs between commands: how a sender is read, and what leaving it out means. */
interface SenderDefaults {
  account: (text: string) => Sender
  sender: string
}
export interface ScheduleDefaults extends SenderDefaults {
  /** What leaving the zone out means. */
  zone: string
}

const seedWords = 'draws the same plan again (default: drawn, and printed)'
export const addSeedOption = (command: Command, words = seedWords): Command =>
  command.option('--seed <n>', words, whole(0, 4_294_967_295))

export function addSenderOptions(command: Command, defaults: SenderDefaults): Command {
  return command
    .option(
      '--sender <email[=weight]>',
      `who sends, and with which share (repeatable; default: ${defaults.sender})`,
      collect(defaults.account),
    )
    .addOption(
      new Option('--assign <how>', 'who writes to whom (default: selected with several senders, else mine)').choices(
        assignments,
      ),
    )
}

/** Adds the options of a schedule. */
export function addScheduleOptions(command: Command, defaults: ScheduleDefaults): Command {
  addSenderOptions(command, defaults)
    .option('--start <time>', '"now", or a slot local to the zone: 2026-11-23T10:00', start, 'now')
    .option('--per-day <n>', 'contacts a day at most, first emails only', whole(1))
    .option('--per-hour <n>', 'contacts an hour at most, first emails only', whole(1))
    .option('--window <hours>', 'when mail may leave (repeatable; default: "mon-fri 09:00-18:00")', collect(windowText))
    .option('--zone <iana>', `time zone of the schedule, such as Europe/Paris (default: ${defaults.zone})`, zone)
    .option('--recipient-zone', "count in a contact's own time zone where the list names it")
    .option('--holidays <country>', 'no sending on the public holidays of this country: FR, DE-BY', country)
    .option('--day-off <date>', 'no sending on this date: 2026-12-24 (repeatable)', collect(date))
  return addSeedOption(command)
}

function windowText(text: string): string {
  const parsed = parseWindow(text)
  if ('error' in parsed) throw new InvalidArgumentError(parsed.error)
  return text
}

/** "now", or a date and time; whether its slot is open is for the schedule to say. */
function start(text: string): string {
  const typed = text.trim()
  if (typed !== 'now' && 'error' in parseLocal(typed, 'UTC'))
    throw new InvalidArgumentError('Write "now", or a date and time that exist, as 2026-11-23T10:00.')
  return typed
}

function zone(text: string): string {
  if (!isZone(text)) throw new InvalidArgumentError('This is no IANA time zone. Use a name such as Europe/Paris.')
  return text
}

/** What the planner wants to know, with the defaults filled in. */
export function choicesOf(options: ScheduleOptions, io: Io): Choices {
  return {
    zone: options.zone ?? io.zone,
    windows: windowsOf(options.window),
    holidays: options.holidays ?? null,
    daysOff: options.dayOff ?? [],
    start: options.start,
    perDay: options.perDay ?? null,
    perHour: options.perHour ?? null,
    recipientZone: options.recipientZone === true,
  }
}

function windowsOf(texts: string[] | undefined): WindowBlock[] {
  if (!texts) return [...defaultWindows]
  // Each was checked when it was read.
  return mergeWindows(texts.map(parseWindow).flatMap((parsed) => ('blocks' in parsed ? parsed.blocks : [])))
}

/** Who sends, as the contract takes it. @throws CommanderError for a weight that is no whole number */
export function sendersOf({ sender = [], assign }: SenderOptions) {
  for (const { weight } of sender)
    if (!Number.isInteger(weight) || weight > 1000)
      throw wrongUse(`option '--sender <email[=weight]>': the weight ${weight} is no whole number from 0 to 1000.`)
  return {
    assign: assign ?? (sender.length > 1 ? ('selected' as const) : ('mine' as const)),
    senders: sender.map(({ address, weight, weighted }) => ({ account: address, ...(weighted ? { weight } : {}) })),
  }
}

/** The choices of hours and pace as the contract takes them: what was left out takes the workspace's default. */
export function wishOf(options: ScheduleOptions) {
  const { start, perDay, perHour, window, zone, recipientZone, holidays, dayOff, seed } = options
  const given = {
    per_day: perDay,
    per_hour: perHour,
    windows: window,
    zone,
    recipient_zone: recipientZone,
    holidays,
    days_off: dayOff,
    seed,
  }
  return {
    start,
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<typeof given>),
  }
}
type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

export function seedOf(options: Pick<ScheduleOptions, 'seed'>, io: Io): number {
  if (options.seed !== undefined) return options.seed
  const bytes = io.dice.bytes(4)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}

/** The instant of `--now`; a skipped hour means the next real instant. Without it, the computer's. */
export function nowOf(text: string | undefined, zoneName: string, io: Io): number {
  if (text === undefined) return io.clock.now()
  const [, minute = '', seconds = '0'] = /^(.*?T\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,3})?))?$/.exec(text.trim()) ?? [
    null,
    text,
  ]
  const parsed = parseLocal(minute, zoneName)
  if ('error' in parsed || Number(seconds) >= 60)
    throw wrongUse(
      `option '--now <local>' argument '${text}' is invalid. Write it as 2026-11-23T10:40, local to ${zoneName}.`,
    )
  return parsed.skipped ? parsed.at : parsed.at + Math.round(Number(seconds) * 1000)
}

export interface LimitWish {
  /** `*`, or an address. */
  who: string
  limit: Limit
}

/** `anna@example.com:20/hour` or `*:30-50/hour`. */
export function limitWish(text: string): LimitWish {
  const cut = text.lastIndexOf(':')
  if (cut < 0) throw new InvalidArgumentError('Say whose limit it is: *:50/hour, or anna@example.com:20/hour.')
  const who = text.slice(0, cut).trim()
  const parsed = parseLimit(text.slice(cut + 1))
  if ('error' in parsed) throw new InvalidArgumentError(parsed.error)
  return { who: who === '*' ? who : address(who), limit: parsed.limit }
}

/**
 * The limits of one sender: its own where it has some for a unit, else those of everybody, else the defaults. Of
 * several for one unit the smallest wins; ranges stay beside each other, because each is drawn anew every period.
 */
export function limitsFor(sender: string, wishes: readonly LimitWish[]): Limit[] {
  const of = (key: string) => wishes.filter(({ who }) => addressKey(who) === key).map(({ limit }) => limit)
  const units = new Map<LimitUnit, Limit[]>()
  for (const level of [defaultLimits, of('*'), of(addressKey(sender))])
    for (const unit of new Set(level.map((limit) => limit.unit)))
      units.set(
        unit,
        level.filter((limit) => limit.unit === unit),
      )
  return [...units.values()].flatMap((limits) => {
    const smallest = limits.reduce((a, b) => (b.max < a.max ? b : a))
    return limits.every(({ min, max }) => min === max) ? [smallest] : limits
  })
}

/** Refuses a limit for somebody who doesn't send: it would be silently without effect. */
export function checkLimitNames(
  wishes: readonly LimitWish[],
  senders: readonly string[],
  managed: string | null,
): void {
  const known = new Set(senders.map(addressKey))
  for (const { who, limit } of wishes) {
    if (who === '*') continue
    const flag = `option '--limit <who:n/unit>' argument '${who}:${limit.max}/${limit.unit}' is invalid.`
    if (managed !== null && addressKey(who) === addressKey(managed))
      throw wrongUse(`${flag} The managed account has one limit, 50 a UTC day, and takes no other.`)
    if (known.has(addressKey(who))) continue
    const some = senders.slice(0, 5).join(', ') + (senders.length > 5 ? `, and ${senders.length - 5} more` : '')
    throw wrongUse(`${flag} Nobody sends as ${who}; the senders are ${some || 'none'}. Use one of them, or * for all.`)
  }
}
