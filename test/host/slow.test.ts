/** Who is slow on purpose, or holds many connections, keeps nobody else from the door. */
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
const sockets: Socket[] = []
async function opens(bounds: { head: number; whole: number; connections: number }): Promise<void> {
  here = await testDoor({ bounds })
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await here.stop()
})

/** Says so much and then nothing more; what came back by the time the connection was closed. */
const said = (text: string) =>
  new Promise<string>((done) => {
    let answer = ''
    const socket = connect(here.door.port, '127.0.0.1', () => socket.write(text))
    sockets.push(socket)
    socket.on('data', (piece) => {
      answer += String(piece)
    })
    socket.on('error', () => {}).on('close', () => done(answer))
  })
const host = () => `Host: 127.0.0.1:${here.door.port}`

it('a head and a body that never end are cut off', async () => {
  await opens({ head: 300, whole: 1200, connections: 4 })
  const head = said(`GET /health HTTP/1.1\r\n${host()}\r\nX-Sl`)
  const body = said(
    `POST /api/pause HTTP/1.1\r\n${host()}\r\nAuthorization: Bearer ${here.key}\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{`,
  )
  expect(await head).not.toContain('200 OK')
  expect(await body).not.toContain('200 OK')
  const { paused } = await here.client().workspace.get()
  expect(paused).toBe(false)
})

it('of more connections than there may be, the last ones are closed at once; with the first gone there is room again', async () => {
  // so patient that nobody is cut off for being slow before the last one comes
  await opens({ head: 60_000, whole: 120_000, connections: 4 })
  const open = Array.from({ length: 4 }, () => {
    const socket = connect(here.door.port, '127.0.0.1')
    sockets.push(socket)
    return new Promise<Socket>((done) => socket.once('connect', () => done(socket)))
  })
  const held = await Promise.all(open)
  expect(await said(`GET /health HTTP/1.1\r\n${host()}\r\n\r\n`)).toBe('')
  const closed = held.map((socket) => new Promise((done) => socket.once('close', done)))
  for (const socket of held) socket.end()
  await Promise.all(closed)
  expect((await here.ask({ path: '/health' })).status).toBe(200)
})
