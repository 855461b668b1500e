import { Button, Select, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { checkAddress } from '../../../shared/domain/address.ts'
import { api } from '../../api/client.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { connect } from '../../words/connect.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import { BrandNotice } from './brand-notice.tsx'
import { KindCards } from './connect-kind.tsx'
import { AppPasswordStep, ServerStep } from './connect-server.tsx'
import { SignInStep } from './connect-sign-in.tsx'
import { Back, Step } from './connect-step.tsx'
import { LimitsEditor } from './limits-editor.tsx'
import { ownerChoices, ownerInput } from './owner.ts'
import { PermitTicks } from './permit-ticks.tsx'
import { type Connecting, useConnecting } from './use-connecting.ts'
import './mailboxes.css'
import './connect.css'

const words = mailboxes.steps

function Steps({ at, names }: { at: number; names: readonly string[] }) {
  return (
    <ol className="mb-connect-steps" aria-label={words.label}>
      {names.map((name, step) => (
        <li key={name} aria-current={step === at ? 'step' : undefined} className={step < at ? 'over' : ''}>
          {step < at ? <IconCheck size={15} stroke={1.9} aria-hidden /> : <span aria-hidden>{step + 1}</span>}
          {name}
        </li>
      ))}
    </ol>
  )
}

function WhoFields({ me, error }: { me: Connecting; error: string | undefined }) {
  const seats = useQuery(api.seats.list.queryOptions()).data ?? []
  // an address that came with the page is looked at as one that was typed is
  const onCome = useRef(me.look)
  useEffect(() => onCome.current(), [])
  return (
    <>
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
        error={error}
        onBlur={me.look}
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
    </>
  )
}

function AddressStep({ me }: { me: Connecting }) {
  const [tried, setTried] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const checked = checkAddress(me.who.address.trim())
  const next = async () => {
    setTried(true)
    if (!checked.ok) return
    setAsking(true)
    if (await me.permits.isPermitted()) me.toServer()
    else setAsking(false)
  }
  return (
    <Step
      name={words.names[0]}
      onNext={() => void next()}
      foot={
        <>
          <Button component={Link} to="/mailboxes" variant="default">
            {words.cancel}
          </Button>
          <Button type="submit" loading={isAsking}>
            {words.next}
          </Button>
        </>
      }
    >
      <WhoFields me={me} error={tried && !checked.ok ? words.addressWrong : undefined} />
      <PermitTicks permits={me.permits} missing={tried} />
      <KindCards kind={me.kind} onChange={me.setKind} />
    </Step>
  )
}

/** Where it leaves from: a sign-in, an app password, or a server. */
function WhereStep({ me }: { me: Connecting }) {
  if (me.signs) return <SignInStep me={me} />
  return me.kind === 'gmail' ? <AppPasswordStep me={me} /> : <ServerStep me={me} />
}

function LimitsStep({ me }: { me: Connecting }) {
  // a provider's own domain needs nobody's records
  const isTeams = me.who.owner !== null && ownerInput(me.who.owner) === null && me.detected?.from !== 'domain'
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
      {isTeams && <BrandNotice address={me.who.address.trim()} />}
      {!me.works && <Notice tone="warn">{words.untested}</Notice>}
      {me.error !== null && <Notice tone="bad">{wordsOf(me.error)}</Notice>}
    </Step>
  )
}

/** Three calm steps to a mailbox of one's own: who, where, how much. With a password nothing is kept before the last one. */
export function Connect() {
  const me = useConnecting()
  const at = [AddressStep, WhereStep, LimitsStep] as const
  const Present = at[me.at] ?? AddressStep
  const where = me.signs ? connect.step.signIn : me.kind === 'gmail' ? connect.step.app : connect.step.server
  return (
    <Page>
      <PageHead title={mailboxes.connect.replace('…', '')} />
      <div className="mb-connect">
        <Steps at={me.at} names={[words.names[0], where, words.names[2]]} />
        <Present key={me.at} me={me} />
      </div>
    </Page>
  )
}
