import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { defaultLimits } from '../../../shared/domain/policy.ts'
import { writeLimit } from '../../../shared/domain/quota.ts'
import { api, client } from '../../api/client.ts'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Pace, paceInput, paceOf } from './limits-editor.tsx'
import { ownerInput } from './owner.ts'
import { guess, type Server, serverInput } from './server.ts'

const usual: Pace = paceOf({ quotas: defaultLimits.map(writeLimit), min_gap_seconds: 0, percentage: 100 })

export type Connecting = ReturnType<typeof useConnecting>

/** A user name without a password signs nobody in: such a server asks for neither. */
const connection = (server: Server) => ({ ...serverInput(server), ...(server.password ? {} : { username: null }) })

/** What the three steps of connecting a mailbox gather, and how it ends. */
export function useConnecting() {
  const go = useNavigate()
  const [at, setAt] = useState(0)
  const [who, setWho] = useState<{ address: string; name: string; owner: string | null }>({
    address: '',
    name: '',
    owner: null,
  })
  const [server, setServer] = useState<Server>(() => guess(''))
  const [guessed, setGuessed] = useState('')
  const [pace, setPace] = useState(usual)
  const probe = useMutation(api.accounts.probe.mutationOptions())
  const works = probe.data?.ok === true
  const address = who.address.trim()
  const save = useMutation({
    mutationFn: async () => {
      const made = await client.accounts.create({
        from_email: address,
        from_name: who.name.trim() || null,
        ...(who.owner === null ? {} : { seat: ownerInput(who.owner) }),
        ...connection(server),
        ...paceInput(pace),
      })
      if (works) await client.accounts.activate({ public_id: made.public_id })
    },
    onSuccess: () => {
      say({ title: mailboxes.did.connected(address) })
      void go({ to: '/mailboxes' })
    },
  })
  return {
    at,
    setAt,
    who,
    setWho,
    server,
    /** What was tested is no longer what is there. */
    setServer: (next: Server) => {
      probe.reset()
      setServer(next)
    },
    pace,
    setPace,
    probe,
    works,
    test: () => probe.mutate(connection(server)),
    /** A guess is made once an address: going back and forth must not undo what was typed. */
    toServer: () => {
      if (guessed !== address) {
        probe.reset()
        setServer(guess(address))
        setGuessed(address)
      }
      setAt(1)
    },
    connect: () => save.mutate(),
    isSaving: save.isPending,
    error: save.error,
  }
}
