import { Button, Modal, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { domains as words } from '../../words/domains.ts'
import { DomainCard } from './domain.tsx'
import './domains.css'

function AddDomain({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const add = useMutation({ mutationFn: () => client.domains.add({ name }), onSuccess: onDone })
  return (
    <DialogForm
      verb={words.add}
      doing={add}
      isOff={name.trim().length < 3}
      onSubmit={() => add.mutate()}
      onCancel={onDone}
    >
      <TextInput
        label={words.name}
        description={words.nameHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={name}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  )
}

function Unchecked({ names }: { names: readonly string[] }) {
  const [first] = names
  const add = useMutation({ mutationFn: (name: string) => client.domains.add({ name }) })
  if (first === undefined) return null
  return (
    <Notice
      tone="info"
      action={
        <Button size="xs" variant="default" loading={add.isPending} onClick={() => add.mutate(first)}>
          {words.look(first)}
        </Button>
      }
    >
      {words.unchecked(names)}
      {add.error && <span className="quote"> {wordsOf(add.error)}</span>}
    </Notice>
  )
}

export function Domains() {
  const [adding, setAdding] = useState(false)
  const found = useQuery(api.domains.list.queryOptions())
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {words.toAdd}
    </Button>
  )
  const rows = found.data?.rows
  return (
    <Page measured>
      <PageHead title={words.title} lead={words.lead} actions={rows?.length !== 0 && button} />
      {found.error && <Failed what={words.failed} error={found.error} onAgain={found.refetch} />}
      {found.isPending && <RowsOnTheWay rows={4} height={64} />}
      {found.data && <Unchecked names={found.data.unchecked} />}
      {rows?.length === 0 && (
        <Empty title={words.none} action={button}>
          {words.noneMore}
        </Empty>
      )}
      {rows?.map((domain) => (
        <DomainCard key={domain.public_id} domain={domain} />
      ))}
      <Modal opened={adding} onClose={() => setAdding(false)} title={words.addTitle} size={440}>
        <AddDomain onDone={() => setAdding(false)} />
      </Modal>
    </Page>
  )
}
