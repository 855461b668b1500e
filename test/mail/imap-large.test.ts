import { expect, test } from 'vitest'
import { collect } from '../collect.ts'
import { modern } from '../rig/imap-script.ts'
import { message, minute, watched } from '../rig/watched.ts'
import { size } from '../size.ts'

/** A folder with very much in it, and very much of it new: what is asked of the server, and what is held at once. */

const there = size(5_000, 100_000)
const fresh = size(1_000, 20_000)
const answers = 20
const megabyte = 1_000_000

const body = Buffer.alloc(30_000, 'x')
const held = () => {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test(`${fresh} new messages in a folder of ${there}: heads of the new ones, texts of the few that concern us`, async () => {
  const w = await watched(modern)
  const raw = (i: number) => (): Buffer =>
    Buffer.concat([
      message({ from: `news${i}@else.test`, id: `<bulk${i}@else.test>`, head: 'List-Id: <news>\r\n' }),
      body,
    ])
  const old = w.s.now() - 40 * 24 * 60 * minute
  const inbox = w.box.folder('INBOX')
  for (let i = 0; i < there - fresh; i++)
    inbox.messages.push({ uid: inbox.uidNext++, at: old, flags: new Set(), raw: raw(i) })
  expect(await w.within(5 * minute, () => w.cursors().length === 2)).not.toBe(null)

  await w.s.settle()
  w.rig.mark()
  w.rig.play([{ at: 'done', do: 'drop' }])
  w.rig.restart()
  const before = held()
  let most = 0
  let made = 0
  for (let i = 0; i < fresh; i++) {
    const uid = inbox.uidNext++
    inbox.messages.push({ uid, at: w.s.now(), flags: new Set(), raw: raw(there + i) })
    if (i % (fresh / answers) !== 0) continue
    // Somebody answers, with a picture of a megabyte.
    w.reply()
    const answer = inbox.messages.at(-1)
    if (!answer) throw new Error('no answer')
    const whole = Buffer.concat([answer.raw as Buffer, Buffer.alloc(20, 'y')])
    answer.raw = () => {
      // now and then, as collecting takes a while; the last time with the most behind it
      if (++made % 9 === 0) most = Math.max(most, held() - before)
      return Buffer.concat([whole, Buffer.alloc(megabyte, 'y')])
    }
  }
  expect(await w.within(10 * minute, w.isWhole)).not.toBe(null)
  await w.s.settle()
  expect(w.cameIn()).toEqual(w.owed())
  expect(w.cursors()[0]).toMatchObject({ folder: 'INBOX', uid_next: inbox.uidNext, trouble: null })

  const commands = w.rig.events.filter(({ event }) => event === 'command').map(({ text }) => text)
  const bodies = commands.filter((text) => /FETCH.*BODY\.PEEK\[\]/.test(text))
  const figures = {
    new: fresh + answers,
    commands: commands.length,
    bodies: bodies.length,
    'bytes a new message': Math.round((w.rig.sent() - answers * megabyte) / (fresh + answers)),
    'held at most, MB': Math.round(most / megabyte),
  }
  console.log(figures)
  // Heads come in pieces of 500, each with NOOP, EXAMINE and IDLE around it; of all else only what concerns us.
  expect(bodies).toHaveLength(answers)
  expect(commands.length - bodies.length).toBeLessThan(60 + 5 * Math.ceil((fresh + answers) / 500))
  expect(figures['bytes a new message']).toBeLessThan(700)
  expect(figures['held at most, MB']).toBeLessThan(120)
  expect([w.rig.most(), w.rig.harm]).toEqual([1, []])
  await w.stop()
}, 300_000)
