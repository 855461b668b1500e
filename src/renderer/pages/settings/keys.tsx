import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { State } from '../../parts/state.tsx'
import { day, list, moment } from '../../words/format.ts'
import { settings } from '../../words/settings.ts'
import { useIsMember } from './admins.tsx'
import { KeyForm } from './key-form.tsx'
import { Section } from './section.tsx'

const words = settings.keys
type Key = Awaited<ReturnType<typeof client.keys.list>>[number]

/** What alone it reaches, in words; what was removed is named as such. */
function Bound({ bound }: { bound: NonNullable<Key['bound']> }) {
  const named = (name: string, removed: boolean) => (removed ? words.removed(name) : name)
  const names = list([
    ...bound.accounts.map(({ from_email, removed }) => named(from_email, removed)),
    ...bound.groups.map(({ name, removed }) => named(words.group(name), removed)),
  ])
  return (
    <tr className="st-key-bound">
      <td colSpan={6} className="dim">
        {words.only(names)}
        {bound.reach === 0 && <State is="inactive">{words.reachesNothing}</State>}
      </td>
    </tr>
  )
}

function KeyRow({ item, zone, now }: { item: Key; zone: string; now: number | null }) {
  const ask = useAsk()
  const isOver = item.revoked !== null || (now !== null && Date.parse(item.expires) <= now)
  const revoke = async () => {
    const done = await ask({
      title: words.revokeTitle(item.name),
      body: words.revokeBody,
      verb: words.revokeVerb,
      danger: true,
      run: () => client.keys.revoke({ public_id: item.id }),
    })
    if (done) say({ title: words.didRevoke(item.name) })
  }
  const until = item.revoked
    ? words.revoked(day(item.revoked, zone, now ?? undefined))
    : isOver
      ? words.expired(day(item.expires, zone, now ?? undefined))
      : day(item.expires, zone, now ?? undefined)
  return (
    <>
      <tr className={isOver ? 'over' : ''} data-bound={item.bound !== null || undefined}>
        <th scope="row" className="clip">
          {item.name}
        </th>
        <td className="clip">{item.seat}</td>
        <td>{item.scopes.join(', ')}</td>
        <td>{item.used ? moment(item.used, zone, now) : words.never}</td>
        <td>{until}</td>
        <td className="num">
          {!isOver && (
            <Button
              size="xs"
              variant="default"
              data-danger
              aria-label={words.revokeName(item.name)}
              onClick={() => void revoke()}
            >
              {words.revoke}
            </Button>
          )}
        </td>
      </tr>
      {item.bound && <Bound bound={item.bound} />}
    </>
  )
}

function KeyTable({ keys }: { keys: Key[] }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { columns } = words
  return (
    <table className="st-key-table" aria-label={words.table}>
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col">{columns.seat}</th>
          <th scope="col">{columns.scopes}</th>
          <th scope="col">{columns.used}</th>
          <th scope="col">{columns.expires}</th>
          <th scope="col">
            <span className="unseen">{columns.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((item) => (
          <KeyRow key={item.id} item={item} zone={zone} now={now} />
        ))}
      </tbody>
    </table>
  )
}

/** Keys of the API on this computer: shown once, limited, and taken back at once. */
export function Keys() {
  const isMember = useIsMember()
  const found = useQuery({ ...api.keys.list.queryOptions(), enabled: isMember === false })
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Section
      title={settings.sections.keys}
      lead={words.lead}
      action={isMember ? null : <Button onClick={() => setOpen(true)}>{words.create}</Button>}
    >
      {found.error && <Failed what={settings.sections.keys} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && !isMember && <RowsOnTheWay rows={3} />}
      {found.data?.length === 0 && <Empty title={words.none}>{words.noneMore}</Empty>}
      {found.data && found.data.length > 0 && <KeyTable keys={found.data} />}
      <Modal opened={isOpen} onClose={close} title={words.createTitle} size={480} closeOnClickOutside={false}>
        {isOpen && <KeyForm onDone={close} />}
      </Modal>
    </Section>
  )
}
