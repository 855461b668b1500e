import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconCopy, IconDots, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { State } from '../../parts/state.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { useActs } from './acts.ts'
import { underWay } from './columns.tsx'
import type { WholeSequence } from './types.ts'
import type { Drafting } from './use-draft.tsx'

const stateNames = { draft: 'draft', running: 'active', paused: 'paused', finished: 'finished' } as const

/** The name, editable where it stands; below it how far the sequence is; what can be done at the right. */
export function Header({ saved, drafting }: { saved: WholeSequence | null; drafting: Drafting }) {
  const { draft, dispatch, isDirty } = drafting
  const { one } = words
  return (
    <>
      <header className="page-head seq-head">
        <div className="grow">
          <h1 className="unseen">{draft.name || one.untitled}</h1>
          <input
            className="seq-title"
            aria-label={one.name}
            placeholder={one.untitled}
            maxLength={200}
            value={draft.name}
            // biome-ignore lint/a11y/noAutofocus: a new sequence begins with its name
            autoFocus={saved === null}
            onChange={({ currentTarget }) => dispatch({ do: 'name', name: currentTarget.value })}
          />
          <p className="row seq-lead">
            {saved ? <Standing saved={saved} /> : <State is="draft">{words.save.unsaved}</State>}
          </p>
        </div>
        <div className="acts">
          {saved && <More saved={saved} />}
          {saved && !saved.archived && <Schedule saved={saved} isFilled={!isDirty} />}
          {(isDirty || saved === null) && <Save drafting={drafting} isNew={saved === null} />}
        </div>
      </header>
      <Offered saved={saved} drafting={drafting} />
      <Unsaved drafting={drafting} />
    </>
  )
}

function Standing({ saved }: { saved: WholeSequence }) {
  const { one } = words
  const { progress } = saved
  const under = underWay(progress.contacts)
  return (
    <>
      <State is={stateNames[saved.state]}>{words.states[saved.state]}</State>
      {progress.sandbox && saved.state !== 'draft' && <State is="sandbox">{one.inSandbox}</State>}
      <span>
        {saved.archived
          ? one.archived
          : saved.state === 'draft'
            ? one.draft
            : under === 0
              ? one.over(progress.engaged, progress.contacts.stopped)
              : one.underWay(under, progress.engaged)}
        {saved.paused && ` ${one.pausedLead}`}
      </span>
    </>
  )
}

const Schedule = ({ saved, isFilled }: { saved: WholeSequence; isFilled: boolean }) => (
  <Button
    variant={isFilled ? 'filled' : 'default'}
    renderRoot={(props) => <Link to="/schedule/$id" params={{ id: saved.public_id }} {...props} />}
  >
    {words.acts.schedule}
  </Button>
)

function Save({ drafting, isNew }: { drafting: Drafting; isNew: boolean }) {
  const { busy, save, putBack, isDirty } = drafting
  return (
    <>
      {!isNew && isDirty && (
        <Button variant="subtle" onClick={putBack}>
          {words.save.undo}
        </Button>
      )}
      <Button loading={busy} onClick={() => void save()}>
        {words.save.save}
      </Button>
    </>
  )
}

function More({ saved }: { saved: WholeSequence }) {
  const acts = useActs()
  const item = (Icon: typeof IconCopy, label: string, act: () => unknown) => (
    <Menu.Item leftSection={<Icon size={16} stroke={1.7} aria-hidden />} onClick={() => void act()}>
      {label}
    </Menu.Item>
  )
  const goesOn = saved.state === 'running' || saved.state === 'paused'
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={34} className="boxed" aria-label={words.more}>
          <IconDots size={17} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {goesOn &&
          (saved.paused
            ? item(IconPlayerPlay, words.acts.resume, () => acts.resume([saved]))
            : item(IconPlayerPause, words.acts.pause, () => acts.pause([saved])))}
        {item(IconCopy, words.acts.duplicate, () => acts.duplicate(saved))}
        {saved.archived
          ? item(IconArchiveOff, words.acts.unarchive, () => acts.unarchive(saved))
          : !goesOn && item(IconArchive, words.acts.archive, () => acts.archive([saved]))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What was written here before and not saved: it may be had again. */
function Offered({ saved, drafting }: { saved: WholeSequence | null; drafting: Drafting }) {
  const [zone, now] = [useZone(), useNow()]
  const { offered, restore, refuse } = drafting
  if (!offered) return null
  const { kept } = words.save
  const isOlder = saved !== null && offered.version < saved.version
  return (
    <div className="seq-notice">
      <Notice
        tone="info"
        action={
          <span className="row">
            <Button size="xs" variant="default" onClick={() => restore(offered)}>
              {kept.back}
            </Button>
            <Button size="xs" variant="subtle" onClick={refuse}>
              {kept.away}
            </Button>
          </span>
        }
      >
        <b>{kept.title(offered.at, zone, now)}</b> {isOlder ? kept.older : kept.more}
        {offered.without.length > 0 && ` ${kept.without(offered.without)}`}
      </Notice>
    </div>
  )
}

/** Why it was not saved, where it would have been: somebody was quicker, or the engine said no. */
function Unsaved({ drafting }: { drafting: Drafting }) {
  const { trouble, restart, save } = drafting
  if (!trouble) return null
  if (trouble.kind === 'failed')
    return (
      <div className="seq-notice">
        <Notice tone="bad">
          <b>{words.save.failed}</b> {wordsOf(trouble.error)}
        </Notice>
      </div>
    )
  const { theirs } = trouble
  return (
    <div className="seq-notice">
      <Notice
        tone="warn"
        action={
          <span className="row">
            <Button size="xs" variant="default" onClick={() => restart(theirs)}>
              {words.save.theirs}
            </Button>
            <Button size="xs" variant="default" onClick={() => void save(theirs.version)}>
              {words.save.mine}
            </Button>
          </span>
        }
      >
        <b>{words.save.stale}</b> {words.save.staleMore}
      </Notice>
    </div>
  )
}
