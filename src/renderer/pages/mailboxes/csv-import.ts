/** Mailboxes from a CSV file: tried first, then written a few rows at a time, so that it can be followed and stopped. */
import { useEffect, useRef, useState } from 'react'
import { csvRow } from '../../../shared/domain/csv-write.ts'
import { client } from '../../api/client.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { accountCsv as words } from '../../words/account-csv.ts'

export type Found = Awaited<ReturnType<typeof client.accounts.import>>
export type Row = Found['results'][number]

const atOnce = 10
const longest = 900_000

export type Stage =
  | { is: 'choosing' }
  | { is: 'checking' }
  | { is: 'checked'; rows: Row[] }
  | { is: 'working'; rows: Row[]; done: number; all: number }
  | { is: 'done'; rows: Row[]; left: number }

/** @throws Error in words where it is no text */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  if (bytes.byteLength > longest) throw new Error(words.tooLong)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Error(words.notText)
  }
}

/** Rows that importing would change. */
export const toWrite = (rows: readonly Row[]): Row[] =>
  rows.filter(({ deed }) => deed === 'created' || deed === 'updated')

export function useCsvImport() {
  const [stage, setStage] = useState<Stage>({ is: 'choosing' })
  const [error, setError] = useState<string | null>(null)
  const [name, setName] = useState('')
  const csv = useRef('')
  const stopped = useRef(false)
  useEffect(
    () => () => {
      stopped.current = true
    },
    [],
  )
  const choose = async (file: File) => {
    setError(null)
    setName(file.name)
    setStage({ is: 'checking' })
    try {
      csv.current = await textOf(file)
      setStage({ is: 'checked', rows: (await client.accounts.import({ csv: csv.current })).results })
    } catch (thrown) {
      setError(wordsOf(thrown))
      setStage({ is: 'choosing' })
    }
  }
  const apply = async (checked: readonly Row[]) => {
    const lines = toWrite(checked).map(({ line }) => line)
    const rows = new Map(checked.map((row) => [row.line, row]))
    stopped.current = false
    setError(null)
    let done = 0
    try {
      while (done < lines.length && !stopped.current) {
        setStage({ is: 'working', rows: [...rows.values()], done, all: lines.length })
        const some = lines.slice(done, done + atOnce)
        const found = await client.accounts.import({ csv: csv.current, dry_run: false, lines: some })
        for (const row of found.results) rows.set(row.line, row)
        done += some.length
      }
    } catch (thrown) {
      setError(wordsOf(thrown))
    }
    setStage({ is: 'done', rows: [...rows.values()], left: lines.length - done })
  }
  const stop = () => {
    stopped.current = true
  }
  return { stage, error, name, choose, apply, stop }
}

/** The refused rows and why: only what names them, since a row may hold a password. */
export async function saveRefusedRows(rows: readonly Row[]): Promise<void> {
  const refused = rows.filter(({ deed }) => deed === 'refused')
  const cells = refused.map(({ line, from_email, message }) => csvRow([line, from_email, message]))
  if (await saveCsv(words.refusedFile, [csvRow(['line', 'from_email', 'problem']), ...cells]))
    say({ title: words.saved })
}
