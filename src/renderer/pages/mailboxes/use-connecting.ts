import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { checkAddress } from '../../../shared/domain/address.ts'
import { domainAwaited } from '../../../shared/domain/branded.ts'
import { defaultLimits } from '../../../shared/domain/policy.ts'
import { providerOfAddress, providers } from '../../../shared/domain/providers.ts'
import { writeLimit } from '../../../shared/domain/quota.ts'
import { api, client } from '../../api/client.ts'
import { say } from '../../parts/say.tsx'
import { mailboxes } from '../../words/mailboxes.ts'
import { type Pace, paceInput, paceOf } from './limits-editor.tsx'
import { ownerInput } from './owner.ts'
import { usePermits } from './use-permits.ts'
import { type Kind, serversFor, useServer } from './use-server.ts'
import { useSignIn } from './use-sign-in.ts'

const usual: Pace = paceOf({ quotas: defaultLimits.map(writeLimit), min_gap_seconds: 0, percentage: 100 })

export type Connecting = ReturnType<typeof useConnecting>

interface Who {
  address: string
  name: string
  owner: string | null
}

/** What kind of mailbox an address is: by its domain at once, by its mail servers as soon as they are known. */
function useKind(address: string) {
  const [chosen, setChosen] = useState<Kind | null>(null)
  /** What the next steps are about: mail servers that answer late must not change the step under somebody's hands. */
  const [held, setHeld] = useState<Kind | null>(null)
  const detect = useMutation(api.accounts.detect.mutationOptions())
  const detected = detect.variables?.email === address ? (detect.data ?? null) : null
  const known = providerOfAddress(address)
  const likely: Kind = known ? providers[known].kind : (detected?.provider?.type ?? 'smtp')
  return {
    kind: held ?? chosen ?? likely,
    setKind: setChosen,
    hold: setHeld,
    detected,
    /** Asked when an address is there, and never waited for. */
    look: () => {
      if (checkAddress(address).ok && detect.variables?.email !== address) detect.mutate({ email: address })
    },
  }
}

/** The mailbox that came of a sign-in: it is there, pending, as soon as somebody signed in; its server is asked then. */
function useSigned(address: string) {
  const [present, setPresent] = useState<{ account: string; address: string } | null>(null)
  const tried = useMutation(api.accounts.test.mutationOptions())
  const made = present?.address === address ? present.account : null
  const test = (public_id: string) => tried.mutate({ public_id })
  const signIn = useSignIn((account) => {
    setPresent({ account, address })
    test(account)
  })
  return { made, tried, signIn, retry: () => made !== null && test(made) }
}

/** Made once: where activating it was refused, the next press goes on with the mailbox that is there by then. */
function useMaking(address: string) {
  const kept = useRef<{ address: string; public_id: string } | null>(null)
  type Given = Parameters<typeof client.accounts.create>[0]
  return async (set: Omit<Given, 'from_email'>, owner: Pick<Given, 'seat' | 'permits'>) => {
    const { address: before, public_id } = kept.current ?? {}
    if (public_id !== undefined && before === address) return client.accounts.update({ public_id, ...set })
    const made = await client.accounts.create({ from_email: address, ...owner, ...set })
    kept.current = { address, public_id: made.public_id }
    return made
  }
}

/** @param save gives the mailbox that came of it */
function useSave(address: string, save: () => Promise<{ public_id: string; status_reason: string | null }>) {
  const go = useNavigate()
  return useMutation({
    mutationFn: save,
    onSuccess: ({ public_id: id, status_reason: reason }) => {
      const waits = domainAwaited(reason) !== null
      say({ title: mailboxes.did.connected(address), ...(waits ? { more: reason ?? '' } : {}) })
      // its page leads to what it waits for
      void (waits ? go({ to: '/mailboxes/$id', params: { id } }) : go({ to: '/mailboxes' }))
    },
  })
}

/** What the three steps of connecting a mailbox gather, and how it ends. */
export function useConnecting() {
  const [at, setAt] = useState(0)
  const { email = '', seat: approvedFor = null } = useSearch({ from: '/frame/mailboxes/connect' })
  const [who, setWho] = useState<Who>({ address: email, name: '', owner: approvedFor })
  const [pace, setPace] = useState(usual)
  const [byPassword, setByPassword] = useState(false)
  const address = who.address.trim()
  const { kind, detected, look, hold, ...kinds } = useKind(address)
  const { fill, ...servers } = useServer(address)
  const seat = who.owner === null ? undefined : ownerInput(who.owner)
  const permits = usePermits(address, seat)
  const signed = useSigned(address)
  const { made } = signed
  const clients = useQuery(api.sign_in.clients.queryOptions())
  const own = clients.data?.find(({ provider }) => providers[provider].kind === kind) ?? null
  const signs = kind !== 'smtp' && !(own?.app_passwords && (byPassword || own.client_id === null))
  const owner = { ...(seat === undefined ? {} : { seat }), ...permits.input }
  const from_name = who.name.trim() || null
  const works = signs ? made !== null && signed.tried.data?.ok === true : servers.sends
  const isSigned = signs && made !== null
  const make = useMaking(address)
  const save = useSave(address, async () => {
    const set = { ...paceInput(pace), from_name }
    const kept = isSigned
      ? await client.accounts.update({ public_id: made, ...set })
      : await make({ ...servers.input, ...set }, owner)
    const isReady = works && domainAwaited(kept.status_reason) === null
    return isReady ? client.accounts.activate({ public_id: kept.public_id }) : kept
  })
  const provider = kind === 'outlook' ? ('microsoft' as const) : ('google' as const)
  return {
    ...servers,
    ...signed,
    ...kinds,
    ...{ at, who, setWho, kind, detected, permits, pace, setPace, works, setByPassword },
    /** True where the second step is a sign-in, not a server. */
    signs,
    client: own,
    clientsError: clients.error,
    wish: { email: address, provider, from_name, ...owner },
    look: () => {
      look()
      if (checkAddress(address).ok) permits.look()
    },
    setAt: (step: number) => {
      if (step === 0) hold(null)
      setAt(step)
    },
    toServer: () => {
      hold(kind)
      fill(`${kind} ${address}`, () => serversFor(kind, address, detected))
      setAt(1)
    },
    connect: () => save.mutate(),
    isSaving: save.isPending,
    error: save.error,
  }
}
