import { Checkbox, NativeSelect, NumberInput } from '@mantine/core'
import { Fragment } from 'react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { byWhose, headsOf } from '../../parts/from-menu.ts'
import { shortName } from '../../parts/plan/score-of.ts'
import { Who } from '../../parts/who.tsx'
import { wizard } from '../../words/wizard.ts'
import { type Account, equally, inOrder, usable, whoseOf } from './draft.ts'
import type { StepProps } from './step-props.ts'
import type { Previewed } from './use-preview.ts'

const words = wizard.senders

type Props = StepProps & { preview: Previewed }

/** The accounts to choose from, each with its share; the addresses are always shown. */
export function Shares({ options, store, preview }: Props) {
  const { senders } = store.draft
  const contacts = new Map(preview.planned?.calendar.senders.map((s) => [s.account, s.contacts]))
  const chosen = (account: string) => senders.findIndex((s) => s.account === account)
  const accounts = inOrder(options.accounts)
  const shown = byWhose(accounts, whoseOf)
  const heads = headsOf(shown, whoseOf)
  const order = new Map(accounts.map(({ account }, i) => [account, i]))
  const toggle = (account: string, on: boolean) => {
    const kept = senders.filter((s) => s.account !== account).map((s) => s.account)
    const next = on ? [...kept, account] : kept
    // their order is their colour: it doesn't depend on which was ticked first
    next.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    store.set({ senders: equally(next).map((s) => ({ ...senders.find((old) => old.account === s.account), ...s })) })
  }
  const weigh = (account: string, weight: number) =>
    store.set({ senders: senders.map((s) => (s.account === account ? { ...s, weight } : s)) })
  const write = (account: string, as: string | null) =>
    store.set({
      senders: senders.map((s) => {
        if (s.account !== account) return s
        return { account, weight: s.weight, ...(as === null ? {} : { as }) }
      }),
    })
  const sum = senders.reduce((all, { weight }) => all + weight, 0)
  return (
    <div className="sub">
      {shown.map((account, i) => {
        const place = chosen(account.account)
        return (
          <Fragment key={account.account}>
            {heads[i] && <p className="fine faint snd-of">{heads[i]}</p>}
            <Share
              account={account}
              lane={senders.length > 4 ? 0 : place + 1}
              weight={place < 0 ? null : (senders[place]?.weight ?? 0)}
              contacts={place < 0 ? null : (contacts.get(account.account) ?? null)}
              onToggle={(on) => toggle(account.account, on)}
              onWeigh={(weight) => weigh(account.account, weight)}
              as={senders[place]?.as ?? null}
              onWrite={(as) => write(account.account, as)}
            />
          </Fragment>
        )
      })}
      <p className="fine dim under">
        {senders.length === 0 ? words.none : sum === 100 ? words.random : words.sum(sum)}
      </p>
    </div>
  )
}

interface ShareProps {
  account: Account
  lane: number
  weight: number | null
  contacts: number | null
  onToggle: (on: boolean) => void
  onWeigh: (weight: number) => void
  /** Public id of the alias it writes from; null: its own address. */
  as: string | null
  onWrite: (as: string | null) => void
}

function Share({ account, lane, weight, contacts, onToggle, onWeigh, as, onWrite }: ShareProps) {
  const { address, kind, limits, objection } = account
  const can = usable(account)
  const name = shortName(account)
  return (
    <div className="snd">
      <Checkbox
        checked={weight !== null}
        disabled={!can}
        onChange={(event) => onToggle(event.currentTarget.checked)}
        aria-label={senderText(address)}
      />
      {weight === null ? <span className="who-none" /> : <Who name={name} lane={lane} />}
      <span className="grow">
        <span className="line-of">
          <span className={`grow a ${can ? '' : 'faint'}`}>{senderText(address)}</span>
          {contacts !== null && <b>{wizard.count(contacts)}</b>}
        </span>
        {weight !== null && account.aliases.length > 0 && (
          <NativeSelect
            className="as"
            size="xs"
            aria-label={words.fromOf(senderText(address))}
            value={as ?? ''}
            onChange={({ currentTarget }) => onWrite(currentTarget.value || null)}
            data={[
              { value: '', label: senderText(address) },
              ...account.aliases.map(({ public_id, email }) => ({ value: public_id, label: email })),
            ]}
          />
        )}
        <span className="line-of fine faint">
          <span className="grow">{can ? `${words.kinds[kind]} · ${limits}` : objection}</span>
          {weight !== null && (
            <span className="share">
              <NumberInput
                size="xs"
                w={40}
                value={weight}
                min={0}
                max={100}
                allowDecimal={false}
                clampBehavior="strict"
                onChange={(value) => onWeigh(Number(value) || 0)}
                aria-label={words.share(senderText(address))}
              />
              %
            </span>
          )}
        </span>
      </span>
    </div>
  )
}
