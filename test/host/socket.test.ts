import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectSocket, type SocketDoor, socketAnswers, socketPath, startSocket } from '../../src/main/host/socket.ts'
import { type TestRoom, testRoom } from './room.ts'

let here: TestRoom
let door: SocketDoor
beforeEach(async () => {
  here = testRoom()
  door = await startSocket(here.room)
})
afterEach(async () => {
  await door.close()
  here.close()
})

it('is open to its owner alone', () => {
  expect(door.path).toBe(join(here.folder, 'engine.sock'))
  expect(statSync(door.path).mode & 0o777).toBe(0o600)
})

it('calls with the rights of the first seat, and refusals keep code, status, sentence and data', async () => {
  const client = connectSocket(door.path)
  expect(await client.workspace.get()).toMatchObject({ zone: 'Europe/Paris' })
  expect(await client.keys.create({ name: 'k', scopes: ['admin'] })).toMatchObject({ seat: 'anna@example.com' })
  await expect(client.accounts.get({ public_id: 'nope' })).rejects.toMatchObject({
    code: 'not_found',
    defined: true,
    status: 404,
    message: 'There is no sending account with the id nope.',
  })
  await expect(client.workspace.update({ zone: 'Moon/Base' })).rejects.toMatchObject({ code: 'invalid_zone' })
  await expect(client.seats.add({ name: '', address: 'x@example.com' })).rejects.toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('name: '),
  })
})

it('streams events, ends them when asked, and forgets the listener', async () => {
  let listening = 0
  const listen = here.room.changes.listen
  here.room.changes.listen = (listener) => {
    listening++
    const end = listen(listener)
    return () => {
      listening--
      end()
    }
  }
  const client = connectSocket(door.path)
  const events = await client.events.subscribe()
  const first = events.next()
  await expect.poll(() => listening).toBe(1)
  await client.workspace.pause()
  expect(await first).toEqual({ done: false, value: { table: 'workspace' } })
  await events.return?.()
  await expect.poll(() => listening).toBe(0)
  const stop = new AbortController()
  const again = await client.events.subscribe(undefined, { signal: stop.signal })
  const waiting = again.next()
  await expect.poll(() => listening).toBe(1)
  stop.abort()
  await expect(waiting).rejects.toThrow()
  await expect.poll(() => listening).toBe(0)
})

it('a socket file left over by a crash is replaced; a closed door answers nobody', async () => {
  expect(await socketAnswers(door.path)).toBe(true)
  await door.close()
  expect(await socketAnswers(door.path)).toBe(false)
  mkdirSync(dirname(door.path), { recursive: true })
  door = await startSocket(here.room)
  expect(await socketAnswers(door.path)).toBe(true)
})

it('where the folder has a long name, the socket goes to the run-time folder of the user', async () => {
  const deep = join(mkdtempSync(join(tmpdir(), 'cadenza-deep-')), 'a'.repeat(120))
  mkdirSync(deep)
  const other = testRoom({ folder: deep })
  const runtime = mkdtempSync(join(tmpdir(), 'cadenza-runtime-'))
  const before = process.env.XDG_RUNTIME_DIR
  process.env.XDG_RUNTIME_DIR = runtime
  try {
    const far = await startSocket(other.room)
    expect(far.path.startsWith(runtime)).toBe(true)
    expect(statSync(dirname(far.path)).mode & 0o777).toBe(0o700)
    expect(await connectSocket(far.path).workspace.get()).toMatchObject({ zone: 'Europe/Paris' })
    await far.close()
  } finally {
    if (before === undefined) delete process.env.XDG_RUNTIME_DIR
    else process.env.XDG_RUNTIME_DIR = before
    rmSync(runtime, { recursive: true })
    other.close()
  }
  expect(socketPath('/data', {}, 'win32')).toMatch(/^\\\\\.\\pipe\\cadenza-[0-9a-f]{24}$/)
})
