import { Button, Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { useAsk } from '../../../parts/dialog.tsx'
import { useLasting } from '../../../parts/lasting.ts'
import { say } from '../../../parts/say.tsx'
import { State, type StateName } from '../../../parts/state.tsx'
import { count, moment, said } from '../../../words/format.ts'
import { hosts } from '../../../words/hosts.ts'
import { Leave } from './leave.tsx'
import type { Machine, Served, Shown } from './types.ts'

const words = hosts.accounts
/** What is as usual has no mark. */
const looks: Record<Exclude<Served['state'], 'off'>, StateName> = { on: 'granted', ending: 'waiting' }
/** So many are found by eye. */
const few = 12
/** More at once no page has to draw, and nobody looks through. */
const most = 100

/** What whoever looks may do: a password is given away by its owner, a team's by an admin; either may end it. */
function useMay(): (account: string) => { give: boolean; end: boolean } {
  const me = useQuery(api.seats.list.queryOptions()).data?.[0]
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  return (id) => {
    const owner = accounts?.find(({ public_id }) => public_id === id)?.seat
    const isOwn = me !== undefined && owner === me.address
    const isAdmin = me?.role === 'admin'
    return { give: owner === null ? isAdmin : isOwn, end: isOwn || isAdmin }
  }
}

function useTurns({ public_id, address, away }: Served, names: readonly string[]) {
  const ask = useAsk()
  const turn = async (way: 'on' | 'off') => {
    const isOn = way === 'on'
    const done = await ask({
      title: isOn ? words.onTitle(address) : words.offTitle(address),
      body: isOn ? words.onBody(names) : words.offBody(away),
      verb: isOn ? words.onVerb : words.offVerb,
      run: () => (isOn ? client.sender_hosts.turn_on({ public_id }) : client.sender_hosts.turn_off({ public_id })),
    })
    if (done && !isOn) say({ title: words.didOff(address) })
  }
  return { on: () => turn('on'), off: () => turn('off') }
}

interface RowProps {
  account: Served
  machines: readonly Machine[]
  hasQueue: boolean
  may: { give: boolean; end: boolean }
  onLeave: (account: Served) => void
}

function Acts({ account, machines, hasQueue, may, onLeave }: RowProps) {
  const names = machines.filter(({ public_id }) => account.hosts.includes(public_id)).map(({ name }) => name)
  const turns = useTurns(account, names)
  const { address, state, unfit } = account
  const canGive = may.give && machines.length > 0 && unfit === null
  const canTurnOn = may.give && hasQueue && names.length > 0 && unfit === null && state !== 'on'
  return (
    <div className="st-hosts-acts">
      {canGive && (
        <Button
          size="xs"
          variant="default"
          aria-label={words.named(words.give, address)}
          onClick={() => onLeave(account)}
        >
          {words.give}
        </Button>
      )}
      {canTurnOn && (
        <Button
          size="xs"
          variant="default"
          aria-label={words.named(words.turnOn, address)}
          onClick={() => void turns.on()}
        >
          {words.turnOn}
        </Button>
      )}
      {state === 'on' && may.end && (
        <Button
          size="xs"
          variant="default"
          aria-label={words.named(words.turnOff, address)}
          onClick={() => void turns.off()}
        >
          {words.turnOff}
        </Button>
      )}
    </div>
  )
}

const sentence = (text: string): string => said(text.charAt(0).toUpperCase() + text.slice(1))

function AccountRow(given: RowProps) {
  const { account, machines } = given
  const zone = useZone()
  const now = useNow(60_000)
  const { address, name, state, since, away, unfit } = account
  const leave = machines.filter(({ public_id }) => account.hosts.includes(public_id)).map((one) => one.name)
  return (
    <tr>
      <th scope="row">
        <div className="clip" title={address}>
          {address}
        </div>
        {unfit !== null ? (
          <div className="dim st-hosts-unfit">{sentence(unfit)}</div>
        ) : (
          name && <div className="clip dim">{name}</div>
        )}
      </th>
      <td>
        {state === 'off' ? words.states.off : <State is={looks[state]}>{words.states[state]}</State>}
        {since !== null && <div className="dim">{words.since(moment(since, zone, now))}</div>}
      </td>
      <td className="clip" title={leave.join('\n')}>
        {leave.length === 0 ? <span className="faint">{words.noLeave}</span> : words.leave(leave)}
      </td>
      <td className="num">{state === 'off' && away === 0 ? <span className="faint">–</span> : count(away)}</td>
      <td className="num">
        <Acts {...given} />
      </td>
    </tr>
  )
}

/** The accounts with a server: who sends for each, and which hosts may. */
export function Accounts({ shown: { accounts, hosts: machines, queue } }: { shown: Shown }) {
  const [search, setSearch] = useState('')
  const [leave, setLeave] = useState<Served | null>(null)
  const lasting = useLasting(leave)
  const may = useMay()
  const sought = search.trim().toLowerCase()
  const rows = accounts.filter(({ address, name }) => `${address} ${name ?? ''}`.toLowerCase().includes(sought))
  const { columns } = words
  const close = () => setLeave(null)
  return (
    <section className="st-hosts-part" aria-label={words.title}>
      <header className="st-setting-head">
        <div className="grow">
          <h3>{words.title}</h3>
          <p className="dim">{words.more}</p>
        </div>
        {accounts.length > few && (
          <TextInput
            className="st-hosts-find"
            aria-label={words.find}
            placeholder={words.find}
            leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
            value={search}
            onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        )}
      </header>
      {accounts.length === 0 && <p className="dim">{words.none}</p>}
      {accounts.length > 0 && rows.length === 0 && <p className="dim">{words.noneFound}</p>}
      {rows.length > 0 && (
        <table className="st-hosts-table st-hosts-accounts" aria-label={words.title}>
          <thead>
            <tr>
              <th scope="col">{columns.account}</th>
              <th scope="col">{columns.state}</th>
              <th scope="col">{columns.leave}</th>
              <th scope="col" className="num">
                {columns.away}
              </th>
              <th scope="col">
                <span className="unseen">{columns.acts}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((account) => (
              <AccountRow
                key={account.public_id}
                account={account}
                machines={machines}
                hasQueue={queue !== null}
                may={may(account.public_id)}
                onLeave={setLeave}
              />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > most && <p className="small dim">{words.left(rows.length - most)}</p>}
      <Modal
        opened={leave !== null}
        onClose={close}
        title={lasting && hosts.leave.title(lasting.address)}
        size={520}
        closeOnClickOutside={false}
      >
        {lasting && <Leave key={lasting.public_id} account={lasting} onDone={close} {...{ machines, queue }} />}
      </Modal>
    </section>
  )
}
