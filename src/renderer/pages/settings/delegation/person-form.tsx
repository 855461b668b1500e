import { Autocomplete, Button } from '@mantine/core'
import { IconCheck, IconKey, IconMail } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { client } from '../../../api/client.ts'
import { Notice, wordsOf } from '../../../parts/notice.tsx'
import { say } from '../../../parts/say.tsx'
import { delegation as words } from '../../../words/delegation.ts'
import { otherOf, type Permission, type Standing } from './types.ts'

type Side = 'ask' | 'give'

interface Known {
  side: Side
  standing: Standing
  /** The open ones of this side. */
  open: readonly Permission[]
}

interface Hint {
  text: string
  /** Nothing would come of it. */
  isOff: boolean
  isGood?: boolean
}

/** What would happen with that address, said while it is typed. */
function hintFor(typed: string, { side, standing, open }: Known, own: string | undefined): Hint {
  const address = typed.trim().toLowerCase()
  const { hint } = words
  if (address === '') return { text: side === 'ask' ? hint.askEmpty : hint.giveEmpty, isOff: true }
  const person = standing.people.find((one) => one.address.toLowerCase() === address)
  if (!person) return { text: address === own?.toLowerCase() ? hint.own : hint.unknown, isOff: true }
  if (person.hindrance !== null) return { text: person.hindrance, isOff: true }
  const already = open.find((one) => otherOf(one).public_id === person.public_id)
  const said = side === 'ask' ? hint.openAsk : hint.openGive
  if (already) return { text: said(person.name, already.state === 'active'), isOff: true }
  const travels = standing.by_email ? hint.askByEmail(person.name, standing.by_email) : hint.askByHand(person.name)
  if (side === 'ask') return { text: travels, isOff: false }
  return person.near
    ? { text: hint.near(person.name), isOff: false, isGood: true }
    : { text: `${hint.far(person.name)} ${travels}`, isOff: false }
}

/** An address, with those of the people to whom it would say something new. */
function AddressField({
  people,
  hintId,
  value,
  onChange,
}: {
  people: readonly string[]
  hintId: string
  value: string
  onChange: (typed: string) => void
}) {
  const [isOpen, setOpen] = useState(false)
  // emptied by what was just done: the list would stand over it
  useEffect(() => {
    if (value === '') setOpen(false)
  }, [value])
  return (
    <Autocomplete
      className="grow"
      label={words.address}
      placeholder={words.placeholder}
      inputMode="email"
      spellCheck={false}
      aria-describedby={hintId}
      dropdownOpened={isOpen}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      data={[...people]}
      value={value}
      onChange={onChange}
    />
  )
}

/** Whom it is about: one of the workspace's people, by address. */
export function PersonForm({
  side,
  standing,
  open,
  own,
  begin,
  onLetter,
}: Known & { own: string | undefined; begin: string; onLetter: (permission: Permission) => void }) {
  const [typed, setTyped] = useState(begin)
  const hintId = useId()
  const has = new Set(open.map((one) => otherOf(one).public_id))
  const hint = hintFor(typed, { side, standing, open }, own)
  const go = useMutation({
    mutationFn: (address: string) =>
      side === 'ask' ? client.delegations.request({ address }) : client.delegations.grant({ address }),
    onSuccess: (made) => {
      setTyped('')
      const { name } = otherOf(made)
      say({ title: made.state === 'active' ? words.give.done(name) : words[side].asked(name) })
      if (made.letter?.state === 'waiting') onLetter(made)
    },
  })
  const said: ReactNode = hint.isGood ? (
    <>
      <IconCheck size={15} stroke={1.9} aria-hidden />
      <span>{hint.text}</span>
    </>
  ) : (
    hint.text
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!hint.isOff && !go.isPending) go.mutate(typed.trim())
      }}
    >
      <div className="st-dele-form">
        <AddressField
          people={standing.people.filter((one) => !has.has(one.public_id)).map(({ address }) => address)}
          hintId={hintId}
          value={typed}
          onChange={(next) => {
            setTyped(next)
            go.reset()
          }}
        />
        <Button
          type="submit"
          variant={side === 'ask' ? 'default' : 'filled'}
          disabled={hint.isOff}
          loading={go.isPending}
          leftSection={
            side === 'ask' ? (
              <IconMail size={16} stroke={1.7} aria-hidden />
            ) : (
              <IconKey size={16} stroke={1.7} aria-hidden />
            )
          }
        >
          {words[side].verb}
        </Button>
      </div>
      <p id={hintId} className={`st-dele-hint small ${hint.isGood ? 'good' : 'dim'}`} aria-live="polite">
        {said}
      </p>
      {go.error && <Notice tone="bad">{wordsOf(go.error)}</Notice>}
    </form>
  )
}
