import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { useIsAdmin } from '../../api/hooks.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactErase as words } from '../../words/contact-erase.ts'
import { type Contact, nameOf } from './use-contacts.ts'

/** Erases a person for good, after it was said what goes and what stays. */
export function Erase({ contact, onError }: { contact: Contact; onError: (words: string | null) => void }) {
  const ask = useAsk()
  const navigate = useNavigate()
  const [isLooking, setLooking] = useState(false)
  const isAdmin = useIsAdmin()
  const { public_id } = contact
  async function erase() {
    onError(null)
    setLooking(true)
    const about = await client.contacts.erasure({ public_id }).finally(() => setLooking(false))
    const yes = await ask({
      title: words.title(nameOf(contact)),
      body: (
        <>
          <p>
            {words.goes(about.incoming, about.letters, about.clicks)} {words.planned(about.planned)}
          </p>
          <p>{words.stays(about.emails)}</p>
          {about.computers.length > 0 && <p>{words.elsewhere(about.computers)}</p>}
          <p>{words.never}</p>
        </>
      ),
      verb: words.verb,
      danger: true,
      run: () => client.contacts.erase({ public_id, erase: 'everything' }),
    })
    if (!yes) return
    say({ title: words.did })
    await navigate({ to: '/contacts' })
  }
  // only admins may: nobody else is led into a refusal
  if (!isAdmin) return null
  return (
    <Button
      variant="default"
      data-danger
      loading={isLooking}
      onClick={() => void erase().catch((thrown) => onError(wordsOf(thrown)))}
    >
      {words.open}
    </Button>
  )
}
