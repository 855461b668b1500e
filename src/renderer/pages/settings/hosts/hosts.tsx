import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { Empty, RowsOnTheWay } from '../../../parts/blank.tsx'
import { Failed } from '../../../parts/notice.tsx'
import { hosts as words } from '../../../words/hosts.ts'
import { AdminsOnly, useIsMember } from '../admins.tsx'
import { Section } from '../section.tsx'
import { Accounts } from './accounts.tsx'
import { Machines } from './machines.tsx'
import { TheQueue } from './queue.tsx'
import { QueueForm } from './queue-form.tsx'
import { Steps } from './steps.tsx'
import '../hosts.css'

/** Other machines that send: the queue, the hosts, and the accounts that they send for, in the order of setting it up. */
export function SenderHosts() {
  const found = useQuery(api.sender_hosts.get.queryOptions())
  const [isOpen, setOpen] = useState(false)
  const isMember = useIsMember()
  const shown = found.data
  const isUnused = shown?.queue === null && shown.hosts.length === 0
  const close = () => setOpen(false)
  return (
    <Section title={words.title} lead={words.lead}>
      {found.error && <Failed what={words.title} error={found.error} onAgain={() => found.refetch()} />}
      {found.isPending && <RowsOnTheWay rows={6} height={44} />}
      {isMember === true && <AdminsOnly />}
      {isUnused && (
        <Empty
          title={words.none}
          action={
            isMember === false && (
              <Button variant="default" onClick={() => setOpen(true)}>
                {words.begin}
              </Button>
            )
          }
        >
          {words.noneMore}
        </Empty>
      )}
      {shown && !isUnused && (
        <>
          <Steps shown={shown} />
          <TheQueue shown={shown} onSet={isMember === false ? () => setOpen(true) : null} />
          <Machines machines={shown.hosts} mayChange={isMember === false} />
          <Accounts shown={shown} />
        </>
      )}
      <Modal
        opened={isOpen}
        onClose={close}
        title={shown?.queue ? words.queue.changeTitle : words.queue.setTitle}
        size={520}
        closeOnClickOutside={false}
      >
        {isOpen && <QueueForm queue={shown?.queue ?? null} onDone={close} />}
      </Modal>
    </Section>
  )
}
