import { expect, it } from 'vitest'
import { comesBack } from '../../src/renderer/pages/mailboxes/accounts.ts'

it('leaves a mailbox off that a person switched off, whatever else about it is changed', () => {
  const states = ['pending', 'active', 'inactive', 'error'] as const
  expect(states.filter(comesBack)).toEqual(['pending', 'error'])
})
