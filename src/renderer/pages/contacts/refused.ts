import { wordsOf } from '../../parts/notice.tsx'

/** What the engine would not take, and of which field it speaks, where it says so. */
export interface Refused {
  message: string
  code: string | null
  field: string | null
}

export function refusedIn(error: unknown): Refused {
  const { code, data } = error as { code?: unknown; data?: { field?: unknown } }
  const field = typeof data?.field === 'string' ? data.field : code === 'invalid_address' ? 'address' : null
  return { message: wordsOf(error), code: typeof code === 'string' ? code : null, field }
}
