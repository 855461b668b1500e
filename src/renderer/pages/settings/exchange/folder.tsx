import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client, queries, shell } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { CopyText } from '../../../parts/copy-text.tsx'
import { DialogFoot, useAsk } from '../../../parts/dialog.tsx'
import { Failed, Notice } from '../../../parts/notice.tsx'
import { say, sayRefused } from '../../../parts/say.tsx'
import { exchange } from '../../../words/exchange.ts'

const words = exchange.folder

async function share(folder: string | null) {
  queries.setQueryData(api.exchange.folder.queryKey(), await client.exchange.set_folder({ folder }))
}

/** In a browser nobody can show the engine a folder, and whoever is let in there may not name one: how it is done instead. */
function Elsewhere({ onDone }: { onDone: () => void }) {
  const [path, setPath] = useState('')
  const { data } = useQuery(api.exchange.folder.queryOptions()).data ?? { data: null }
  const command = words.command(path.trim() || words.anyPath, data)
  return (
    <div className="st-setting-fields wide">
      <p>{words.how}</p>
      <TextInput
        label={words.path}
        description={words.pathMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        spellCheck={false}
        value={path}
        onChange={({ currentTarget }) => setPath(currentTarget.value)}
      />
      <p className="mono st-exch-path">{command}</p>
      <DialogFoot>
        <CopyText text={command} label={words.copy} />
        <Button onClick={onDone}>{words.close}</Button>
      </DialogFoot>
    </div>
  )
}

function Facts() {
  const zone = useZone()
  const now = useNow(60_000)
  const found = useQuery(api.exchange.folder.queryOptions())
  if (found.error) return <Failed what={words.title} error={found.error} onAgain={() => found.refetch()} />
  if (!found.data) return <RowsOnTheWay rows={1} height={48} />
  const { folder, trouble, looked_at, wrote_at, file, refused } = found.data
  if (folder === null) return <p className="faint">{words.none}</p>
  const at = (instant: string) => exchange.at(instant, zone, now)
  return (
    <>
      <p className="mono st-exch-path">{folder}</p>
      <p className="small dim">
        {wrote_at !== null && file !== null ? words.wrote(at(wrote_at), file) : words.notWritten}{' '}
        {looked_at !== null && words.looked(at(looked_at))}
      </p>
      {trouble !== null && <Notice tone="bad">{trouble}</Notice>}
      {refused.length > 0 && (
        <Notice tone="warn">
          <p>{words.refused(refused.length)}</p>
          <ul>
            {refused.map(({ name, words: why }) => (
              <li key={name}>
                <b className="strong">{name}</b>: {why}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}

/** A folder that all computers reach: each writes its own file there and reads the others'. */
export function Folder() {
  const ask = useAsk()
  const [isTyping, setTyping] = useState(false)
  const isShared = typeof useQuery(api.exchange.folder.queryOptions()).data?.folder === 'string'
  const choose = async () => {
    if (!shell) return setTyping(true)
    try {
      const found = await shell.files.folder()
      if (!found) return
      await share(found.path)
      say({ title: words.shared })
    } catch (thrown) {
      sayRefused(words.use, thrown)
    }
  }
  const stop = async () => {
    const question = { title: words.stopTitle, body: words.stopBody, verb: words.stopVerb }
    if (await ask({ ...question, danger: true, run: () => share(null) })) say({ title: words.stopped })
  }
  return (
    <section className="st-exch-part" aria-label={words.title}>
      <div className="st-exch-head">
        <div className="grow">
          <h3>{words.title}</h3>
          <p className="dim">{words.more}</p>
        </div>
        <Button variant="default" onClick={() => void choose()}>
          {isShared ? words.change : words.set}
        </Button>
        {isShared && (
          <Button variant="default" onClick={() => void stop()}>
            {words.stop}
          </Button>
        )}
      </div>
      <Facts />
      <Modal opened={isTyping} onClose={() => setTyping(false)} title={words.dialog} size={480}>
        {isTyping && <Elsewhere onDone={() => setTyping(false)} />}
      </Modal>
    </section>
  )
}
