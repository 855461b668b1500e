/** Reading what an address says, where anybody may have typed anything: what doesn't fit is left out. */

export const text = (raw: unknown, longest = 200): string | undefined =>
  typeof raw === 'string' && raw !== '' && raw.length <= longest
    ? raw
    : typeof raw === 'number'
      ? String(raw)
      : undefined

export const oneOf = <T extends string>(raw: unknown, of: readonly T[]): T | undefined =>
  of.find((each) => each === raw)

export const isoDate = (raw: unknown): string | undefined =>
  typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw) ? raw : undefined

export const flag = (raw: unknown): true | undefined => (raw === true || raw === 'true' ? true : undefined)

/** Leaves out what is undefined, so that an address has only what differs from the usual. */
export function present<T extends Record<string, unknown>>(found: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as never
}
