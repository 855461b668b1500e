import { client, shell } from './client.ts'
import { saveCsv } from './save-csv.ts'
import { download } from './save-text.ts'

type Wish = Omit<Parameters<typeof client.reports.table>[0], 'format'>

/** Spreadsheets are saved by the browser; the window of the program writes texts alone. */
export const tableFormats: readonly ('csv' | 'xlsx')[] = shell ? ['csv'] : ['csv', 'xlsx']

/** Fetches a report as a file and saves it. @returns its name; null where the person closed the dialog */
export async function saveTable(wish: Wish, format: 'csv' | 'xlsx'): Promise<string | null> {
  const { name, csv, xlsx } = await client.reports.table({ ...wish, format })
  if (xlsx !== null) {
    const bytes = Uint8Array.from(atob(xlsx), (letter) => letter.charCodeAt(0))
    download(name, new Blob([bytes], { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }))
    return name
  }
  return (await saveCsv(name, [csv ?? ''])) ? name : null
}
