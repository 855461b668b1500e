import { Button, Select } from '@mantine/core'
import { reassign as words } from '../words/removal.ts'
import { shell } from '../words/shell.ts'
import { DialogFoot } from './dialog.tsx'
import type { FromGroups } from './from-menu.ts'
import { Notice, wordsOf } from './notice.tsx'
import './reassign-form.css'

/** What it shows of a trial. */
interface Trial {
  contacts: number
  words: readonly string[]
  refused: readonly { enrollment: string; contact: string; sequence: string; why: string }[]
  refused_contacts: number
}

interface Props {
  mailboxes: FromGroups
  account: string | null
  pick: (account: string | null) => void
  trial: Trial | null
  isLooking: boolean
  error: unknown
  busy: boolean
  go: () => Promise<void>
  onCancel: () => void
}

/** So many of those that can't go on are named. */
const named = 5

function Told({ trial }: { trial: Trial }) {
  const rest = trial.refused_contacts - Math.min(named, trial.refused.length)
  return (
    <>
      {trial.words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {trial.refused_contacts > 0 && (
        <ul className="small dim">
          {trial.refused.slice(0, named).map(({ enrollment, contact, sequence, why }) => (
            <li key={enrollment}>{words.why(contact, sequence, why)}</li>
          ))}
          {rest > 0 && <li>{words.rest(rest)}</li>}
        </ul>
      )}
    </>
  )
}

/** Picks the mailbox that goes on, and says what happens before it does. */
export function ReassignForm({ mailboxes, account, pick, trial, isLooking, error, busy, go, onCancel }: Props) {
  const n = trial?.contacts ?? 0
  const ready = trial !== null && !isLooking && n > 0
  return (
    <form
      className="reassign"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void go()
      }}
    >
      <p className="dim">{words.lead}</p>
      <Select
        openOnFocus={false}
        data-autofocus
        label={words.to}
        data={mailboxes}
        value={account}
        onChange={pick}
        searchable={mailboxes.flatMap(({ items }) => items).length > 8}
      />
      <div className="reassign-told" role="status" aria-live="polite">
        {trial ? <Told trial={trial} /> : isLooking && <p className="faint">{words.looking}</p>}
      </div>
      {error !== null && error !== undefined && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onCancel}>
          {shell.cancel}
        </Button>
        <Button type="submit" disabled={!ready} loading={busy}>
          {n > 0 ? words.verb(n) : words.none}
        </Button>
      </DialogFoot>
    </form>
  )
}
