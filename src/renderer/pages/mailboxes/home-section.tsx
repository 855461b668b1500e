import { Button, Modal, NumberInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/notice.tsx'
import { moment, percent, said } from '../../words/format.ts'
import { home as words } from '../../words/home.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { computerWords, type Home, useDeeds } from './home-deeds.tsx'
import { HomeReview } from './home-review.tsx'

/** Which computer, and for an authorisation how much. */
function Choose({ home, deed, onDone }: { home: Home; deed: 'release' | 'authorise'; onDone: () => void }) {
  const computers = home.computers.filter((one) => deed === 'authorise' || one.may_be_home)
  const [to, setTo] = useState(computers[0]?.public_id ?? null)
  const most = Math.floor(home.room / 10)
  const [share, setShare] = useState<number | string>(Math.min(30, most))
  const act = useDeeds(home)
  if (computers.length === 0) return <p className="dim">{words.none}</p>
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onDone()
        if (to) void act(deed, to, deed === 'authorise' ? Math.round(Number(share) * 10) : 0)
      }}
    >
      <Select
        label={words.to}
        data={computers.map(({ public_id, name, seat }) => ({
          value: public_id,
          label: words.epochOf(name, seat, false),
        }))}
        value={to}
        onChange={setTo}
        allowDeselect={false}
      />
      {deed === 'authorise' && (
        <NumberInput
          label={words.share}
          description={words.shareMost(most)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={1}
          max={most}
          value={share}
          onChange={setShare}
          mt="md"
        />
      )}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {words.cancel}
        </Button>
        <Button type="submit">{words.next}</Button>
      </DialogFoot>
    </form>
  )
}

function Authorised({ home }: { home: Home }) {
  const act = useDeeds(home)
  const zone = useZone()
  const now = useNow()
  return (
    <ul className="mb-home-parts">
      {home.authorised.map(({ device, share, state, lease_until, back_at, waiting }) => (
        <li key={device.public_id}>
          <span className="grow clip">
            <span className="strong">{device.name}</span>{' '}
            <span className="dim">{words.authorised(share, waiting)}</span>
            <br />
            <span className="small dim">
              {state === 'granted'
                ? words.until(moment(lease_until, zone, now))
                : words.ending(moment(back_at, zone, now))}
            </span>
          </span>
          {state === 'granted' && home.standing === 'home' && (
            <Button
              size="xs"
              variant="default"
              aria-label={words.back(device.name)}
              onClick={() => void act('withdraw_authorisation', device.public_id)}
            >
              {words.withdraw}
            </Button>
          )}
          {state !== 'granted' && home.standing === 'home' && (
            <p className="small dim mb-home-knows">{words.knows(device.name)}</p>
          )}
        </li>
      ))}
    </ul>
  )
}

function Moves({ home, onChoose }: { home: Home; onChoose: (deed: 'release' | 'authorise') => void }) {
  const act = useDeeds(home)
  const button = (label: string, onClick: () => void) => (
    <Button size="xs" variant="default" onClick={onClick}>
      {label}
    </Button>
  )
  if (home.standing === 'home')
    return (
      <>
        {button(words.release, () => onChoose('release'))}
        {home.room >= 10 && button(words.authorise, () => onChoose('authorise'))}
      </>
    )
  if (home.standing === 'offered') return button(words.acquire, () => void act('acquire'))
  return button(words.takeOver, () => void act('take_over'))
}

/** Are emails that wait for a look shown? As the address says, so that an email can lead there. */
function useLook(id: string): [boolean, (isLooking: boolean) => void] {
  const { look } = useSearch({ from: '/frame/mailboxes/$id' })
  const go = useNavigate()
  const set = (isLooking: boolean) =>
    void go({
      to: '/mailboxes/$id',
      params: { id },
      search: isLooking ? { look: true } : {},
      replace: true,
      resetScroll: false,
    })
  return [look === true, set]
}

/** Which computer sends from a mailbox; nothing where there is only this one, and ever was. */
export function HomeSection({ box: { account } }: SectionProps) {
  const found = useQuery(api.homes.get.queryOptions({ input: { public_id: account.public_id } }))
  const [choosing, setChoosing] = useState<'release' | 'authorise' | null>(null)
  const [looking, setLooking] = useLook(account.public_id)
  const zone = useZone()
  const now = useNow()
  if (account.sandbox) return null
  if (found.error) return <Failed what={words.failed} error={found.error} onAgain={() => void found.refetch()} />
  const home = found.data
  const hasOthers = home !== undefined && (home.computers.length > 0 || home.standing !== 'home')
  if (!home || !(hasOthers || home.review > 0)) return null
  const { handing_to: to } = home
  const facts: [string, string][] = [[to ? words.handedBy : words.home, computerWords(home.home)]]
  if (to) facts.push([words.handedTo, computerWords(to)])
  if (home.part !== null)
    facts.push([home.standing === 'home' ? words.part : words.partHere, percent(home.part / 1000)])
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={hasOthers && <Moves home={home} onChoose={setChoosing} />}
    >
      <p>{said(home.words)}</p>
      {home.trouble && home.standing !== 'elsewhere' && (
        <p className="small dim">
          {said(home.trouble)} {home.standing === 'home' && words.enterAt}
        </p>
      )}
      <Facts facts={facts} />
      {home.reserved_until && home.standing === 'home' && (
        <p className="small dim">{words.reserved(moment(home.reserved_until, zone, now))}</p>
      )}
      {home.review > 0 && (
        <p>
          {words.review.waiting(home.review, home.may_have_left)}{' '}
          <Button size="xs" variant="default" onClick={() => setLooking(true)}>
            {words.review.open}
          </Button>
        </p>
      )}
      {home.authorised.length > 0 && <Authorised home={home} />}
      <Modal
        opened={choosing !== null}
        onClose={() => setChoosing(null)}
        title={words.titles[choosing ?? 'release']}
        size={480}
      >
        {choosing && <Choose home={home} deed={choosing} onDone={() => setChoosing(null)} />}
      </Modal>
      <Modal
        opened={looking}
        onClose={() => setLooking(false)}
        title={words.review.title(account.from_email)}
        size={720}
      >
        {looking && <HomeReview account={account.public_id} />}
      </Modal>
    </AccountSection>
  )
}
