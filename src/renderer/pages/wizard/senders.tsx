import { Radio, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { type FromChoice, fromGroups } from '../../parts/from-menu.ts'
import { State } from '../../parts/state.tsx'
import { wizard } from '../../words/wizard.ts'
import { DeliveryGroup } from './delivery-group.tsx'
import { type Account, type Draft, inOrder, isFrom, usable, whoseOf } from './draft.ts'
import { Shares } from './shares.tsx'
import type { StepProps } from './step-props.ts'
import type { Previewed } from './use-preview.ts'

const words = wizard.senders

/** Who sends: one account of mine, the owners of the contacts, or several among whom they are dealt out. */
export function Senders(props: StepProps & { preview: Previewed }) {
  const { store } = props
  const { assign } = store.draft
  return (
    <Radio.Group
      value={assign}
      onChange={(value) => store.set({ assign: value as Draft['assign'] })}
      aria-label={words.title}
    >
      <h2>{words.title}</h2>
      <Radio value="mine" className="choice" label={words.mine} />
      {assign === 'mine' && <From {...props} />}
      <Radio
        value="owners"
        className="choice"
        label={
          <>
            {words.owners} <span className="faint">· {words.ownersOf(ownersIn(props))}</span>
          </>
        }
      />
      {assign === 'owners' && <Owners {...props} />}
      <Radio value="selected" className="choice" label={words.selected} />
      {assign === 'selected' && <Shares {...props} />}
      {props.options.groups.length > 0 && <Radio value="group" className="choice" label={words.group} />}
      {assign === 'group' && <DeliveryGroup {...props} />}
    </Radio.Group>
  )
}

const ownersIn = ({ options }: StepProps) => options.owners.filter(({ owner }) => owner !== null).length

/** The accounts one may send from, as every From menu groups them; the built-in one is everybody's own. */
function menuOf(all: readonly Account[]) {
  return fromGroups(
    inOrder(all)
      .filter(usable)
      .flatMap((a): FromChoice[] => {
        const whose = whoseOf(a)
        return [
          { value: a.account, label: senderText(a.address), whose },
          ...a.aliases.map(({ public_id, email }) => ({
            value: public_id,
            label: words.alias(email, a.address),
            whose,
          })),
        ]
      }),
  )
}

/** Which computer sends, where it isn't this one: then what is planned here is an estimate. */
function LeavesFrom({ account }: { account: string }) {
  const home = useQuery(api.homes.list.queryOptions()).data?.find(({ public_id }) => public_id === account)
  if (!home || home.standing === 'home') return null
  return <p className="fine dim under">{home.words}</p>
}

function From({ options, store }: StepProps) {
  const chosen = options.accounts.find((account) => isFrom(account, store.draft.from))
  return (
    <div className="sub">
      <Select
        label={words.from}
        data={menuOf(options.accounts)}
        value={store.draft.from}
        onChange={(from) => store.set({ from })}
        allowDeselect={false}
        comboboxProps={{ transitionProps: { duration: 120 } }}
      />
      {chosen && (
        <p className="fine faint under">
          {words.kinds[chosen.kind]} · {chosen.limits}
        </p>
      )}
      {chosen && <LeavesFrom account={chosen.account} />}
      {chosen?.sandbox && (
        <p className="under">
          <State is="sandbox">{words.sandbox}</State>
        </p>
      )}
      {!options.accounts.some((a) => a.kind !== 'managed') && (
        <p className="fine under">
          <Link to="/mailboxes/connect">{words.connect}</Link>
        </p>
      )}
    </div>
  )
}

function Owners({ options }: StepProps) {
  return (
    <div className="sub">
      {options.owners.map(({ owner, contacts, address, objection }) => (
        <div key={owner ?? ''} className="snd">
          <span className="grow">
            <span className={`a ${objection ? 'faint' : ''}`}>{address ?? owner ?? words.noOwner}</span>
            {objection && <span className="fine dim">{objection}</span>}
          </span>
          <span className="pct">{wizard.count(contacts)}</span>
        </div>
      ))}
      <p className="fine dim under">{words.sticks}</p>
    </div>
  )
}
