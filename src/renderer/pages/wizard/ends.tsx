import { Checkbox } from '@mantine/core'
import { EndsFields } from '../../parts/ends-fields.tsx'
import { engagementEnds as words } from '../../words/engagement-ends.ts'
import type { StepProps } from './step-props.ts'
import type { Previewed } from './use-preview.ts'

/** What ends the sequence for a contact. A contact’s own reply always does: shown, and not to be taken away. */
export function Ends({ store, preview }: StepProps & { preview: Previewed }) {
  const { ends } = store.draft
  const cut = preview.planned?.cut
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <Checkbox className="choice" checked disabled label={words.always} readOnly />
      <EndsFields ends={ends} onChange={(change) => store.set({ ends: { ...ends, ...change } })} />
      {ends.until !== null && cut && cut.emails > 0 && (
        <p className="fine dim under in">{words.cut(cut.emails, cut.contacts, cut.none)}</p>
      )}
    </section>
  )
}
