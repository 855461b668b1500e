import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { said } from '../../words/format.ts'
import { details } from '../../words/mailbox-details.ts'
import { shell } from '../../words/shell.ts'
import type { Account } from './accounts.ts'

const words = details.aliases
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

type Given = 'theirs' | 'unlike' | 'role' | 'more'
const givenBy: Record<string, Given> = { theirs: 'theirs', unlike: 'unlike', role: 'role', limit: 'more' }

interface Finding {
  kind: string
  remedy: string
  message: string
}

/** What the engine found against it, where it said so. */
function findingsIn(error: unknown): Finding[] {
  const data = (error as { data?: { findings?: unknown } } | null)?.data
  return Array.isArray(data?.findings) ? (data.findings as Finding[]) : []
}

const inputOf = (public_id: string, email: string, name: string, given: ReadonlySet<Given>) => ({
  public_id,
  email: email.trim(),
  name: name.trim() || null,
  theirs: given.has('theirs'),
  unlike: given.has('unlike'),
  permits: (['role', 'more'] as const).filter((permit) => given.has(permit)),
})

/** It stands beside a box of its own: saying it twice would read like two faults. */
const isAsked = (asked: readonly Finding[], shown: string): boolean =>
  asked.some(
    ({ kind, remedy, message }) => said(message) === shown && remedy !== 'refused' && givenBy[kind] !== 'theirs',
  )

/** What stands against it that a word lifts: each with its sentence, and a box to say that word. */
function Words({
  findings,
  given,
  onGive,
}: {
  findings: readonly Finding[]
  given: ReadonlySet<Given>
  onGive: (what: Given, is: boolean) => void
}) {
  const asked = findings.flatMap(({ kind, remedy, message }) => {
    const what = givenBy[kind]
    // its owner's word has a box of its own
    return remedy === 'refused' || what === undefined || what === 'theirs' ? [] : [{ what, message }]
  })
  return asked.map(({ what, message }) => (
    <Checkbox
      key={what}
      label={words[what]}
      description={said(message)}
      checked={given.has(what)}
      onChange={({ currentTarget }) => onGive(what, currentTarget.checked)}
    />
  ))
}

/** Adds an address that a mailbox writes from. @param owner whose it is; null: the whole team's */
export function AliasForm({ account, owner, onDone }: { account: Account; owner: string | null; onDone: () => void }) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [given, setGiven] = useState<ReadonlySet<Given>>(new Set())
  // once asked for, a word can be taken back
  const [asked, setAsked] = useState<Finding[]>([])
  const give = (what: Given, is: boolean) =>
    setGiven(new Set(is ? [...given, what] : [...given].filter((each) => each !== what)))
  const add = useMutation(
    api.aliases.add.mutationOptions({
      onSuccess: (alias) => {
        say({ title: words.did(alias.email) })
        onDone()
      },
      onError: (error) => {
        const found = findingsIn(error)
        setAsked((before) => [...before.filter(({ kind }) => !found.some((each) => each.kind === kind)), ...found])
      },
    }),
  )
  return (
    <form
      className="mb-box-form"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate(inputOf(account.public_id, email, name, given))
      }}
    >
      <TextInput
        label={words.address}
        description={words.addressMore}
        inputWrapperOrder={order}
        type="email"
        value={email}
        onChange={({ currentTarget }) => {
          setEmail(currentTarget.value)
          setAsked([])
          setGiven(new Set())
          add.reset()
        }}
      />
      <TextInput
        label={words.name}
        description={words.nameMore}
        inputWrapperOrder={order}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {owner !== null && (
        <Checkbox
          label={words.theirs(owner)}
          checked={given.has('theirs')}
          onChange={({ currentTarget }) => give('theirs', currentTarget.checked)}
        />
      )}
      {add.error && !isAsked(asked, wordsOf(add.error)) && <Notice tone="bad">{wordsOf(add.error)}</Notice>}
      <Words findings={asked} given={given} onGive={give} />
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={add.isPending} disabled={email.trim() === ''}>
          {words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}
