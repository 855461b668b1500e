/**
 * A sheet of a workbook, a part of its rows at a time: read whole it is hundreds of megabytes, and would hold up every email and
 * every screen for seconds.
 */
import { isBlank } from '../../shared/domain/csv.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { OpenSheet, Room } from './context.ts'
import { readWorkbook, type Sheet, workbookTooLarge } from './xlsx-rows.ts'

/** Rows fetched at a time: so few that nobody waits for them to be handed over. */
export const sheetPage = 200

/** What is known of a sheet without its rows. */
export const aboutSheet = ({ rows, name, sheets, bytes }: Sheet) => ({
  ...{ name, sheets, bytes },
  rows: rows.length,
  filled: rows.reduce((sum, row) => sum + (isBlank(row) ? 0 : 1), 0),
})

/** A thread that had no memory left says so as the cause of its end. */
function asRefusal(error: Error): never {
  const code = (error.cause as { code?: unknown } | undefined)?.code
  throw code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Refusal('too_large', workbookTooLarge) : error
}

/**
 * Reads a workbook elsewhere where there is an elsewhere, else here. Whoever opened it closes it.
 *
 * @param wanted name of a sheet; undefined: the first
 * @param signal aborts the reading: it rejects with a Refusal `cancelled`
 * @throws Refusal `bad_request` (damaged, no such sheet), `too_large`, `cancelled`
 */
export async function openSheet(
  { heavy }: Pick<Room, 'heavy'>,
  path: string,
  wanted?: string,
  signal?: AbortSignal,
): Promise<OpenSheet> {
  if (heavy?.sheet) return heavy.sheet(path, wanted, signal).catch(asRefusal)
  const sheet = await readWorkbook(path, wanted)
  return {
    ...aboutSheet(sheet),
    page: (from) => Promise.resolve(sheet.rows.slice(from, from + sheetPage)),
    close: () => Promise.resolve(),
  }
}
