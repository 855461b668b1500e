import { MultiSelect, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { mailboxGroups } from '../../parts/from-menu.ts'
import { settings } from '../../words/settings.ts'

const words = settings.keys

/** What a key is bound to: null, or ids as `account/…` and `group/…`. */
export type Reach = readonly string[] | null

const idsOf = (reach: readonly string[], what: 'account' | 'group'): string[] =>
  reach.filter((each) => each.startsWith(`${what}/`)).map((each) => each.slice(what.length + 1))

/** As the engine takes it. */
export const bindingOf = (reach: Reach) =>
  reach === null ? {} : { bound: { accounts: idsOf(reach, 'account'), groups: idsOf(reach, 'group') } }

/** All that the seat may, or only what is chosen here. */
export function ReachField({ reach, onChange }: { reach: Reach; onChange: (reach: Reach) => void }) {
  const accounts = useQuery(api.accounts.list.queryOptions()).data ?? []
  const groups = useQuery(api.groups.list.queryOptions()).data ?? []
  const own = accounts.filter(({ type }) => type !== 'managed')
  const data = [
    {
      group: words.boundGroups,
      items: groups.map(({ public_id, name }) => ({ value: `group/${public_id}`, label: name })),
    },
    ...mailboxGroups(own).map(({ group, items }) => ({
      group,
      items: items.map(({ value, label }) => ({ value: `account/${value}`, label })),
    })),
  ].filter(({ items }) => items.length > 0)
  return (
    <>
      <Radio.Group
        label={words.reach}
        value={reach === null ? 'all' : 'bound'}
        onChange={(value) => onChange(value === 'all' ? null : [])}
      >
        <div className="st-setting-choices">
          {(['all', 'bound'] as const).map((value) => (
            <Radio
              key={value}
              value={value}
              label={words.reaches[value]}
              disabled={value === 'bound' && data.length === 0}
            />
          ))}
        </div>
      </Radio.Group>
      {reach !== null && (
        <MultiSelect
          label={words.boundLabel}
          description={words.boundMore}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={reach.length === 0 ? words.boundPick : ''}
          data={data}
          searchable
          value={[...reach]}
          onChange={onChange}
        />
      )}
    </>
  )
}
