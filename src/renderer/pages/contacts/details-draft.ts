import { useState } from 'react'
import { client } from '../../api/client.ts'
import { say } from '../../parts/say.tsx'
import { contacts } from '../../words/contacts.ts'
import { type Refused, refusedIn } from './refused.ts'
import type { Contact } from './use-contacts.ts'

const words = contacts.page

/** What is written about a contact, before it is saved. */
export interface Draft {
  version: number
  address: string
  first_name: string
  last_name: string
  company: string
  owner: string | null
  zone: string | null
  tags: string[]
  fields: { key: number; name: string; value: string }[]
}

const draftOf = (contact: Contact): Draft => ({
  version: contact.version,
  address: contact.address,
  first_name: contact.first_name ?? '',
  last_name: contact.last_name ?? '',
  company: contact.company ?? '',
  owner: contact.owner,
  zone: contact.zone,
  tags: contact.tags,
  fields: Object.entries(contact.fields).map(([name, value], key) => ({ key, name, value })),
})

/** What differs from the contact as it was when the writing began; own fields that are gone are named with null. */
function changeOf(draft: Draft, from: Draft) {
  const said = (['address', 'first_name', 'last_name', 'company', 'owner', 'zone'] as const).filter(
    (name) => draft[name] !== from[name],
  )
  const fields: Record<string, string | null> = {}
  const before = Object.fromEntries(from.fields.map(({ name, value }) => [name, value]))
  for (const name of Object.keys(before)) if (!draft.fields.some((field) => field.name === name)) fields[name] = null
  for (const { name, value } of draft.fields) if (name !== '' && (before[name] ?? '') !== value) fields[name] = value
  return {
    ...Object.fromEntries(said.map((name) => [name, draft[name]])),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  }
}

const tagsOf = (draft: Draft, from: Draft) => ({
  add: draft.tags.filter((tag) => !from.tags.includes(tag)),
  remove: from.tags.filter((tag) => !draft.tags.includes(tag)),
})

async function keep(public_id: string, draft: Draft, from: Draft, version: number): Promise<void> {
  const change = changeOf(draft, from)
  if (Object.keys(change).length > 0) await client.contacts.update({ public_id, version, ...change })
  const tags = tagsOf(draft, from)
  if (tags.add.length + tags.remove.length === 0) return
  const steps = await client.contacts.tag({ ids: [public_id], ...tags })
  while (!(await steps.next()).done);
}

/** What is written here, and what the contact was when the writing began. It follows the contact until then. */
export function useDraft(contact: Contact) {
  const [from, setFrom] = useState(() => draftOf(contact))
  const [draft, setDraft] = useState(from)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const tags = tagsOf(draft, from)
  const isDirty = Object.keys(changeOf(draft, from)).length + tags.add.length + tags.remove.length > 0
  const show = (next: Draft) => {
    setFrom(next)
    setDraft(next)
    setRefused(null)
  }
  if (!isDirty && !busy && contact.version !== from.version) show(draftOf(contact))
  const latest = () => client.contacts.get({ public_id: contact.public_id })
  /** `over`: also where somebody else has changed it since. */
  async function save({ over } = { over: false }) {
    setBusy(true)
    setRefused(null)
    try {
      await keep(contact.public_id, draft, from, over ? (await latest()).version : from.version)
      show(draftOf(await latest()))
      say({ title: words.saved })
    } catch (thrown) {
      setRefused(refusedIn(thrown))
    } finally {
      setBusy(false)
    }
  }
  return {
    draft,
    from,
    set: (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change })),
    isDirty,
    isBusy: busy,
    refused,
    save,
    putBack: () => show(from),
    takeTheirs: async () => show(draftOf(await latest())),
  }
}
export type Writing = ReturnType<typeof useDraft>
