import { useDebouncedValue } from '@mantine/hooks'
import type { SpotlightActionData } from '@mantine/spotlight'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { settings } from '../words/settings.ts'

/** How long typing rests before contacts are looked for, in ms. */
const rest = 150
/** As many as stand in the palette at once; whoever is not among them is found by typing on. */
const shown = 8

/** Sequences by name, fetched when the palette is first asked for. */
export function useSequences(asked: boolean): SpotlightActionData[] {
  const go = useNavigate()
  const found = useQuery(api.sequences.list.queryOptions({ enabled: asked })).data ?? []
  return found.map(({ name, public_id }) => ({
    id: `sequence ${public_id}`,
    label: name,
    keywords: 'sequence',
    onClick: () => void go({ to: '/sequences/$id', params: { id: public_id } }),
  }))
}

/** Mailboxes by name and address; the sandbox is found as the screen of its inbox. */
export function useMailboxes(asked: boolean): SpotlightActionData[] {
  const go = useNavigate()
  const found = useQuery(api.accounts.list.queryOptions({ enabled: asked })).data ?? []
  return found
    .filter(({ type }) => type !== 'managed')
    .map(({ name, from_email: address, public_id }) => ({
      id: `mailbox ${public_id}`,
      label: name,
      ...(name === address ? {} : { description: address }),
      onClick: () => void go({ to: '/mailboxes/$id', params: { id: public_id } }),
    }))
}

/** Contacts by name, address or company, looked for by the engine: there may be a hundred thousand. */
export function useContacts(query: string): { found: SpotlightActionData[]; isLooking: boolean } {
  const go = useNavigate()
  const typed = query.trim().slice(0, 200)
  const [search] = useDebouncedValue(typed, rest)
  const { data, isFetching } = useQuery(
    api.contacts.list.queryOptions({ input: { search, limit: shown }, enabled: search !== '' }),
  )
  if (typed === '') return { found: [], isLooking: false }
  const rows = search === '' ? [] : (data?.rows ?? [])
  return {
    isLooking: isFetching || typed !== search,
    found: rows.map(({ public_id, first_name, last_name, company, address }) => ({
      id: `contact ${public_id}`,
      label: [first_name, last_name].filter(Boolean).join(' ') || address,
      description: [address, company].filter(Boolean).join(' · '),
      // the engine found it by this, wherever it stands
      keywords: search,
      onClick: () => void go({ to: '/contacts/$id', params: { id: public_id } }),
    })),
  }
}

/** The sections of the settings. */
export function useSections(): SpotlightActionData[] {
  const go = useNavigate()
  return Object.entries(settings.sections).map(([section, label]) => ({
    id: `settings ${section}`,
    label,
    keywords: 'settings',
    onClick: () => void go({ to: '/settings/{-$section}', params: { section } }),
  }))
}
