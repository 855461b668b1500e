import { sentElsewhere } from '../store/elsewhere.ts'
import type { Reader } from '../store/open.ts'
import { isoOrNull } from './context.ts'

/** Which other computer sends a planned email (row id), and when it was last heard of. */
export function sentFrom(reader: Reader, sendId: number | null) {
  const away = sendId === null ? null : sentElsewhere(reader, sendId)
  return { computer: away?.computer ?? null, heard_at: isoOrNull(away?.heardAt ?? null) }
}
