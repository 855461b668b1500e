import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { say } from '../../parts/say.tsx'
import { calendar as words } from '../../words/calendar-page.ts'
import { changeOf, type Knobs, presentOf, type Sharing, sendersWith, sequenceOf } from './knobs.ts'
import type { Range, Stretch } from './plan.ts'
import { useWhatIf } from './use-what-if.ts'

interface TrialProps {
  range: Range
  /** Another one: the plan has changed meanwhile. */
  version: number
  ahead: Range | undefined
  now: number
  stretch: Stretch
}

const newTo = ({ senders }: Range, chosen: Sharing['others'] | null | undefined) =>
  (chosen ?? []).filter(({ id }) => !senders.some((sender) => sender.id === id))

/** The sliders, what they come to, and making it so. */
export function useTrial({ range, ahead, now, stretch, version }: TrialProps) {
  const [knobs, setKnobs] = useState<Knobs>({})
  const [held, setHeld] = useState<readonly string[]>([])
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const ask = useAsk()
  const sequence = sequenceOf(range, ahead, knobs.sequence)
  const sharing = useQuery(
    api.calendar.senders.queryOptions({ input: { sequence: sequence?.id ?? '' }, enabled: sequence !== undefined }),
  )
  // kept while only the answer or a slider's place is another: the other sliders are not drawn again for it
  const { sender, sequence: chosen } = knobs
  const present = useMemo(
    () => presentOf(range, ahead, { sender, sequence: chosen }, held, now, sharing.data),
    [range, ahead, sender, chosen, held, now, sharing.data],
  )
  const turn = useCallback((change: Partial<Knobs>) => setKnobs((before) => ({ ...before, ...change })), [])
  const change = changeOf(range, present, knobs)
  const where = { ...stretch, by: range.by }
  const { tried, error, present: holding, renew } = useWhatIf(change, where, version)
  if (holding && knobs.sender === undefined && holding.accounts.join() !== held.join()) setHeld(holding.accounts)
  const back = () => {
    setKnobs({ sender: knobs.sender, sequence: knobs.sequence })
    setTrouble(null)
  }
  const apply = async () => {
    if (change === null) return
    setBusy(true)
    setTrouble(null)
    try {
      const told = await client.calendar.apply({ ...change, dry_run: true })
      const done = await ask({
        title: words.whatIf.applyTitle,
        body: told.words.map((text) => <p key={text}>{text}</p>),
        verb: words.whatIf.apply.replace('…', ''),
        run: () => client.calendar.apply({ ...change, token: told.token }),
      })
      if (!done) return
      back()
      say({ title: words.whatIf.applied, more: told.words.at(-1) ?? '' })
    } catch (thrown) {
      setTrouble(thrown)
    } finally {
      setBusy(false)
    }
  }
  /** Senders that have no line in the calendar yet: those who may come to it, and those who do in what is tried. */
  const joinable = useMemo(() => newTo(range, present.sharing?.order), [range, present])
  const joining = newTo(range, present.sharing && sendersWith(present.sharing, knobs.senders))
  return { joinable, joining, knobs, turn, renew, present, change, tried, error: error ?? trouble, busy, back, apply }
}
