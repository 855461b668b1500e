import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { moment } from '../../words/format.ts'
import { wizard } from '../../words/wizard.ts'
import type { StepProps } from './step-props.ts'

const words = wizard.join

/** Whose choices hold for those who are added to an engagement: none of them is made anew. */
export function Joined({ options, store, now }: Pick<StepProps, 'options' | 'store' | 'now'>) {
  const { public_id } = options.sequence
  const all = useQuery(api.sequences.engagements.queryOptions({ input: { public_id } }))
  const engagement = all.data?.find((each) => each.public_id === store.draft.join)
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      {engagement && (
        <p className="small">
          {words.engagement(engagement.contacts, engagement.by, moment(engagement.created_at, engagement.zone, now))}
        </p>
      )}
      <p className="small dim">{words.holds}</p>
    </section>
  )
}
