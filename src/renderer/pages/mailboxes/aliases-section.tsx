import { ActionIcon, Button, Modal } from '@mantine/core'
import { IconPencil, IconX } from '@tabler/icons-react'
import { useContext, useState } from 'react'
import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { say } from '../../parts/say.tsx'
import { details } from '../../words/mailbox-details.ts'
import { AccountSection, MayChange, type SectionProps } from './account-section.tsx'
import type { Account } from './accounts.ts'
import { AliasForm } from './alias-dialog.tsx'
import { AliasName } from './alias-name.tsx'

const words = details.aliases

function Aliases({ account, mayChange }: { account: Account; mayChange: boolean }) {
  const ask = useAsk()
  const [named, setNamed] = useState<Account['aliases'][number] | null>(null)
  const remove = async ({ public_id: alias, email }: Account['aliases'][number]) => {
    let contacts = 0
    const done = await ask({
      title: words.removeTitle(email),
      body: words.removeBody(account.from_email),
      verb: words.removeVerb,
      danger: true,
      run: async () => {
        contacts = (await client.aliases.remove({ public_id: account.public_id, alias, go_on: true })).contacts
      },
    })
    if (done) say({ title: words.removed(email, contacts) })
  }
  return (
    <>
      <ul className="mb-account-aliases">
        {account.aliases.map((alias) => (
          <li key={alias.public_id}>
            <span className="grow clip">
              {alias.email}
              {alias.name && <span className="dim"> {alias.name}</span>}
            </span>
            {mayChange && (
              <>
                <ActionIcon aria-label={words.rename(alias.email)} onClick={() => setNamed(alias)}>
                  <IconPencil size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon aria-label={words.remove(alias.email)} onClick={() => void remove(alias)}>
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </>
            )}
          </li>
        ))}
      </ul>
      <Modal
        opened={named !== null}
        onClose={() => setNamed(null)}
        title={words.renameTitle(named?.email ?? '')}
        size={480}
      >
        {named && <AliasName account={account} alias={named} onDone={() => setNamed(null)} />}
      </Modal>
    </>
  )
}

/** Other addresses a mailbox writes from. */
export function AliasesSection({ box: { account }, seats }: SectionProps) {
  const [open, setOpen] = useState(false)
  const mayChange = useContext(MayChange)
  if (account.type === 'managed') return null
  const owner = seats.find(({ address }) => address === account.seat)
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {words.add}
        </Button>
      }
    >
      {account.aliases.length > 0 ? <Aliases {...{ account, mayChange }} /> : <p className="dim">{words.none}</p>}
      <Modal opened={open} onClose={() => setOpen(false)} title={words.dialog(account.from_email)} size={480}>
        <AliasForm account={account} owner={owner?.name ?? account.seat} onDone={() => setOpen(false)} />
      </Modal>
    </AccountSection>
  )
}
