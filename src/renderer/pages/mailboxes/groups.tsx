import { Button, Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { say } from '../../parts/say.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { groups as words } from '../../words/groups.ts'
import { AccountSection } from './account-section.tsx'
import type { Box } from './accounts.ts'
import { type Group, GroupForm } from './group-form.tsx'
import { useBoxes } from './use-boxes.ts'
import './mailboxes.css'
import './account.css'
import './groups.css'

function Members({ group, boxes }: { group: Group; boxes: readonly Box[] }) {
  const placeOf = (id: string) => boxes.find(({ account }) => account.public_id === id)?.place ?? 0
  return (
    <ul className="mb-group-members">
      {group.accounts.map((member) => (
        <li key={member.public_id}>
          <Who name={member.from_email} lane={laneOf(placeOf(member.public_id))} />
          <Link className="clip" to="/mailboxes/$id" params={{ id: member.public_id }}>
            {member.from_email}
          </Link>
          <State is={member.status === 'active' && member.paused ? 'paused' : member.status} />
          <span className="num dim">{words.share(member.percentage)}</span>
        </li>
      ))}
    </ul>
  )
}

function Uses({ group }: { group: Group }) {
  return (
    <>
      {group.sequences.length > 0 && (
        <div className="mb-group-uses">
          <h3>{words.engaged}</h3>
          <ul>
            {group.sequences.map(({ public_id, name, contacts, waiting }) => (
              <li key={public_id}>
                <Link to="/sequences/$id" params={{ id: public_id }}>
                  {name}
                </Link>
                <span className="dim">{words.contacts(contacts, waiting)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {group.api_keys.length > 0 && (
        <div className="mb-group-uses">
          <h3>{words.keys}</h3>
          <p>{group.api_keys.map(({ name }) => name).join(', ')}</p>
        </div>
      )}
    </>
  )
}

function useRemove() {
  const ask = useAsk()
  const [error, setError] = useState<unknown>(null)
  const remove = async (group: Group) => {
    const { public_id, name, version } = group
    setError(null)
    try {
      const { words: consequence } = await client.groups.consequence({ public_id })
      const done = await ask({
        title: words.ask.title(name),
        body: consequence.map((line) => <p key={line}>{line}</p>),
        verb: words.ask.verb,
        keep: words.ask.keep,
        danger: true,
        run: () => client.groups.remove({ public_id, version }),
      })
      if (done) say({ title: words.did.removed(name) })
    } catch (thrown) {
      setError(thrown)
    }
  }
  return { remove, error }
}

function GroupSection({ group, boxes, onEdit }: { group: Group; boxes: readonly Box[]; onEdit: () => void }) {
  const { remove, error } = useRemove()
  return (
    <AccountSection
      title={group.name}
      lead={words.active(group.active, group.accounts.length)}
      action={
        <>
          <Button size="xs" variant="default" onClick={onEdit}>
            {words.edit}
          </Button>
          <Button size="xs" variant="default" data-danger onClick={() => void remove(group)}>
            {words.remove}
          </Button>
        </>
      }
    >
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      {group.objection && <Notice tone="warn">{group.objection}</Notice>}
      {group.accounts.length > 0 && <Members group={group} boxes={boxes} />}
      <Uses group={group} />
    </AccountSection>
  )
}

/** Mailboxes that stand in for each other. */
export function Groups() {
  const { boxes, error, again } = useBoxes()
  const found = useQuery(api.groups.list.queryOptions())
  const [isOpen, setOpen] = useState(false)
  // not emptied with closing: the dialog says the same until it has faded
  const [edited, setEdited] = useState<Group | null>(null)
  const open = (group: Group | null) => {
    setEdited(group)
    setOpen(true)
  }
  const groups = found.data
  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open(null)}>
      {words.make}
    </Button>
  )
  const trouble = found.error ?? error
  return (
    <Page measured>
      <nav className="mb-account-back">
        <Link to="/mailboxes">{words.back}</Link>
      </nav>
      <PageHead title={words.title} lead={words.lead} actions={groups && groups.length > 0 ? make : undefined} />
      {trouble && (
        <Failed what={words.failed} error={trouble} onAgain={() => Promise.all([found.refetch(), again()])} />
      )}
      {!trouble && (!groups || !boxes) && <RowsOnTheWay rows={2} height={120} />}
      {groups?.length === 0 && (
        <Empty title={words.none} action={make}>
          {words.noneMore}
        </Empty>
      )}
      {boxes &&
        groups?.map((group) => (
          <GroupSection key={group.public_id} group={group} boxes={boxes} onEdit={() => open(group)} />
        ))}
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={edited ? words.form.edit(edited.name) : words.form.make}
        size={480}
      >
        <GroupForm
          key={edited?.public_id ?? 'new'}
          group={edited}
          groups={groups ?? []}
          boxes={boxes ?? []}
          onDone={() => setOpen(false)}
        />
      </Modal>
    </Page>
  )
}
