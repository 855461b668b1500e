import type { client } from '../../api/client.ts'

export type Account = Awaited<ReturnType<typeof client.accounts.list>>[number]
export type Usage = Awaited<ReturnType<typeof client.accounts.usage>>[number]
export type Seat = Awaited<ReturnType<typeof client.seats.list>>[number]
export type TestResult = Awaited<ReturnType<typeof client.accounts.test>>

/** An account with its figures and its place in the workspace's fixed order, which gives it its lane. */
export interface Box {
  account: Account
  usage: Usage | undefined
  place: number
}

/** Whether a password that works brings it back: it was out for want of one. What a person switched off stays off. */
export const comesBack = (state: Account['status']): boolean => state === 'error' || state === 'pending'
