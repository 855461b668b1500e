import { Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useNow } from '../../api/hooks.ts'
import { Consequence } from '../../parts/consequence.tsx'
import { hour } from '../../words/format.ts'
import { settings } from '../../words/settings.ts'
import { useDraft, type Workspace } from './draft.ts'
import { Loaded } from './loaded.tsx'
import { SaveBar, Section } from './section.tsx'

const words = settings.workspace

function Fields({ workspace }: { workspace: Workspace }) {
  const { value, set, save, saving, consequence } = useDraft(
    workspace,
    ({ name, zone }) => ({ name, zone }),
    (draft) => draft,
  )
  const now = useNow(30_000)
  const zones = useMemo(
    () => [...new Set([workspace.zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])],
    [workspace.zone],
  )
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        maxLength={120}
        value={value.name}
        onChange={({ currentTarget }) => set({ ...value, name: currentTarget.value })}
      />
      <Select
        label={words.zone}
        description={`${words.zoneMore} ${now === null ? '' : words.zoneNow(hour(now, value.zone))}`}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={zones}
        searchable
        limit={100}
        allowDeselect={false}
        value={value.zone}
        onChange={(zone) => zone && set({ ...value, zone })}
      />
      <SaveBar saving={saving} isBlocked={value.name.trim() === ''}>
        <Consequence moves={consequence} zone={value.zone} now={now} />
      </SaveBar>
    </form>
  )
}

export function WorkspaceSection() {
  return (
    <Section title={settings.sections.workspace} lead={words.lead}>
      <Loaded>{(workspace) => <Fields workspace={workspace} />}</Loaded>
    </Section>
  )
}
