import { wilson } from '../../shared/domain/wilson.ts'

/** `part` of `whole` with how sure that is. */
export const share = (part: number, whole: number) => ({ part, whole, ...wilson(Math.min(part, whole), whole) })
