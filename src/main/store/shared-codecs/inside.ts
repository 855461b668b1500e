/**
 * What may stand inside a column that holds JSON. A computer of a colleague may have been altered, and what can't be read would
 * close every list that shows it, for everybody; more keys than these may come from a later version.
 */
import { limitUnits } from '../../../shared/domain/quota.ts'
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
export const limit = having({ unit: oneOf(...limitUnits), min: number, max: number })
export const windowBlock = having({ day: within(1, 7), from: within(0, 24), to: within(0, 24) })
export const dayOff: Inside = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
/** Stands in a header of the email: nothing that could end one. */
const contentId: Inside = (value) => typeof value === 'string' && /^[\w.@+=-]{1,200}$/.test(value)
const files = each(having({ name: text, hash: text, cid: maybe(contentId) }))
const written = { subject: text, html: orNull(text), text: orNull(text), attachments: files }
const weight: Inside = (value) => Number.isFinite(value) && (value as number) >= 0
const variant = having({ ...written, key: oneOf('B', 'C', 'D', 'E'), weight })
const variants: Inside = (value) =>
  each(variant)(value) &&
  new Set((value as { key: string }[]).map(({ key }) => key)).size === (value as unknown[]).length
export const step = having({
  ...written,
  days: number,
  hour: orNull(within(0, 24)),
  kind: maybe(oneOf('email', 'task')),
  on: maybe(dayOff),
  thread: maybe(oneOf('reply', 'new')),
  note: maybe(text),
  weight: maybe(weight),
  variants: maybe(variants),
  winner: maybe(oneOf('A', 'B', 'C', 'D', 'E')),
})
export const ends = having({ company: maybe(flag), clicked: maybe(flag), until: maybe(dayOff) })
export const ownText = having({
  subject: text,
  html: orNull(text),
  text: orNull(text),
  files: maybe(files),
  hash: text,
  by: text,
  at: isInstant,
  how: oneOf('edited', 'reviewed'),
})
export const hold = having({ by: orNull(text), at: isInstant })
export const recipient = having({ address: text, status: orNull(text), code: orNull(number), hard: flag })
export const evidence = having({ rule: text, found: text })
