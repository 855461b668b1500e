import { expect, it } from 'vitest'
import { createSimulatedClock } from '../../src/main/host/clock.ts'
import { createLines, type LineAccount } from '../../src/main/mail/imap-line.ts'

const account: LineAccount = {
  publicId: 'a',
  secretId: 'a',
  address: 'a@line.test',
  smtp: null,
  hasSecret: true,
  imap: { host: '127.0.0.1', port: 1, protocol: 'none', user: null },
  hasImapSecret: true,
  signedIn: null,
  version: 1,
}

it('a keychain that never answers holds neither the next turn nor whoever stops', async () => {
  let asked = 0
  const credentialFor = () => {
    asked++
    return new Promise<never>(() => {})
  }
  const lines = createLines({ clock: createSimulatedClock(0), credentialFor })
  const none = async () => {}
  expect(await lines.use(account, none, { limit: 20 })).toMatchObject({ ok: false, failure: { cause: 'timeout' } })
  const next = lines.use(account, none)
  while (asked < 2) await new Promise((resolve) => setImmediate(resolve))
  await lines.stop()
  expect(await next).toMatchObject({ ok: false, failure: { kind: 'own', error: 'reading was stopped' } })
})
