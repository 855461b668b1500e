import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { webhookEvents } from '../../../../shared/domain/webhook.ts'
import { api, client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { useAsk } from '../../../parts/dialog.tsx'
import { Failed } from '../../../parts/notice.tsx'
import { say, sayRefused } from '../../../parts/say.tsx'
import { State } from '../../../parts/state.tsx'
import { list, moment } from '../../../words/format.ts'
import { outward } from '../../../words/outward.ts'
import { Deliveries } from './deliveries.tsx'
import { type Hook, HookForm } from './hook-form.tsx'

const words = outward.hooks
type Open = { what: 'form'; hook: Hook | null } | { what: 'deliveries'; hook: Hook } | null

/** What can be done with one, each with its word about how it went; a test that failed opens what was answered. */
function useHookActs(hook: Hook, onOpen: (open: Open) => void) {
  const ask = useAsk()
  const { public_id, version } = hook
  const failed = (label: string) => (error: unknown) => sayRefused(label, error)
  return {
    test: () =>
      client.webhooks.test({ public_id }).then(({ state, code }) => {
        if (state === 'delivered') say({ title: words.sent(code) })
        else onOpen({ what: 'deliveries', hook })
      }, failed(words.send)),
    pause: () =>
      client.webhooks
        .update({ public_id, version, paused: !hook.paused })
        .catch(failed(hook.paused ? words.resume : words.pause)),
    async remove() {
      const done = await ask({
        title: words.removeTitle(hook.name),
        body: words.removeBody(hook.waiting),
        verb: words.removeVerb,
        danger: true,
        run: () => client.webhooks.remove({ public_id }),
      })
      if (done) say({ title: words.didRemove(hook.name) })
    },
  }
}

function Standing({ hook }: { hook: Hook }) {
  const zone = useZone()
  const now = useNow(60_000)
  const more = [
    ...(hook.waiting > 0 ? [words.waiting(hook.waiting)] : []),
    ...(hook.given_up > 0 ? [words.givenUp(hook.given_up)] : []),
  ]
  return (
    <>
      {hook.paused ? (
        <State is="held">{words.paused}</State>
      ) : hook.failing_since ? (
        <State is="unsure">{words.failing(moment(hook.failing_since, zone, now))}</State>
      ) : (
        <State is="sent">{words.on}</State>
      )}
      {more.length > 0 && <div className="dim">{more.join(', ')}</div>}
    </>
  )
}

function HookRow({ hook, onOpen }: { hook: Hook; onOpen: (open: Open) => void }) {
  const acts = useHookActs(hook, onOpen)
  const zone = useZone()
  const now = useNow(60_000)
  const left = webhookEvents.filter((event) => !hook.events.includes(event)).map((event) => words.events[event])
  return (
    <tr>
      <th scope="row">
        <div className="clip">{hook.name}</div>
        <div className="clip dim" title={hook.url}>
          {hook.url}
        </div>
      </th>
      <td>{left.length < 4 ? words.everything(list(left)) : list(hook.events.map((event) => words.events[event]))}</td>
      <td>{hook.last_delivered ? moment(hook.last_delivered, zone, now) : outward.never}</td>
      <td>
        <Standing hook={hook} />
      </td>
      <td className="num">
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={words.more(hook.name)}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void acts.test()}>{words.send}</Menu.Item>
            <Menu.Item onClick={() => onOpen({ what: 'deliveries', hook })}>{words.deliveries}</Menu.Item>
            <Menu.Item onClick={() => onOpen({ what: 'form', hook })}>{words.edit}</Menu.Item>
            <Menu.Item onClick={() => void acts.pause()}>{hook.paused ? words.resume : words.pause}</Menu.Item>
            <Menu.Item data-danger onClick={() => void acts.remove()}>
              {words.remove}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  )
}

function HookTable({ hooks, onOpen }: { hooks: Hook[]; onOpen: (open: Open) => void }) {
  const { columns } = words
  return (
    <table className="st-out-table st-out-hooks" aria-label={words.table}>
      <thead>
        <tr>
          <th scope="col">{columns.name}</th>
          <th scope="col">{columns.events}</th>
          <th scope="col">{columns.last}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">
            <span className="unseen">{columns.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {hooks.map((hook) => (
          <HookRow key={hook.public_id} hook={hook} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  )
}

/** News for other programs. */
export function Hooks() {
  const found = useQuery(api.webhooks.list.queryOptions())
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const isList = open?.what === 'deliveries'
  return (
    <section className="st-out" aria-label={words.title}>
      <header className="st-setting-head">
        <div className="grow">
          <h3>{words.title}</h3>
          <p className="dim">{words.lead}</p>
        </div>
        <Button onClick={() => setOpen({ what: 'form', hook: null })}>{words.create}</Button>
      </header>
      {found.error && <Failed what={words.title} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={2} />}
      {found.data?.length === 0 && (
        <p className="st-out-none">
          <b>{words.none}</b> {words.noneMore}
        </p>
      )}
      {found.data && found.data.length > 0 && <HookTable hooks={found.data} onOpen={setOpen} />}
      <Modal
        opened={open !== null}
        onClose={close}
        title={isList ? words.list(open.hook.name) : open?.hook ? words.editTitle : words.createTitle}
        size={isList ? 720 : 520}
        closeOnClickOutside={isList}
      >
        {open?.what === 'form' && <HookForm hook={open.hook} onDone={close} />}
        {isList && <Deliveries hook={open.hook.public_id} onDone={close} />}
      </Modal>
    </section>
  )
}
