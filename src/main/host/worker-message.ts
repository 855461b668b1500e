/** What a worker and its owner say to each other. Errors travel as plain data: a thread boundary strips their class. */
import { type FailureCode, Refusal } from '../../shared/domain/failure.ts'
import type { Job } from '../heavy.ts'

/** `dropped`: its only number is 1 once nobody waits for the answer any more; what is being done looks at it. */
export type Asked = Job & { id: number; dropped?: Int32Array | undefined }

/** The same of one that waits in line: it need not be begun. */
export interface Dropped {
  drop: number
}

export interface ToldError {
  refusal: boolean
  name: string
  message: string
  stack: string | undefined
  /** A refusal's, or SQLite's own. */
  code: string | undefined
  data: Record<string, unknown>
}

export type Answered = { id: number; result: unknown } | { id: number; error: ToldError }

export function tellError(error: unknown): ToldError {
  const found = error instanceof Error ? error : new Error(String(error))
  const refusal = error instanceof Refusal
  const { code } = found as { code?: unknown }
  return {
    refusal,
    name: found.name,
    message: found.message,
    stack: found.stack,
    code: typeof code === 'string' ? code : undefined,
    data: refusal ? error.data : {},
  }
}

/** The error as it was thrown over there: a refusal is one here too, with code, message and data. */
export function errorOf({ refusal, name, message, stack, code, data }: ToldError): Error {
  if (refusal) return new Refusal(code as FailureCode, message, data)
  return Object.assign(new Error(message), { name, stack: stack ?? message, ...(code === undefined ? {} : { code }) })
}
