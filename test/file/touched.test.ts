import { expect, it } from 'vitest'
import { tablesOf } from '../../src/main/file/touched.ts'
import { sharedKinds } from '../../src/shared/domain/shared-change.ts'

it('wakes whoever plans and sends, whatever of it came from another computer', () => {
  const waking = sharedKinds.filter((kind) =>
    tablesOf([kind]).some((table) => table === 'sends' || table === 'accounts'),
  )
  expect(waking).toEqual(
    expect.arrayContaining([
      'grant',
      'contact',
      'suppression',
      'sequence',
      'engagement',
      'enrollment',
      'send',
      'incoming',
    ]),
  )
  expect(tablesOf(['grant', 'device', 'seat'])).toEqual(expect.arrayContaining(['delegations', 'devices', 'seats']))
})
