import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startImapServer } from '../rig/imap-server.ts'
import { waitFor } from '../servers/wait.ts'

/** The scripted IMAP server is the judge of other tests: so it must notice a client that does what none may do. */

test('two connections, a message marked as read, a change, and an end without a word are noticed', async () => {
  const rig = await startImapServer(() => Date.parse('2026-03-02T08:00:00Z'))
  const box = rig.mailbox('anna', 'pw')
  box.put('INBOX', Buffer.from('Subject: one\r\n\r\nHello\r\n'))
  const client = async () => {
    const socket = connect(rig.port, rig.host).setEncoding('latin1')
    let heard = ''
    socket.on('data', (text) => {
      heard += text
    })
    await once(socket, 'connect')
    const say = async (line: string) => {
      heard = ''
      socket.write(`a ${line}\r\n`)
      await waitFor(line, async () => /^a (OK|NO|BAD)/m.test(heard))
      return heard
    }
    await say('LOGIN anna pw')
    return { socket, say }
  }
  const one = await client()
  expect([rig.most(), rig.harm]).toEqual([1, []])
  const two = await client()
  expect(rig.most()).toBe(2)

  expect(await one.say('SELECT INBOX')).toContain('* 1 EXISTS')
  expect(await one.say('UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY[TEXT]<0.3>)')).toBe(
    '* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[HEADER.FIELDS (SUBJECT)] {16}\r\nSubject: one\r\n\r\n BODY[TEXT]<0> {3}\r\nHel)\r\na OK done\r\n',
  )
  await one.say('UID STORE 1 +FLAGS (\\Deleted)')
  expect(rig.harm).toEqual(['UID FETCH FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY[TEXT]<0.3>', 'UID STORE +FLAGS'])
  expect([...box.folder('INBOX').messages.map(({ flags }) => [...flags])]).toEqual([['\\Seen', '\\Deleted']])

  await one.say('LOGOUT')
  two.socket.destroy()
  await waitFor('both to be gone', async () => rig.open() === 0)
  expect(rig.rude()).toBe(1)
  await rig.stop()
})
