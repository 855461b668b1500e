import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { useWorkspace } from '../../api/hooks.ts'
import { say } from '../../parts/say.tsx'
import { settings as words } from '../../words/settings.ts'

export type Workspace = Awaited<ReturnType<typeof client.workspace.get>>
export type Change = Parameters<typeof client.workspace.update>[0]

/**
 * Part of the workspace being changed: kept here until it is saved. What somebody else saved meanwhile is refused by
 * its version, not overwritten.
 *
 * @param pick what of the workspace it is, as the fields want it
 * @param changeOf the same as the engine takes it
 */
export function useDraft<T>(workspace: Workspace, pick: (from: Workspace) => T, changeOf: (draft: T) => Change) {
  const [draft, setDraft] = useState<T | null>(null)
  const present = pick(workspace)
  const value = draft ?? present
  const isChanged = JSON.stringify(value) !== JSON.stringify(present)
  const save = useMutation(
    api.workspace.update.mutationOptions({
      onSuccess: () => {
        setDraft(null)
        say({ title: words.saved })
      },
    }),
  )
  const change = changeOf(value)
  const [settled] = useDebouncedValue(change, 300)
  const consequence = useQuery(
    api.workspace.consequence.queryOptions({
      input: settled,
      enabled: isChanged,
      retry: false,
      staleTime: 0,
      placeholderData: keepPreviousData,
    }),
  )
  return {
    value,
    set: (next: T) => setDraft(next),
    save: () => save.mutate({ ...change, version: workspace.version }),
    consequence: consequence.data,
    saving: {
      isChanged,
      isSaving: save.isPending,
      error: save.error ?? (isChanged ? consequence.error : null),
      discard: () => {
        save.reset()
        setDraft(null)
      },
    },
  }
}

/** The workspace, once it is known. */
export const useLoaded = (): { workspace: Workspace | undefined; error: unknown; again: () => unknown } => {
  const found = useWorkspace()
  return { workspace: found.data, error: found.error, again: () => found.refetch() }
}
