import { Button, FileButton, Modal } from '@mantine/core'
import { useState } from 'react'
import { csvRow } from '../../../shared/domain/csv-write.ts'
import { client } from '../../api/client.ts'
import { upload } from '../../api/upload.ts'
import { SubmitFoot } from '../../parts/dialog-form.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contacts } from '../../words/contacts.ts'

const words = contacts.list.import

type Import = Awaited<ReturnType<typeof client.suppressions.import>>
type Told = Extract<Awaited<ReturnType<Import['next']>>, { done: true }>['value']

/** What a file became, or would become. */
async function ended(stream: Promise<Import>): Promise<Told> {
  const steps = await stream
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

const look = async (file: File) => {
  const id = await upload(file)
  return { id, told: await ended(client.suppressions.import({ upload: id, dry_run: true })) }
}
type Looked = Awaited<ReturnType<typeof look>>

function give(name: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}

/** The whole list, as a file. */
export async function exportList(): Promise<void> {
  let csv = ''
  for await (const piece of await client.suppressions.export()) csv += piece.csv
  give(contacts.list.exported, csv)
}

/** As many refused rows as are shown; the file has them all. */
const shown = 5

function Outcome({ told }: { told: Told }) {
  const { added, known, refused, refused_count, emails, contacts: people } = told
  const download = () =>
    give(
      words.downloaded,
      [[words.line, words.value, words.why], ...refused.map((row) => [row.line, row.value, row.message])]
        .map(csvRow)
        .join(''),
    )
  return (
    <div className="ct-told" aria-live="polite">
      <p className="strong">{[words.added(added), words.known(known), words.refused(refused_count)].join(' · ')}</p>
      <p className="dim">{words.withdraws(emails, people)}</p>
      {refused.length > 0 && (
        <>
          <ul className="small">
            {refused.slice(0, shown).map((row) => (
              <li key={row.line}>
                <span className="num faint">
                  {words.line} {row.line}
                </span>
                <span>{row.message}</span>
              </li>
            ))}
          </ul>
          <button type="button" className="link small" onClick={download}>
            {words.download}
          </button>
        </>
      )}
    </div>
  )
}

function Body({ onClose }: { onClose: () => void }) {
  const [looked, setLooked] = useState<Looked | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function attempt(work: () => Promise<void>) {
    setBusy(true)
    setError(null)
    await work()
      .catch((thrown) => setError(wordsOf(thrown)))
      .finally(() => setBusy(false))
  }
  const choose = (file: File | null) => {
    setLooked(null)
    if (file) void attempt(async () => setLooked(await look(file)))
  }
  const take = ({ id }: Looked) =>
    attempt(async () => {
      const { added } = await ended(client.suppressions.import({ upload: id }))
      say({ title: words.did(added) })
      onClose()
    })
  return (
    <form
      className="ct-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (looked) void take(looked)
      }}
    >
      <p className="dim">{words.lead}</p>
      <div>
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={choose}>
          {(props) => (
            <Button {...props} variant="default" loading={isBusy && !looked}>
              {words.choose}
            </Button>
          )}
        </FileButton>
      </div>
      {error && <Notice tone="bad">{error}</Notice>}
      {looked && <Outcome told={looked.told} />}
      <SubmitFoot
        verb={words.verb(looked?.told.added ?? 0)}
        isOff={!looked || looked.told.added === 0}
        isBusy={isBusy && looked !== null}
        danger
        onCancel={onClose}
      />
    </form>
  )
}

/** A file of addresses and domains, looked at before any of it is put on the list. */
export function SuppressionFile({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.title} size={520}>
      {isOpen && <Body onClose={onClose} />}
    </Modal>
  )
}
