import { expect, it } from 'vitest'
import { addressOf } from '../../src/main/api/sender-hosts-address.ts'

it('takes a password as it was written, and never shows it', () => {
  for (const [text, password] of [
    ['postgres://me:s3cret@db.test/queue', 's3cret'],
    ['postgres://me:100%25@db.test/queue', '100%'],
    ['postgres://me:100%@db.test/queue', '100%'],
    ['postgres://me@db.test/queue', null],
  ] as const)
    expect(addressOf(text)).toEqual({ address: 'postgres://me@db.test/queue', password })
})

it('takes no address that would show a password', () => {
  for (const text of ['nonsense', 'https://db.test/queue', 'postgres:///queue', 'postgres://db.test/queue?password=x'])
    expect(() => addressOf(text)).toThrow(/address/)
})
