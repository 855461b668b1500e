import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { type Previewed, useNewestPlan } from '../../api/plan.ts'
import { sampleList, sampleSteps } from './samples.ts'

/** A list to try out: the sample, the text of a short file, or the ticket of a long one. */
export type Source =
  | { kind: 'sample' }
  | { kind: 'text'; name: string; csv: string }
  | { kind: 'upload'; name: string; upload: string; head: string }

export interface Choices {
  source: Source
  /** "now", or a slot local to the zone. */
  start: string
  spread: boolean
  perDay: number
  perHour: number
}

export interface Trial extends Previewed {
  choices: Choices
  set: (change: Partial<Choices>) => void
  /** True once there is a plan to look at. */
  ready: boolean
}

const rest = 150

function listOf(source: Source) {
  if (source.kind === 'sample') return { csv: sampleList }
  return source.kind === 'text' ? { csv: source.csv } : { upload: source.upload }
}

/** What the try-out is asked: senders that need not exist, the sample's later emails. */
function wishOf({ source, start, spread, perDay, perHour }: Choices) {
  return {
    ...listOf(source),
    steps: sampleSteps,
    limits: [`${perHour}/hour`],
    start,
    seed: 1,
    ...(spread ? { per_day: perDay } : {}),
  }
}

/** The plan of the list, made anew at each choice; answers that come late are dropped. */
export function useTrial(wanted: boolean): Trial {
  const [choices, setChoices] = useState<Choices>({
    source: { kind: 'sample' },
    start: 'now',
    spread: false,
    perDay: 150,
    perHour: 20,
  })
  const [settled] = useDebouncedValue(choices, rest)
  const found = useQuery(
    api.schedule.tryout.queryOptions({
      input: wishOf(settled),
      enabled: wanted,
      placeholderData: keepPreviousData,
      gcTime: 0,
    }),
  )
  const newest = useNewestPlan(found, settled !== choices)
  return {
    ...newest,
    choices,
    set: (change) => setChoices((was) => ({ ...was, ...change })),
    ready: newest.planned !== undefined,
  }
}
