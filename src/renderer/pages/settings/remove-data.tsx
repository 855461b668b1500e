import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { nowRemoved } from '../../api/removed.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { settings } from '../../words/settings.ts'
import { shell } from '../../words/shell.ts'

const words = settings.removeData
type Look = Awaited<ReturnType<typeof client.removal.look>>

/** What goes, what stays, and what nobody would send any more. */
function Told({ look }: { look: Look }) {
  return (
    <>
      <p>{words.goes(look.backups, look.secrets)}</p>
      <p className="mono small st-gone-folder">{look.folder}</p>
      <p>
        {words.stays} {look.left.length > 0 && words.left(look.left)}
      </p>
      {look.planned > 0 && <Notice tone="warn">{words.planned(look.planned)}</Notice>}
      {look.others > 0 && look.mailboxes > 0 && <Notice tone="warn">{words.team(look.mailboxes)}</Notice>}
    </>
  )
}

/** The name is typed: nobody does this by a slip. */
function Sure({ look, onClose }: { look: Look; onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [isLeft, setLeft] = useState(false)
  const remove = useMutation({
    mutationFn: () => client.removal.begin({ workspace: typed, leave_keychain: isLeft }),
    onSuccess: nowRemoved,
  })
  const isReady = typed.trim() === look.workspace.trim() && (look.secrets !== null || isLeft)
  return (
    <form
      className="st-gone"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !remove.isPending) remove.mutate()
      }}
    >
      <Told look={look} />
      {look.secrets === null && (
        <Checkbox
          label={words.leaveKeychain}
          description={words.leaveKeychainMore}
          checked={isLeft}
          onChange={({ currentTarget }) => setLeft(currentTarget.checked)}
        />
      )}
      <TextInput
        label={words.type(look.workspace)}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {remove.error && <Notice tone="bad">{wordsOf(remove.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {shell.cancel}
        </Button>
        <Button type="submit" variant="default" data-danger disabled={!isReady} loading={remove.isPending}>
          {words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}

function Asked({ onClose }: { onClose: () => void }) {
  const look = useQuery(api.removal.look.queryOptions({ staleTime: 0, gcTime: 0 }))
  if (look.error) return <Failed what={words.title} error={look.error} onAgain={() => look.refetch()} />
  if (!look.data) return <RowsOnTheWay rows={4} height={24} />
  if (!look.data.possible) return <p>{words.elsewhere}</p>
  return <Sure look={look.data} onClose={onClose} />
}

/** Everything off this computer, for good. */
export function RemoveData() {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <div className="row">
      <p className="grow dim">{words.offer}</p>
      <Button size="xs" variant="default" data-danger onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      <Modal opened={isOpen} onClose={close} title={words.title} size={560}>
        <Asked onClose={close} />
      </Modal>
    </div>
  )
}
