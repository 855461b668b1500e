import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead, SidePanel } from '../../parts/page.tsx'
import { say } from '../../parts/say.tsx'
import { contacts } from '../../words/contacts.ts'
import { useBulk } from './bulk.tsx'
import { BulkDialog } from './bulk-dialogs.tsx'
import { Details } from './details.tsx'
import { Dossier } from './dossier.tsx'
import { Erase } from './erase.tsx'
import { History } from './history.tsx'
import { Notes } from './notes.tsx'
import { type Contact, nameOf } from './use-contacts.ts'
import './contacts.css'
import './contact.css'

const words = contacts.page

function Suppressed({ contact }: { contact: Contact }) {
  const { suppressed } = contact
  if (!suppressed) return null
  return (
    <div className="ct-said">
      <Notice
        tone="info"
        action={
          <Link className="small" to="/contacts" search={{ tab: 'suppressions', search: suppressed.value }}>
            {words.toList}
          </Link>
        }
      >
        {words.suppressed(suppressed.reason, suppressed.source)}{' '}
        {suppressed.kind === 'domain' && words.byDomain(suppressed.value)}
      </Notice>
    </div>
  )
}

/** Pause, resume and stop of the sequence the contact is in now. */
function SequenceActs({
  enrollment,
  onError,
}: {
  enrollment: NonNullable<Contact['enrollment']>
  onError: (words: string | null) => void
}) {
  const ask = useAsk()
  const { public_id } = enrollment
  async function act(work: () => Promise<unknown>, did: string) {
    onError(null)
    await work().then(
      () => say({ title: did }),
      (thrown) => onError(wordsOf(thrown)),
    )
  }
  async function stop() {
    const yes = await ask({
      title: words.stopTitle(enrollment.sequence),
      body: <p>{words.stopMore}</p>,
      verb: words.stopVerb,
      danger: true,
      run: () => client.enrollments.stop({ public_id }),
    })
    if (yes) say({ title: words.stopped })
  }
  return (
    <>
      {enrollment.state === 'paused' ? (
        <Button
          variant="default"
          onClick={() => void act(() => client.enrollments.resume({ public_id }), words.resumed)}
        >
          {words.resume}
        </Button>
      ) : (
        <Button variant="default" onClick={() => void act(() => client.enrollments.pause({ public_id }), words.paused)}>
          {words.pause}
        </Button>
      )}
      <Button variant="default" onClick={() => void stop()}>
        {words.stop}
      </Button>
    </>
  )
}

function Head({ contact }: { contact: Contact }) {
  const bulk = useBulk()
  const [isAsking, setAsking] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const { enrollment, suppressed } = contact
  const name = nameOf(contact)
  return (
    <>
      <PageHead
        title={name}
        lead={[name === contact.address ? null : contact.address, contact.company].filter(Boolean).join(' · ')}
        actions={
          <>
            {enrollment && <SequenceActs enrollment={enrollment} onError={setError} />}
            {!suppressed && (
              <Button variant="default" data-danger onClick={() => setAsking(true)}>
                {words.suppress}
              </Button>
            )}
            <Dossier contact={contact} onError={setError} />
            <Erase contact={contact} onError={setError} />
          </>
        }
      />
      {(error ?? bulk.error) && (
        <div className="ct-said">
          <Notice tone="bad">{error ?? bulk.error}</Notice>
        </div>
      )}
      <Suppressed contact={contact} />
      <BulkDialog
        deed={isAsking ? 'suppress' : null}
        chosen={{ ids: [contact.public_id] }}
        whom={contacts.bulk.whom(1, 0)}
        bulk={bulk}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

/** One person: everything planned and done, and what is known about them. */
export function ContactPage() {
  const { id } = useParams({ from: '/frame/contacts/$id' })
  const contact = useQuery(api.contacts.get.queryOptions({ input: { public_id: id } }))
  const zone = useZone()
  const now = useNow()
  const { data } = contact
  return (
    <div className="with-panel">
      <Page>
        <nav className="ct-back">
          <Link to="/contacts">{words.back}</Link>
        </nav>
        {contact.error ? (
          <Failed what={words.failed} error={contact.error} onAgain={() => contact.refetch()} />
        ) : data ? (
          <>
            <Head contact={data} />
            <Notes id={id} zone={zone} now={now} />
            <History id={id} zone={zone} now={now} />
          </>
        ) : (
          <RowsOnTheWay rows={6} />
        )}
      </Page>
      <SidePanel label={words.details}>{data && <Details key={id} contact={data} />}</SidePanel>
    </div>
  )
}
