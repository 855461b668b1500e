import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tx } from '../../src/main/store/open.ts'
import { forgetDeliveries } from '../../src/main/store/webhooks.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeAll(() => {
  here = testRoom()
})
afterAll(() => here.close())

it('finds what was told long ago by its time, however much was told', () => {
  const { store } = here.room
  const steps: string[] = []
  const run = (text: string, ...values: unknown[]) => {
    for (const { detail } of store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)) steps.push(detail)
  }
  forgetDeliveries({ run } as unknown as Tx, 1)
  expect(steps).toEqual(['SEARCH webhook_deliveries USING INDEX webhook_deliveries_settled (settled_at<?)'])
})
