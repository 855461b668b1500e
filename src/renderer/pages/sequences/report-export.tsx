import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { sequences as words } from '../../words/sequences.ts'
import type { WholeSequence } from './types.ts'

const { report: said } = words

/** The whole report as a file, fetched in pieces. */
async function exportCsv(saved: WholeSequence, onRows: (rows: number) => void): Promise<string[]> {
  const pieces: string[] = []
  let rows = 0
  let after: string | undefined
  do {
    const piece = await client.reports.export({ sequence: saved.public_id, ...(after ? { after } : {}) })
    pieces.push(piece.csv)
    rows += 2000
    onRows(rows)
    after = piece.next ?? undefined
  } while (after)
  return pieces
}

/** Writes everybody in the report into a file. */
export function Export({ saved }: { saved: WholeSequence }) {
  const [rows, setRows] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const run = async () => {
    setError(null)
    setRows(0)
    try {
      const pieces = await exportCsv(saved, setRows)
      const name = `${saved.name.replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ').trim() || 'report'}.csv`
      if (await saveCsv(name, pieces)) say({ title: said.exported(name) })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setRows(null)
    }
  }
  return (
    <>
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      {rows !== null && rows > 2000 && <span className="small dim">{said.exporting(rows)}</span>}
      <Button
        size="xs"
        variant="default"
        loading={rows !== null}
        leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
        onClick={() => void run()}
      >
        {said.export}
      </Button>
    </>
  )
}
