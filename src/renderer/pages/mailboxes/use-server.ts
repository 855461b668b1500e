import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { providers } from '../../../shared/domain/providers.ts'
import { api, type client } from '../../api/client.ts'
import { guessReading, type Reading, readAt, readingInput } from './reading.ts'
import { guess, type Server, serverInput } from './server.ts'

export type Kind = 'gmail' | 'outlook' | 'smtp'
export type Detected = Awaited<ReturnType<typeof client.accounts.detect>>

/** Where a mailbox's mail leaves, and where it is read; null: it isn't read. */
export interface Servers {
  server: Server
  reading: Reading | null
}

/** Of a kind's own table, of what was found out, or what is usual. It is read where a server for that is known. */
export function serversFor(kind: Kind, address: string, detected: Detected | null): Servers {
  const usual = guess(address)
  if (kind === 'gmail') {
    const { smtp, imap } = providers.google
    return { server: { ...usual, ...smtp }, reading: readAt(imap) }
  }
  if (!detected?.smtp) return { server: usual, reading: null }
  const { smtp, imap, username, imap_username } = detected
  const user = imap_username === username ? '' : (imap_username ?? '')
  return {
    server: { ...usual, ...smtp, user: username ?? address },
    reading: imap && { ...readAt(imap), user },
  }
}

/** As the engine takes both. A user name without a password signs nobody in: such a server asks for neither. */
export const serversInput = ({ server, reading }: Servers) => ({
  ...serverInput(server),
  ...(server.password ? {} : { username: null }),
  ...(reading ? readingInput(reading) : {}),
})

/** The servers of a mailbox that gives a password, and what a test of them found. */
export function useServer(address: string) {
  const [servers, setServers] = useState<Servers>(() => ({ server: guess(''), reading: null }))
  const [filled, setFilled] = useState('')
  const [known, setKnown] = useState<Reading | null>(null)
  const probe = useMutation(api.accounts.probe.mutationOptions())
  /** What was tested is no longer what is there. */
  const change = (next: Partial<Servers>) => {
    probe.reset()
    setServers({ ...servers, ...next })
  }
  const { smtp, imap } = probe.data?.parts ?? {}
  return {
    ...servers,
    input: serversInput(servers),
    probe,
    /** Sending works; reading too, where it is wished for. */
    sends: smtp?.ok === true,
    isTested: smtp?.ok === true && imap?.ok !== false,
    setServer: (server: Server) => change({ server }),
    setReading: (reading: Reading | null) => change({ reading }),
    readIt: (wished: boolean) => change({ reading: wished ? (known ?? guessReading(address)) : null }),
    /** Filled in once a kind and address: going back and forth must not undo what was typed. */
    fill: (about: string, next: () => Servers) => {
      if (filled === about) return
      const found = next()
      change(found)
      setKnown(found.reading)
      setFilled(about)
    },
    test: () => probe.mutate(serversInput(servers)),
  }
}
