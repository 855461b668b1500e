import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactTools } from '../../words/contact-tools.ts'
import { moment } from '../../words/format.ts'

const words = contactTools.notes
const most = 20_000
type Note = Awaited<ReturnType<typeof client.contact_notes.list>>[number]
interface Times {
  zone: string
  now: number | null
}

function Writing({
  text: before,
  verb,
  onDone,
  run,
}: {
  text: string
  verb: string
  onDone: (() => void) | null
  run: (text: string) => Promise<unknown>
}) {
  const [text, setText] = useState(before)
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function keep() {
    setBusy(true)
    setError(null)
    try {
      await run(text)
      setText(before)
      onDone?.()
    } catch (thrown) {
      setError(wordsOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="ct-note-form"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <Textarea
        aria-label={words.write}
        placeholder={words.placeholder}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={most}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {error && <Notice tone="bad">{error}</Notice>}
      {(text.trim() !== '' || onDone) && (
        <div className="row">
          <Button type="submit" size="xs" loading={isBusy} disabled={text.trim() === ''}>
            {verb}
          </Button>
          {onDone && (
            <Button size="xs" variant="subtle" onClick={onDone}>
              {words.cancel}
            </Button>
          )}
        </div>
      )}
    </form>
  )
}

function One({ note, zone, now }: Times & { note: Note }) {
  const ask = useAsk()
  const [isWriting, setWriting] = useState(false)
  const { public_id, version } = note
  async function remove() {
    const yes = await ask({
      title: words.removeTitle,
      body: <p>{words.removeMore}</p>,
      verb: words.remove,
      danger: true,
      run: () => client.contact_notes.remove({ public_id }),
    })
    if (yes) say({ title: words.removed })
  }
  const isChanged = note.changed_at !== note.created_at
  return (
    <li>
      <p className="fine faint">
        {note.by.name || note.by.address} · <time dateTime={note.created_at}>{moment(note.created_at, zone, now)}</time>
        {isChanged && ` · ${words.changed} ${moment(note.changed_at, zone, now)}`}
      </p>
      {isWriting ? (
        <Writing
          text={note.text}
          verb={words.save}
          onDone={() => setWriting(false)}
          run={(text) => client.contact_notes.change({ public_id, version, text })}
        />
      ) : (
        <p className="ct-note-text">{note.text}</p>
      )}
      {note.mine && !isWriting && (
        <p className="row fine">
          <button type="button" className="link" onClick={() => setWriting(true)}>
            {words.edit}
          </button>
          <button type="button" className="link" onClick={() => void remove()}>
            {words.remove}
          </button>
        </p>
      )}
    </li>
  )
}

/** What people wrote down about a contact, and a place to write more. */
export function Notes({ id, zone, now }: Times & { id: string }) {
  const notes = useQuery(api.contact_notes.list.queryOptions({ input: { contact: id } }))
  return (
    <section className="ct-notes" aria-label={words.title}>
      <h2>{words.title}</h2>
      {notes.error ? (
        <Failed what={words.failed} error={notes.error} onAgain={() => notes.refetch()} />
      ) : (
        <>
          <Writing
            text=""
            verb={words.add}
            onDone={null}
            run={(text) => client.contact_notes.add({ contact: id, text })}
          />
          {(notes.data?.length ?? 0) > 0 && (
            <ul>
              {notes.data?.map((note) => (
                <One key={note.public_id} {...{ note, zone, now }} />
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  )
}
