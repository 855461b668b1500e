import type { client } from '../../api/client.ts'
import type { StateName } from '../../parts/state.tsx'

export type Account = Awaited<ReturnType<typeof client.accounts.list>>[number]
export type Usage = Awaited<ReturnType<typeof client.accounts.usage>>[number]
export type Seat = Awaited<ReturnType<typeof client.seats.list>>[number]
export type Home = Awaited<ReturnType<typeof client.homes.list>>[number]
export type TestResult = Awaited<ReturnType<typeof client.accounts.test>>

/** An account with its figures and its place in the workspace's fixed order, which gives it its lane. */
export interface Box {
  account: Account
  usage: Usage | undefined
  place: number
  /** From which computer it is sent; undefined until that is known. */
  home?: Home | undefined
  /** Whoever works here decides on it: its owner, or an admin. */
  mayChange: boolean
}

/** Nobody sends from it: one computer has handed it over, and the other has not taken it up. */
export const isHanded = ({ home }: Pick<Box, 'home'>): boolean =>
  home?.standing === 'released' || home?.standing === 'offered'

/** The computer that it was sent from is out of the team: what waits there, another one has to take over. */
export const isHomeOut = ({ home }: Pick<Box, 'home'>): boolean =>
  home?.standing === 'elsewhere' &&
  home.part === null &&
  home.home.seat !== null &&
  !home.computers.some(({ public_id }) => public_id === home.home.public_id)

/** It would be sent from here, but this computer is out of its team. */
export const isOutHere = ({ home }: Pick<Box, 'home'>): boolean => home?.standing === 'home' && home.part === null

/** It is sent from here, and what signs in to its server is not here. */
export const lacksSecret = ({ home }: Pick<Box, 'home'>): boolean =>
  home?.standing === 'home' && home.part !== null && home.trouble !== null

/** Its state as its row and its page show it: one that sends nothing for now is not called active. */
export function stateShown(box: Box): StateName {
  const { status, paused } = box.account
  if (status !== 'active') return status
  if (paused) return 'paused'
  return isHanded(box) || lacksSecret(box) || isHomeOut(box) || isOutHere(box) ? 'waiting' : 'active'
}

/** A test here would tell something: all of its mail, or a part, leaves from this computer. */
export const isTestable = ({ home }: Pick<Box, 'home'>): boolean => home === undefined || home.part !== null

/** Whether a password that works brings it back: it was out for want of one. What a person switched off stays off. */
export const comesBack = (state: Account['status']): boolean => state === 'error' || state === 'pending'
