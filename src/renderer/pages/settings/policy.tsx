import type { ReactNode } from 'react'
import type { Policy } from '../../../shared/domain/policy.ts'
import { limitUnits } from '../../../shared/domain/quota.ts'
import { useNow } from '../../api/hooks.ts'
import { Consequence } from '../../parts/consequence.tsx'
import { settings } from '../../words/settings.ts'
import { useDraft, type Workspace } from './draft.ts'
import { Loaded } from './loaded.tsx'
import { changeOfPolicy, drawPolicy } from './policy-change.ts'
import { Amount, Choice, Line, type PolicyField } from './policy-fields.tsx'
import { SaveBar, Section } from './section.tsx'
import './policy.css'

const words = settings.policy

/** Rules that belong together: what they are about at the left, the rules at the right. */
function Group({ of, children }: { of: keyof typeof words.groups; children: ReactNode }) {
  const [title, lead] = words.groups[of]
  return (
    <section className="st-policy-group" aria-labelledby={`st-policy-${of}`}>
      <header>
        <h3 id={`st-policy-${of}`}>{title}</h3>
        <p className="small dim">{lead}</p>
      </header>
      <div className="st-policy-rules">{children}</div>
    </section>
  )
}

/** What no mailbox passes, one field for each length of time. */
function Ceilings(field: PolicyField) {
  return (
    <fieldset className="st-policy-ceilings" aria-describedby="st-policy-ceilings">
      <legend>{words.ceilings}</legend>
      <div>
        {limitUnits.map((span) => (
          <Amount key={span} {...field} name={`max_per_${span}`} label={words.spans[span]} />
        ))}
      </div>
      <p id="st-policy-ceilings" className="fine dim">
        {words.ceilingsMore}
      </p>
    </fieldset>
  )
}

function Fields({ workspace }: { workspace: Workspace }) {
  const { value, set, save, saving, consequence } = useDraft<Policy>(workspace, drawPolicy, changeOfPolicy)
  const now = useNow(60_000)
  const field: PolicyField = { policy: value, set: (change) => set({ ...value, ...change }) }
  return (
    <form
      className="st-setting-fields wide"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Group of="amounts">
        <div className="st-policy-two">
          <Amount {...field} name="workspace_per_day" />
          <Amount {...field} name="domain_per_day" />
          <Amount {...field} name="recontact_days" />
        </div>
        <Ceilings {...field} />
        <Choice {...field} name="new_contacts_first" />
      </Group>
      <Group of="mailboxes">
        <div className="st-policy-two">
          <Amount {...field} name="account_limit" />
          <Amount {...field} name="mailboxes_per_seat" />
        </div>
        <Choice {...field} name="send_for_each_other" />
      </Group>
      <Group of="answers">
        <div className="st-policy-two">
          <Amount {...field} name="inbox_freshness" />
        </div>
        <Choice {...field} name="send_unread" />
        <Choice {...field} name="stop_on_own_mail" />
      </Group>
      <Group of="optOut">
        <Choice {...field} name="opt_out_line" />
        <Line {...field} name="opt_out_words" off={!value.opt_out_line} />
        <Line {...field} name="postal_address" />
      </Group>
      <Group of="kept">
        <div className="st-policy-two">
          <Amount {...field} name="keep_texts_days" />
        </div>
      </Group>
      <Group of="links">
        <Choice {...field} name="track_links" />
        <Choice {...field} name="filter_clicks" off={!value.track_links} />
        <div className="st-policy-two">
          <Amount {...field} name="click_grace_seconds" off={!value.track_links || !value.filter_clicks} />
        </div>
      </Group>
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
