/** Values of options, checked as they are typed. Every refusal says what to write instead. */
import { InvalidArgumentError } from 'commander'
import { addressKey, checkAddress } from '../../../shared/domain/address.ts'
import type { PlanStep } from '../../../shared/domain/plan-shape.ts'
import { parseStep } from '../../../shared/domain/sequence.ts'
import { parseDay } from '../../../shared/domain/time-text.ts'

/** For options that may be given several times: the values in the order given. */
export function collect<T>(read: (text: string) => T): (text: string, before: T[] | undefined) => T[] {
  return (text, before = []) => [...before, read(text)]
}

export const asIs = (text: string): string => text

/** A whole number within bounds. */
export function whole(from: number, to = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (value >= from && value <= to) return value
    const bounds = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`
    throw new InvalidArgumentError(`Give a whole number ${bounds}.`)
  }
}

/** An email address as it travels. */
export function address(text: string): string {
  const check = checkAddress(text.trim())
  if (!check.ok) throw new InvalidArgumentError(check.message)
  return check.address
}

export interface Sender {
  address: string
  key: string
  weight: number
  /** False: no weight was given, so it is 1. */
  weighted: boolean
}

/** `anna@example.com` or `anna@example.com=75`. */
export function sender(text: string): Sender {
  const { address: typed, ...rest } = account(text)
  const plain = address(typed)
  return { ...rest, address: plain, key: addressKey(plain) }
}

/** As `sender`, but an account of the workspace, by address or id. */
export function account(text: string): Sender {
  // A local part may hold "=", a domain can't: the weight begins after the last one behind the @.
  const cut = text.indexOf('=', text.lastIndexOf('@'))
  const typed = cut < 0 ? text : text.slice(0, cut)
  const weight = cut < 0 ? '1' : text.slice(cut + 1)
  if (!/^\d{1,4}(\.\d{1,6})?$/.test(weight))
    throw new InvalidArgumentError(`The weight "${weight}" is no number from 0 to 9999. Write anna@example.com=75.`)
  return { address: typed.trim(), key: addressKey(typed.trim()), weight: Number(weight), weighted: cut >= 0 }
}

/** A date that exists, as `2026-12-24`. */
export function date(text: string): string {
  if (parseDay(text) === null) throw new InvalidArgumentError('Give a date that exists, such as 2026-12-24.')
  return text
}

/** `FR`, or with a region `DE-BY`. */
export function country(text: string): string {
  if (!/^[A-Za-z]{2}(-[A-Za-z0-9]{1,3}){0,2}$/.test(text))
    throw new InvalidArgumentError('Give a country by its two-letter code (FR), or a region of it (DE-BY).')
  return text.toUpperCase()
}

/** `+3d@14:00`, or `+3d` for the same hour as the step before. */
export function step(text: string): PlanStep {
  const parsed = parseStep(text)
  if (!parsed.ok) throw new InvalidArgumentError(parsed.message)
  return parsed.step
}
