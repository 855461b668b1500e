/**
 * What somebody changed in a form, and nothing else: what stands in it unchanged is as it was when the form was opened, and
 * would undo what somebody else has set since.
 */
export const changedIn = <T extends object>(before: T, now: T): Partial<T> =>
  Object.fromEntries(Object.entries(now).filter(([key, value]) => value !== before[key as keyof T])) as Partial<T>
