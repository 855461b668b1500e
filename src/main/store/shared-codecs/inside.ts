/**
 * What may stand inside a column that holds JSON. A computer of a colleague may have been altered, and what can't be read would
 * close every list that shows it, for everybody; more keys than these may come from a later version.
 */
import { isInstant } from '../../../shared/domain/time.ts'

export type Inside = (value: unknown) => boolean

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const having =
  (keys: Readonly<Record<string, Inside>>): Inside =>
  (value) =>
    isObject(value) && Object.entries(keys).every(([key, fits]) => fits(value[key]))

const text: Inside = (value) => typeof value === 'string'
const number: Inside = (value) => Number.isFinite(value)
const flag: Inside = (value) => typeof value === 'boolean'
const within =
  (from: number, to: number): Inside =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to
const oneOf =
  (...texts: string[]): Inside =>
  (value) =>
    typeof value === 'string' && texts.includes(value)
const orNull =
  (fits: Inside): Inside =>
  (value) =>
    value === null || fits(value)
const maybe =
  (fits: Inside): Inside =>
  (value) =>
    value === undefined || fits(value)
const each =
  (fits: Inside): Inside =>
  (value) =>
    Array.isArray(value) && value.every(fits)

/** Of a mail server, for sending or reading. */
const server = {
  host: text,
  port: within(1, 65_535),
  protocol: oneOf('none', 'starttls', 'tls'),
  user: orNull(text),
  ca: maybe(text),
}
export const smtpSettings = having({ ...server, allowPlaintextPassword: maybe(flag) })
export const imapSettings = having({
  ...server,
  own: maybe(flag),
  sentFolder: maybe(text),
  folders: maybe(each(text)),
  sentCopies: maybe(oneOf('always', 'never')),
})
export const signIn = having({ provider: text, subject: text, client: text, scopes: each(text), at: isInstant })
export const rampUp = having({ start: number, step: number, from: isInstant })
export const limit = having({ unit: oneOf('second', 'minute', 'hour', 'day', 'week'), min: number, max: number })
export const windowBlock = having({ day: within(1, 7), from: within(0, 24), to: within(0, 24) })
export const dayOff: Inside = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
export const step = having({
  subject: text,
  html: orNull(text),
  text: orNull(text),
  days: number,
  hour: orNull(within(0, 24)),
  attachments: each(having({ name: text, hash: text })),
})
export const recipient = having({ address: text, status: orNull(text), code: orNull(number), hard: flag })
export const evidence = having({ rule: text, found: text })
