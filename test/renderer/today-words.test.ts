/** Why emails moved, as Today says it. */
import { expect, test } from 'vitest'
import { today } from '../../src/renderer/words/today.ts'

test('a reason begins as a sentence, an address as it is written', () => {
  expect(
    ["bob@acme.test stands in for eve@acme.test, which can't send", 'limits were lowered'].map((reason) =>
      today.away.reason(reason, 2500),
    ),
  ).toEqual(["bob@acme.test stands in for eve@acme.test, which can't send (2,500)", 'Limits were lowered (2,500)'])
})
