import { Button, Select, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { checkAddress } from '../../../shared/domain/address.ts'
import { api } from '../../api/client.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { LimitsEditor } from './limits-editor.tsx'
import { ownerChoices } from './owner.ts'
import { isComplete } from './server.ts'
import { ServerFields } from './server-fields.tsx'
import { TestWords } from './test-words.tsx'
import { type Connecting, useConnecting } from './use-connecting.ts'
import './mailboxes.css'

const words = mailboxes.steps

function Steps({ at }: { at: number }) {
  return (
    <ol className="mb-connect-steps" aria-label={words.label}>
      {words.names.map((name, step) => (
        <li key={name} aria-current={step === at ? 'step' : undefined} className={step < at ? 'over' : ''}>
          {step < at ? <IconCheck size={15} stroke={1.9} aria-hidden /> : <span aria-hidden>{step + 1}</span>}
          {name}
        </li>
      ))}
    </ol>
  )
}

/** One step: its heading gets the focus, its form goes on with Enter. */
function Step({
  name,
  onNext,
  children,
  foot,
}: {
  name: string
  onNext: () => void
  children: ReactNode
  foot: ReactNode
}) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  return (
    <form
      className="mb-box-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onNext()
      }}
    >
      <h2 ref={head} tabIndex={-1}>
        {name}
      </h2>
      {children}
      <div className="mb-connect-foot">{foot}</div>
    </form>
  )
}

const Back = ({ onClick }: { onClick: () => void }) => (
  <Button variant="default" onClick={onClick}>
    {words.back}
  </Button>
)

function AddressStep({ me }: { me: Connecting }) {
  const seats = useQuery(api.seats.list.queryOptions()).data ?? []
  const [tried, setTried] = useState(false)
  const checked = checkAddress(me.who.address.trim())
  return (
    <Step
      name={words.names[0]}
      onNext={() => (checked.ok ? me.toServer() : setTried(true))}
      foot={
        <>
          <Button component={Link} to="/mailboxes" variant="default">
            {words.cancel}
          </Button>
          <Button type="submit">{words.next}</Button>
        </>
      }
    >
      <TextInput
        label={words.address}
        description={words.addressMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type="text"
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={me.who.address}
        error={tried && !checked.ok ? words.addressWrong : undefined}
        onChange={({ currentTarget }) => me.setWho({ ...me.who, address: currentTarget.value })}
      />
      <TextInput
        label={mailboxes.edit.name}
        autoComplete="off"
        value={me.who.name}
        onChange={({ currentTarget }) => me.setWho({ ...me.who, name: currentTarget.value })}
      />
      {seats.length > 0 && (
        <Select
          label={mailboxes.edit.owner}
          data={ownerChoices(seats)}
          allowDeselect={false}
          value={me.who.owner ?? seats[0]?.address ?? null}
          onChange={(owner) => me.setWho({ ...me.who, owner })}
        />
      )}
    </Step>
  )
}

function ServerStep({ me }: { me: Connecting }) {
  const { probe, works } = me
  return (
    <Step
      name={words.names[1]}
      onNext={() => (works ? me.setAt(2) : me.test())}
      foot={
        <>
          <Back onClick={() => me.setAt(0)} />
          {works ? (
            <Button type="submit">{words.next}</Button>
          ) : (
            <Button type="submit" loading={probe.isPending} disabled={!isComplete(me.server)}>
              {mailboxes.edit.test}
            </Button>
          )}
          {!works && (probe.data || probe.error) && (
            <Button variant="subtle" onClick={() => me.setAt(2)}>
              {words.skip}
            </Button>
          )}
        </>
      }
    >
      <p className="dim">{words.serverLead}</p>
      <ServerFields server={me.server} onChange={me.setServer} passwordHint={mailboxes.edit.passwordSafe} />
      {probe.data && <TestWords result={probe.data} />}
      {probe.error && <Notice tone="bad">{wordsOf(probe.error)}</Notice>}
    </Step>
  )
}

function LimitsStep({ me }: { me: Connecting }) {
  return (
    <Step
      name={words.names[2]}
      onNext={me.connect}
      foot={
        <>
          <Back onClick={() => me.setAt(1)} />
          <Button type="submit" loading={me.isSaving}>
            {me.works ? words.finish : words.finishUntested}
          </Button>
        </>
      }
    >
      <p className="dim">
        {words.limitsLead} {mailboxes.limits.lead}
      </p>
      <LimitsEditor pace={me.pace} onChange={me.setPace} />
      {!me.works && <Notice tone="warn">{words.untested}</Notice>}
      {me.error !== null && <Notice tone="bad">{wordsOf(me.error)}</Notice>}
    </Step>
  )
}

/** Three calm steps to a mailbox of one's own: who, where, how much. Nothing is kept before the last one. */
export function Connect() {
  const me = useConnecting()
  const at = [AddressStep, ServerStep, LimitsStep] as const
  const Present = at[me.at] ?? AddressStep
  return (
    <Page>
      <PageHead title={mailboxes.connect.replace('…', '')} lead={words.said(me.at + 1, at.length)} />
      <div className="mb-connect">
        <Steps at={me.at} />
        <Present key={me.at} me={me} />
      </div>
    </Page>
  )
}
