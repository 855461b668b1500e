import { Button, FileButton, Modal } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { Fragment, type RefObject, useEffect, useRef } from 'react'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { accountCsv as words } from '../../words/account-csv.ts'
import { count } from '../../words/format.ts'
import { type Row, type Stage, saveRefusedRows, toWrite, useCsvImport } from './csv-import.ts'
import './csv.css'

type Importing = ReturnType<typeof useCsvImport>

function Choose({ importing, label }: { importing: Importing; label: string }) {
  return (
    <FileButton accept=".csv,text/csv" onChange={(file) => file && void importing.choose(file)}>
      {(props) => (
        <Button
          {...props}
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          loading={importing.stage.is === 'checking'}
        >
          {label}
        </Button>
      )}
    </FileButton>
  )
}

function Counts({ rows }: { rows: readonly Row[] }) {
  const of = (deed: Row['deed']) => rows.filter((row) => row.deed === deed).length
  return (
    <p className="mb-csv-counts">
      {words.counts(of('created'), of('updated'), of('unchanged'), of('refused')).map(([n, what]) => (
        <span key={what} className={n === 0 ? 'faint' : ''}>
          <b>{count(n)}</b> {what}
        </span>
      ))}
    </p>
  )
}

/** What is in the way first, then what changes. */
const order = { refused: 0, created: 1, updated: 2, unchanged: 3 } as const

function Rows({ rows, isDone }: { rows: readonly Row[]; isDone: boolean }) {
  const named = isDone ? words.did : words.deeds
  const sorted = [...rows].sort((a, b) => order[a.deed] - order[b.deed] || a.line - b.line)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="mb-csv-rows" aria-label={words.table} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.columns.line}</th>
            <th scope="col">{words.columns.address}</th>
            <th scope="col">{words.columns.deed}</th>
            <th scope="col">{words.columns.why}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={row.line} data-deed={row.deed}>
              <td className="num">{row.line}</td>
              <td className="clip" title={row.from_email}>
                {row.from_email}
              </td>
              <td>{named[row.deed]}</td>
              <td>{row.message ?? words.fields(row.changes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Working({ stage }: { stage: Extract<Stage, { is: 'working' }> }) {
  return (
    <div className="mb-csv-work" aria-live="polite">
      <progress value={stage.done} max={stage.all} aria-label={words.title} />
      <span className="num dim">{words.working(stage.done, stage.all)}</span>
    </div>
  )
}

function Told({ importing, stage }: { importing: Importing; stage: Exclude<Stage, { is: 'choosing' | 'checking' }> }) {
  const { rows } = stage
  const isDone = stage.is === 'done'
  const refused = rows.some(({ deed }) => deed === 'refused')
  return (
    <>
      <p>{isDone ? words.done(importing.name) : words.dry(importing.name)}</p>
      <Counts rows={rows} />
      {isDone && stage.left > 0 && <Notice tone="warn">{words.stopped(stage.left)}</Notice>}
      {isDone && rows.some(({ deed }) => deed === 'created') && <p className="dim">{words.pending}</p>}
      <Rows rows={rows} isDone={isDone} />
      {refused && (
        <p className="row small">
          <Button size="xs" variant="default" onClick={() => void saveRefusedRows(rows)}>
            {words.saveRefused}
          </Button>
          <span className="dim">{words.refusedMore}</span>
        </p>
      )}
      {stage.is === 'working' && <Working stage={stage} />}
    </>
  )
}

function Foot({ importing, onClose }: { importing: Importing; onClose: () => void }) {
  const { stage } = importing
  if (stage.is === 'working')
    return (
      <Button variant="default" onClick={importing.stop}>
        {words.stop}
      </Button>
    )
  const n = stage.is === 'checked' ? toWrite(stage.rows).length : 0
  return (
    <Fragment>
      <Button variant="default" onClick={onClose}>
        {words.close}
      </Button>
      {stage.is === 'checked' && <Choose importing={importing} label={words.another} />}
      {stage.is === 'checked' && (
        <Button disabled={n === 0} onClick={() => void importing.apply(stage.rows)}>
          {n === 0 ? words.nothing : words.verb(n)}
        </Button>
      )}
    </Fragment>
  )
}

function Import({ stop, onClose }: { stop: RefObject<(() => void) | null>; onClose: () => void }) {
  const importing = useCsvImport()
  const { stage, error } = importing
  useEffect(() => {
    stop.current = stage.is === 'working' ? importing.stop : null
  })
  const isBefore = stage.is === 'choosing' || stage.is === 'checking'
  return (
    <div className="ask-form">
      {isBefore && (
        <>
          <p>{words.lead}</p>
          <p className="dim">{words.secrets}</p>
          <p>
            <Choose importing={importing} label={words.choose} />
          </p>
        </>
      )}
      {error && <Notice tone="bad">{error}</Notice>}
      {!isBefore && <Told importing={importing} stage={stage} />}
      <DialogFoot>
        <Foot importing={importing} onClose={onClose} />
      </DialogFoot>
    </div>
  )
}

/** Mailboxes from a CSV file: what each row would do, then doing it. */
export function CsvDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const stop = useRef<(() => void) | null>(null)
  return (
    <Modal
      opened={opened}
      // what became of rows that are being written would be told nowhere else
      onClose={() => (stop.current ?? onClose)()}
      title={words.title}
      size={760}
      closeOnClickOutside={false}
    >
      {opened && <Import stop={stop} onClose={onClose} />}
    </Modal>
  )
}
