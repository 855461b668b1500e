/** A mailbox is to go: what goes with it, the ways out, and what each leads to, before anything is done. */
import { Button, Modal, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { moment } from '../../words/format.ts'
import { removal as words } from '../../words/removal.ts'
import type { Account } from './accounts.ts'
import type { Impact } from './remove-impact.ts'
import { SendFirst } from './remove-send.tsx'
import { Stakes } from './remove-stakes.tsx'
import { type Choice, isSaved, Ways } from './remove-ways.tsx'
import './remove.css'

/** The wish, as far as it can be tried: null while something is still to be chosen. */
function wishOf(impact: Impact, choice: Choice) {
  const { public_id } = impact
  const { way, to, tag } = choice
  if (way === null) return null
  if (way === 'move') return to === null ? null : { public_id, way, to, seen: impact.seen }
  if (way === 'tag') return tag.trim() === '' ? null : { public_id, way, tag: tag.trim(), seen: impact.seen }
  return { public_id, way, seen: impact.seen }
}

/** Something that can't be had back goes with it. */
const isLost = (impact: Impact, { way }: Choice): boolean =>
  impact.drafts > 0 ? way !== 'save' : way === 'go_ahead' && impact.scheduled > 0

/** Nothing goes with it, so there is nothing to choose. */
const isIdle = ({ contacts, scheduled, drafts }: Impact): boolean => contacts + scheduled + drafts === 0

const moreOf = (more: string | null) => (more === null ? {} : { more })

function Blocked({ impact }: { impact: Impact }) {
  if (impact.unsure > 0)
    return (
      <Notice
        tone="warn"
        action={
          <Link to="/outbox" search={{ tab: 'needs_you' }} className="link">
            {words.decide}
          </Link>
        }
      >
        {words.unsure(impact.unsure)}
      </Notice>
    )
  return impact.sending > 0 ? <Notice tone="info">{words.sending(impact.sending)}</Notice> : null
}

/** What the chosen way leads to, in the engine's own sentences. */
function useTrial(impact: Impact, choice: Choice) {
  const wish = wishOf(impact, choice)
  const trial = useQuery({
    queryKey: ['removal', wish],
    queryFn: ({ signal }) =>
      client.accounts.remove({ ...(wish as NonNullable<typeof wish>), dry_run: true }, { signal }),
    enabled: wish !== null && impact.unsure + impact.sending === 0,
    gcTime: 0,
    staleTime: 0,
  })
  return { wish, trial }
}

function Trial({ trial }: { trial: ReturnType<typeof useTrial>['trial'] }) {
  return (
    <div className="mb-remove-trial" aria-live="polite" aria-label={words.trial} role="status">
      {trial.error && <Notice tone="bad">{wordsOf(trial.error)}</Notice>}
      {trial.data?.words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  )
}

function Form({ impact, onClose, onDone }: { impact: Impact; onClose: () => void; onDone: () => void }) {
  const idle = isIdle(impact)
  const [choice, setChoice] = useState<Choice>({
    way: idle ? 'go_ahead' : null,
    to: impact.heirs.length === 1 ? (impact.heirs[0]?.public_id ?? null) : null,
    tag: impact.tag,
    saved: null,
  })
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { wish, trial } = useTrial(impact, choice)
  const lost = isLost(impact, choice)
  const isTyped = typed.trim().toLowerCase() === impact.from_email.toLowerCase()
  const ready =
    trial.data !== undefined &&
    !trial.isFetching &&
    (!lost || isTyped) &&
    (choice.way !== 'save' || isSaved(impact, choice))
  const go = async () => {
    if (!ready || !wish) return
    setBusy(true)
    setError(null)
    try {
      const done = await client.accounts.remove({ ...wish, version: impact.version })
      const heir = impact.heirs.find(({ public_id }) => public_id === choice.to)?.from_email ?? ''
      const more =
        done.moved > 0 ? words.moved(done.moved, heir) : done.contacts > 0 ? words.stopped(done.contacts) : null
      say({ title: words.did(impact.from_email), ...moreOf(done.secrets ?? more) })
      onDone()
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }
  return (
    <form
      className="mb-remove"
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <Blocked impact={impact} />
      {!idle && <Stakes impact={impact} />}
      {!idle && <Ways impact={impact} choice={choice} onChoose={setChoice} />}
      <Trial trial={trial} />
      {lost && trial.data && (
        <TextInput
          label={words.confirm(impact.from_email)}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      )}
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.keep}
        </Button>
        <Button type="submit" variant="default" data-danger disabled={!ready} loading={busy}>
          {words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}

function Body(given: { publicId: string; onClose: () => void; onDone: () => void }) {
  const { data, error, refetch } = useQuery({
    ...api.accounts.removal.queryOptions({ input: { public_id: given.publicId } }),
    gcTime: 0,
    staleTime: 0,
  })
  const zone = useZone()
  const now = useNow(60_000)
  if (error) return <Failed what={words.failed} error={error} onAgain={refetch} />
  if (!data) return <RowsOnTheWay rows={3} />
  return (
    <>
      {data.last && <p className="small dim mb-remove-wait">{words.wait(moment(data.last, zone, now))}</p>}
      {data.scheduled + data.drafts > 0 && <SendFirst publicId={given.publicId} onSent={() => void refetch()} />}
      <Form key={isIdle(data) ? 'idle' : 'used'} impact={data} onClose={given.onClose} onDone={given.onDone} />
    </>
  )
}

/** The dialog in which one mailbox is removed. `onDone`: it is gone. */
export function RemoveDialog({
  account,
  opened,
  onClose,
  onDone = onClose,
}: {
  account: Account
  opened: boolean
  onClose: () => void
  onDone?: () => void
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.title(account.from_email)} size={720}>
      {opened && <Body publicId={account.public_id} onClose={onClose} onDone={onDone} />}
    </Modal>
  )
}
