import { TextInput } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { sequences as words } from '../../words/sequences.ts'
import { Offers } from './offers.tsx'
import type { Variable } from './types.ts'

const kinds = ['built-in', 'own', 'sender'] as const

/** `{{ first_name | default: "there" }}`; without a fallback where everybody has it. */
export const written = ({ name }: Variable, isSure: boolean): string =>
  isSure && name !== 'first_name'
    ? `{{ ${name} }}`
    : `{{ ${name} | default: "${name === 'first_name' ? words.editor.fallback : ''}" }}`

/** Which variables there are, how many contacts have each, and for example; picking one writes it at the caret. */
export function Variables({ onPick }: { onPick: (text: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  const [filter, setFilter] = useState('')
  const known = useQuery(api.sequences.variables.queryOptions({ enabled: isOpen }))
  const of = known.data?.looked_at ?? 0
  const rows = (known.data?.variables ?? []).filter(({ name, label }) =>
    `${name} ${label}`.toLowerCase().includes(filter.trim().toLowerCase()),
  )
  const pick = (variable: Variable) => {
    setOpen(false)
    onPick(written(variable, variable.contacts >= of))
  }
  const { editor } = words
  return (
    <Offers label={editor.variable} icon={<IconBraces size={15} stroke={1.7} aria-hidden />} {...{ isOpen, setOpen }}>
      <TextInput
        aria-label={editor.variableFilter}
        placeholder={editor.variableFilter}
        data-autofocus
        value={filter}
        onChange={({ currentTarget }) => setFilter(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !rows[0]) return
          // The caret is in the email by the time the key comes up: it must not write a line there.
          event.preventDefault()
          pick(rows[0])
        }}
      />
      <div className="seq-variables">
        {rows.length === 0 && !known.isPending && <p className="small dim">{editor.noVariable}</p>}
        {kinds.map((kind) => {
          const some = rows.filter((row) => row.kind === kind)
          return (
            some.length > 0 && (
              <section key={kind} aria-label={editor.variables[kind]}>
                <p className="fine faint">{editor.variables[kind]}</p>
                {some.map((row) => (
                  <button key={row.name} type="button" className="seq-variable" onClick={() => pick(row)}>
                    <span>{row.label}</span>
                    <span className="clip faint">{row.sample}</span>
                    <span className="fine faint">{editor.has(row.contacts, of)}</span>
                  </button>
                ))}
              </section>
            )
          )
        })}
      </div>
    </Offers>
  )
}
