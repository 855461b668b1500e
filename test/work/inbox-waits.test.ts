/** Mail that waits for a mailbox, what people are told meanwhile, and how the mailbox is read that answers badly. */
import { afterEach, expect, test } from 'vitest'
import { modern } from '../rig/imap-script.ts'
import { minute, type Watched, watched } from '../rig/watched.ts'
import { waitFor } from '../servers/wait.ts'
import { people } from './story.ts'

const hour = 60 * minute
const day = 24 * hour
const patient = { connect: 5_000, greeting: 300, command: 300, answer: 300 }

let w: Watched
let isOver = false
afterEach(async () => {
  if (!isOver) await w.stop()
  isOver = false
})

const usage = async () => (await w.s.client.accounts.usage()).find(({ public_id }) => public_id === w.account)
const isRead = () => w.cursors().length > 0 && w.cursors().every(({ trouble }) => trouble === null)
const outage = () => {
  w.rig.play([{ at: 'greeting', do: 'drop', times: 9_999 }])
  w.rig.restart()
}
async function begin() {
  w = await watched(modern, patient)
  expect(await w.within(2 * minute, isRead)).not.toBe(null)
}

test('what waits for a mailbox says so, in every slot it is moved to, and leaves when it is read again', async () => {
  await begin()
  expect(await usage()).toMatchObject({ way: 'idle', unread: null })
  outage()
  const name = await w.s.engage({ sender: w.address, contacts: people(3, 'later.test') })
  await w.s.goTo(w.s.now() + 4 * hour)
  const words = /^The mailbox could not be read since 10:\d\d \(Europe\/Paris\), and somebody may have answered: ./
  for (const { state, reason } of await w.s.sends(name)) {
    expect(state).toBe('planned')
    expect(reason).toMatch(words)
  }
  expect(await usage()).toMatchObject({
    unread: { waiting: 3, since: expect.any(String), trouble: expect.any(String) },
  })
  const told = async () => (await w.s.journal()).filter((line) => line.startsWith('unread: '))
  expect(await told()).toEqual([expect.stringContaining(`The mailbox ${w.address} can't be read: `)])
  w.rig.play([])
  expect(await w.within(16 * minute, isRead)).not.toBe(null)
  expect(await usage()).toMatchObject({ unread: null })
  const planned = (await w.s.sends(name)).filter(({ state }) => state === 'planned')
  expect(planned.map(({ reason }) => reason)).toEqual(planned.map(() => 'its mailbox could not be read for a while'))
  await w.s.goTo(w.s.now() + day)
  expect(await w.s.states(name)).toEqual({ sent: 3 })
  expect(await told()).toHaveLength(1)
})

test('where the policy lets mail leave all the same, each email says that nobody looked', async () => {
  await begin()
  await w.s.client.workspace.update({ policy: { send_unread: true } })
  outage()
  const name = await w.s.engage({ sender: w.address, contacts: people(2, 'later.test') })
  await w.s.goTo(w.s.now() + 4 * hour)
  expect(await w.s.states(name)).toEqual({ sent: 2 })
  for (const { public_id } of await w.s.sends(name)) {
    const { why } = await w.s.client.sends.get({ public_id })
    expect(why.at(-1)).toMatch(/^Not checked for an answer before it left: [^.]/)
  }
  expect(await usage()).toMatchObject({ unread: null })
})

test('a server that promises to tell and refuses is asked', async () => {
  w = await watched(modern, patient)
  w.rig.play([{ at: 'idle', do: 'no', text: 'not today', times: 9_999 }])
  w.rig.restart()
  expect(await w.within(2 * minute, isRead)).not.toBe(null)
  const asks = async () => (await usage())?.way === 'poll'
  await waitFor('the refusal to be seen', asks)
  w.reply()
  w.reply('Junk')
  expect(await w.within(16 * minute, w.isWhole)).not.toBe(null)
  expect(w.cameIn()).toEqual(w.owed())
  expect(w.rig.most()).toBe(1)
})

test('a mailbox that is read for the first time is read back to the first email that may be answered', async () => {
  await begin()
  await w.s.engage({ sender: w.address, contacts: people(1, 'later.test'), steps: [{ days: 20 }] })
  await w.s.goTo(w.s.now() + 4 * hour)
  const { imap_host, imap_port, imap_protocol, imap_username } = await w.s.client.accounts.get({ public_id: w.account })
  await w.s.client.accounts.update({ public_id: w.account, imap_host: null })
  await w.s.goTo(w.s.now() + 3 * day)
  expect(w.cursors()).toEqual([])
  w.reply('INBOX', { at: w.s.now() - 2 * day })
  w.reply('Junk', { at: w.s.now() - day })
  // from before there was anything to answer
  w.reply('INBOX', { at: w.s.now() - 9 * day })
  w.forgive(w.owed().at(-1) as string)
  await w.s.client.accounts.update({
    public_id: w.account,
    imap_host,
    imap_port,
    imap_protocol,
    imap_username,
    imap_password: 'imap-pw',
  })
  expect(await w.within(2 * minute, isRead)).not.toBe(null)
  expect(w.cameIn()).toEqual(w.owed())
})

test('mail leaves though it has to be known to the minute what came back', async () => {
  await begin()
  await w.s.client.workspace.update({ policy: { inbox_freshness: 1 } })
  const name = await w.s.engage({ sender: w.address, contacts: people(4, 'later.test') })
  await w.s.goTo(w.s.now() + 4 * hour)
  expect(await w.s.states(name)).toEqual({ sent: 4 })
  expect(w.rig.most()).toBe(1)
})

test('stopping waits for no server that says nothing any more', async () => {
  w = await watched(modern)
  expect(await w.within(2 * minute, isRead)).not.toBe(null)
  w.rig.play([{ at: 'heads', do: 'hang', times: 9 }])
  w.reply()
  const looking = w.s.settle()
  await waitFor('the server to hang', async () => w.rig.events.some(({ event }) => event === 'fault'))
  const from = performance.now()
  isOver = true
  await w.stop()
  expect(performance.now() - from).toBeLessThan(5_000)
  await looking
})

test('a mailbox is tested over a connection of its own while the watcher has none, and is watched again afterwards', async () => {
  await begin()
  w.rig.mark()
  const tested = await w.s.client.accounts.test({ public_id: w.account })
  expect(tested.parts.imap).toMatchObject({ ok: true, trouble: null })
  expect([w.rig.most(), w.rig.rude()]).toEqual([1, 0])
  w.reply()
  expect(await w.within(2 * minute, w.isWhole)).not.toBe(null)
  expect(await usage()).toMatchObject({ way: 'idle', unread: null })
})
