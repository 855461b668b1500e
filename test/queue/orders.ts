/** What befalls the hosts and the database in one round, drawn from a seed. */
import { numbers } from '../kill/plan.ts'

/** The named points of a host's way with an email, in their order. */
export const points = ['claimed', 'text_asked', 'data_started', 'answered', 'settled'] as const

/** How a host ends: the n-th time that it is at a point, or so many ms after its start. */
export type End = { point: (typeof points)[number]; nth: number } | { after: number }

/** What befalls the others, when so many hosts have been killed: the database goes, or its cable to a host is pulled for some ms. */
export type Blow = { at: number } & ({ kind: 'restart' | 'kill' } | { kind: 'cut'; host: number; ms: number })

export interface Orders {
  ends: End[]
  blows: Blow[]
}

export interface Size {
  kills: number
  /** Of the database: every second one in order, the others by SIGKILL. */
  outages: number
  /** Of the cable between a host and the database. */
  cuts: number
  hosts: number
}

export function ordersOf(seed: number, { kills, outages, cuts, hosts }: Size): Orders {
  const draw = numbers(seed)
  const whole = (below: number) => Math.floor(draw() * below)
  const ends = Array.from({ length: kills }, (): End => {
    if (draw() < 0.4) return { after: whole(2500) }
    return { point: points[whole(points.length)] as (typeof points)[number], nth: 1 + whole(6) }
  })
  const at = () => whole(Math.max(1, kills))
  const blows = [
    ...Array.from({ length: outages }, (_, i): Blow => ({ at: at(), kind: i % 2 === 0 ? 'restart' : 'kill' })),
    // one in eight longer than any query may take
    ...Array.from({ length: cuts }, (_, i): Blow => {
      const ms = i % 8 === 7 ? 25_000 : 300 + whole(6000)
      return { at: at(), kind: 'cut', host: whole(hosts), ms }
    }),
  ].sort((a, b) => a.at - b.at)
  return { ends, blows }
}

export const placeOf = (end: End): string => ('after' in end ? 'at random' : end.point)
