import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { saveText } from '../../api/save-text.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { CopyText } from '../../parts/copy-text.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/notice.tsx'
import { say, sayRefused } from '../../parts/say.tsx'
import { settings } from '../../words/settings.ts'
import './diagnostics.css'

const words = settings.diagnostics

/** Made anew each time it is opened: what is shown is what is saved. */
function Found() {
  const made = useQuery(api.workspace.diagnostics.queryOptions({ staleTime: 0, gcTime: 0 }))
  const found = made.isFetching ? undefined : made.data
  const text = found && `${JSON.stringify(found, null, 2)}\n`
  const save = () =>
    saveText(`cadenza-diagnostics-${found?.written_at.slice(0, 10)}.json`, text ?? '').then(
      (saved) => saved && say({ title: words.saved }),
      (thrown) => sayRefused(words.save, thrown),
    )
  return (
    <div className="st-diag">
      <p>{words.lead}</p>
      {made.error && <Failed what={words.title} error={made.error} onAgain={() => made.refetch()} />}
      {made.isFetching && <RowsOnTheWay rows={8} height={24} />}
      {text && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard too, and nothing in it takes the focus
        <section className="st-diag-text" tabIndex={0} aria-label={words.all}>
          <pre>{text}</pre>
        </section>
      )}
      <DialogFoot>
        {text && <CopyText text={text} label={words.copy} />}
        <Button disabled={!text} onClick={() => void save()}>
          {words.save}
        </Button>
      </DialogFoot>
    </div>
  )
}

/** What whoever helps needs to know, read by its owner first. */
export function Diagnostics() {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="row">
      <p className="grow dim">{words.offer}</p>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={words.title} size={860}>
        <Found />
      </Modal>
    </div>
  )
}
