import { NumberInput, Switch, TextInput } from '@mantine/core'
import { defaultPolicy, type Policy, policyOf } from '../../../shared/domain/policy.ts'
import { useNow } from '../../api/hooks.ts'
import { Consequence } from '../../parts/consequence.tsx'
import { settings } from '../../words/settings.ts'
import { useDraft, type Workspace } from './draft.ts'
import { Loaded } from './loaded.tsx'
import { SaveBar, Section } from './section.tsx'

const words = settings.policy
const numbers = [
  'workspace_per_day',
  'domain_per_day',
  'max_per_second',
  'max_per_minute',
  'max_per_hour',
  'max_per_day',
  'max_per_week',
  'account_limit',
  'mailboxes_per_seat',
  'click_grace_seconds',
  'inbox_freshness',
] as const
const choices = [
  'new_contacts_first',
  'send_for_each_other',
  'stop_on_own_mail',
  'send_unread',
  'track_links',
  'filter_clicks',
  'opt_out_line',
] as const
const texts = ['opt_out_words'] as const

/** Null goes back to the default, so that only what differs is kept. */
const changeOf = (policy: Policy) => ({
  policy: Object.fromEntries(
    [...numbers, ...choices, ...texts].map((key) => [key, policy[key] === defaultPolicy[key] ? null : policy[key]]),
  ),
})

function Fields({ workspace }: { workspace: Workspace }) {
  const { value, set, save, saving, consequence } = useDraft<Policy>(
    workspace,
    ({ policy }) => policyOf(policy),
    changeOf,
  )
  const now = useNow(60_000)
  return (
    <form
      className="st-setting-fields wide"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <div className="st-setting-two">
        {numbers.map((key) => (
          <NumberInput
            key={key}
            label={words[key][0]}
            description={words[key][1]}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder={words.none}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            value={value[key] ?? ''}
            onChange={(typed) =>
              set({ ...value, [key]: typeof typed === 'number' && typed >= 1 ? typed : defaultPolicy[key] })
            }
          />
        ))}
      </div>
      {choices.map((key) => (
        <Switch
          key={key}
          label={words[key][0]}
          description={words[key][1]}
          checked={value[key]}
          onChange={({ currentTarget }) => set({ ...value, [key]: currentTarget.checked })}
        />
      ))}
      {texts.map((key) => (
        <TextInput
          key={key}
          label={words[key][0]}
          description={words[key][1]}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={defaultPolicy[key]}
          maxLength={300}
          value={value[key] === defaultPolicy[key] ? '' : value[key]}
          onChange={({ currentTarget }) => set({ ...value, [key]: currentTarget.value || defaultPolicy[key] })}
        />
      ))}
      <SaveBar saving={saving}>
        <Consequence moves={consequence} zone={workspace.zone} now={now} />
      </SaveBar>
    </form>
  )
}

/** The rules of the workspace that an admin may change, with what a change moves. */
export function PolicySection() {
  return (
    <Section title={settings.sections.policy} lead={words.lead}>
      <Loaded>{(workspace) => <Fields workspace={workspace} />}</Loaded>
    </Section>
  )
}
