import { client } from './client.ts'
import { saveBytes } from './save-bytes.ts'
import { saveCsv } from './save-csv.ts'

type Wish = Omit<Parameters<typeof client.reports.table>[0], 'format'>

export const tableFormats: readonly ('csv' | 'xlsx')[] = ['csv', 'xlsx']

/** Fetches a report as a file and saves it. @returns its name; null where the person closed the dialog */
export async function saveTable(wish: Wish, format: 'csv' | 'xlsx'): Promise<string | null> {
  const { name, csv, xlsx } = await client.reports.table({ ...wish, format })
  if (xlsx !== null) return (await saveBytes(name, 'xlsx', xlsx)) ? name : null
  return (await saveCsv(name, [csv ?? ''])) ? name : null
}
