import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { managed as words } from '../../words/managed.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { ManagedDialog } from './managed-dialog.tsx'
import { type Managed, serverText } from './managed-server.ts'

const { facts } = mailboxes

/** Where it sends, in words. */
function throughText(now: Managed): string {
  const { smtp_host, smtp_port, smtp_protocol } = now
  if (smtp_host === null || smtp_port === null || smtp_protocol === null) return words.sandbox
  const server = serverText({ smtp_host, smtp_port, smtp_protocol })
  return now.sends_through === 'package' ? words.package(server) : server
}

function factsOf(now: Managed): [string, string][] {
  const through: [string, string] = [words.through, throughText(now)]
  if (now.sends_through === 'sandbox') return [through]
  const password = now.username === null ? facts.unneeded : now.has_smtp_password ? facts.kept : facts.missing
  return [
    through,
    [words.as, now.from_name ? `${now.from_name} <${now.from_email}>` : now.from_email],
    [words.password, password],
  ]
}

function Deeds({ now, onOpen }: { now: Managed; onOpen: (what: 'own' | 'package') => void }) {
  const ask = useAsk()
  const back = async () => {
    const done = await ask({
      title: words.backTitle,
      body: words.backBody(now.planned.people),
      verb: words.backVerb,
      danger: now.planned.people > 0,
      run: () => client.accounts.clear_managed(),
    })
    if (done) say({ title: words.didBack })
  }
  const isSandbox = now.sends_through === 'sandbox'
  return (
    <div className="row mb-managed-deeds">
      <Button size="xs" variant="default" onClick={() => onOpen('own')}>
        {isSandbox ? words.give : words.change}
      </Button>
      {!isSandbox && (
        <Button size="xs" variant="default" onClick={() => void back()}>
          {words.back}
        </Button>
      )}
    </div>
  )
}

function Server({ now }: { now: Managed }) {
  const [open, setOpen] = useState<'own' | 'package' | null>(null)
  const close = () => setOpen(null)
  const { packaged } = now
  return (
    <>
      <Facts facts={factsOf(now)} />
      {packaged && now.sends_through !== 'package' && (
        <Notice
          tone="info"
          action={
            <Button size="xs" variant="default" onClick={() => setOpen('package')}>
              {words.take}
            </Button>
          }
        >
          {words.offered(serverText(packaged))}
        </Notice>
      )}
      <Deeds now={now} onOpen={setOpen} />
      <Modal
        opened={open !== null}
        onClose={close}
        title={open === 'package' ? words.takeTitle : words.giveTitle}
        size={560}
        closeOnClickOutside={false}
      >
        {open && <ManagedDialog now={now} packaged={open === 'package' ? packaged : null} onDone={close} />}
      </Modal>
    </>
  )
}

/** What the managed account sends through: for admins, who may give it a server and take it away again. */
export function ManagedSection({ box: { account }, seats }: SectionProps) {
  const isManaged = account.type === 'managed'
  const isAdmin = seats[0]?.role === 'admin'
  const found = useQuery(api.accounts.managed.queryOptions({ enabled: isManaged && isAdmin }))
  if (!isManaged) return null
  return (
    <AccountSection title={words.title} lead={words.lead}>
      {!isAdmin && <p className="dim">{words.onlyAdmin}</p>}
      {found.error && <Failed what={words.failed} error={found.error} onAgain={() => found.refetch()} />}
      {isAdmin && found.isPending && <RowsOnTheWay rows={2} />}
      {found.data && <Server now={found.data} />}
    </AccountSection>
  )
}
