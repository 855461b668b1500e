/** What makes two contacts look like one person. */

export const twinReasons = ['name', 'phone', 'mailbox'] as const
export type TwinReason = (typeof twinReasons)[number]

const gmail = /^([^@]+)@(?:gmail|googlemail)\.com$/

/**
 * The mailbox behind an address in comparable form, where its provider tells that dots and what follows a plus mean nothing
 * (Gmail); null: it says nothing.
 */
export function mailboxOf(key: string): string | null {
  const local = gmail.exec(key)?.[1]
  return local === undefined ? null : `${local.replace(/\+.*$/, '').replaceAll('.', '')}@gmail.com`
}

const phoneNames = ['phone', 'mobile', 'telephone', 'phone_number', 'mobile_phone', 'tel'] as const

/** A contact's phone number as its own fields have it; the first that there is. */
export function phoneIn(fields: Readonly<Record<string, string>>): string | null {
  for (const name of phoneNames) if (fields[name]) return fields[name]
  return null
}

/** Digits that make two numbers the same: without separators and without what is dialled before; null: too short to tell. */
export function phoneKey(number: string): string | null {
  const digits = number.replace(/\D/g, '').replace(/^0+/, '')
  // a number is written with and without its country; its last nine digits are a subscriber's nearly everywhere
  return digits.length < 7 ? null : digits.slice(-9)
}
