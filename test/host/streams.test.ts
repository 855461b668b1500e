import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Client, contract } from '../../src/shared/contract/index.ts'
import { type TestDoor, testDoor } from './asking.ts'

let here: TestDoor
let listening = 0
beforeEach(async () => {
  here = await testDoor({ uploadLimit: 1024 * 1024 })
  listening = 0
  const { listen } = here.room.changes
  here.room.changes.listen = (listener) => {
    listening++
    const end = listen(listener)
    return () => {
      listening--
      end()
    }
  }
})
afterEach(() => here.stop())

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

async function socket(key: string): Promise<WebSocket> {
  const { json } = await here.ask({ method: 'POST', path: '/ticket', headers: bearer(key) })
  const opened = new WebSocket(`ws://127.0.0.1:${here.door.port}/ws`, ['cadenza', `ticket.${json.ticket}`], {
    headers: { origin: here.door.origin },
  })
  await new Promise((resolve, reject) => opened.once('open', resolve).once('error', reject))
  return opened
}

const doors: Record<string, (key: string) => Promise<Client>> = {
  RPC: async (key) => createORPCClient(new FetchLink({ url: `${here.door.origin}/rpc`, headers: bearer(key) })),
  REST: async (key) =>
    createORPCClient(new OpenAPILink(contract, { url: `${here.door.origin}/api`, headers: bearer(key) })),
  WebSocket: async (key) => createORPCClient(new SocketLink({ websocket: (await socket(key)) as never })),
}

describe.each(Object.keys(doors))('%s', (name) => {
  const open = (key: string) => (doors[name] as (key: string) => Promise<Client>)(key)

  /** REST answers with problems (RFC 9457), whose code this client of oRPC doesn't look for. */
  const refusal = (code: string, status: number) => (name === 'REST' ? { status } : { code, status, defined: true })

  it('calls, and refusals keep their code and status', async () => {
    const client = await open(here.key)
    expect(await client.workspace.update({ name: 'Team' })).toMatchObject({ name: 'Team' })
    await expect(client.workspace.update({ zone: 'Moon/Base' })).rejects.toMatchObject(refusal('invalid_zone', 422))
    const { key } = await here.newKey('read')
    const reader = await open(key)
    await expect(reader.workspace.stop()).rejects.toMatchObject(refusal('forbidden', 403))
    expect((await reader.workspace.get()).stopped).toBe(false)
  })

  it('tells what changed, once a table for a slow listener, until it is ended', async () => {
    const client = await open(here.key)
    const events = await client.events.subscribe()
    const first = events.next()
    await expect.poll(() => listening).toBe(1)
    here.room.changes.tell('contacts')
    expect(await first).toEqual({ done: false, value: { table: 'contacts' } })
    for (let i = 0; i < 1000; i++) here.room.changes.tell('sends', 'accounts')
    here.room.changes.tell('sandbox')
    const seen: string[] = []
    while (!seen.includes('sandbox'))
      seen.push(((await events.next()).value as { table: string } | undefined)?.table ?? '')
    expect(seen.length).toBeLessThanOrEqual(5)
    expect(new Set(seen)).toEqual(new Set(['sends', 'accounts', 'sandbox']))
    await events.return?.()
    await expect.poll(() => listening).toBe(0)
  })

  it('ends when the key is revoked, or grows old', async () => {
    for (const over of ['revoked', 'expired']) {
      const { id, key } = await here.newKey('read')
      const client = await open(key)
      const events = await client.events.subscribe()
      const first = events.next()
      await expect.poll(() => listening).toBe(1)
      here.room.changes.tell('contacts')
      await first
      // a change of the table of keys itself may still have been told
      const ended = expect(events.next().then(() => events.next())).rejects.toThrow()
      if (over === 'revoked') await here.client().keys.revoke({ public_id: id })
      else here.time.move(25 * 3_600_000)
      await ended
      await expect.poll(() => listening).toBe(0)
      await expect(client.workspace.get()).rejects.toThrow()
    }
  })
})

it('a revoked key does nothing through a WebSocket that is open already', async () => {
  const { id, key } = await here.newKey('read', 'write')
  const opened = await socket(key)
  const client: Client = createORPCClient(new SocketLink({ websocket: opened as never }))
  expect(await client.workspace.pause()).toMatchObject({ paused: true })
  const closed = new Promise<number>((resolve) => opened.once('close', resolve))
  await here.client().keys.revoke({ public_id: id })
  expect(await closed).toBe(1008)
})

it('a browser that leaves takes its subscription along', async () => {
  const opened = await socket(here.key)
  const client: Client = createORPCClient(new SocketLink({ websocket: opened as never }))
  const events = await client.events.subscribe()
  events.next().catch(() => {})
  await expect.poll(() => listening).toBe(1)
  opened.terminate()
  await expect.poll(() => listening).toBe(0)
})

it('closing the door ends streams and sockets', async () => {
  const opened = await socket(here.key)
  const closed = new Promise((resolve) => opened.once('close', resolve))
  const client = await (doors.RPC as (key: string) => Promise<Client>)(here.key)
  const events = await client.events.subscribe()
  const waiting = expect(events.next()).rejects.toThrow()
  await expect.poll(() => listening).toBe(1)
  await here.door.close()
  await closed
  await waiting
  await expect.poll(() => listening).toBe(0)
})

describe('uploads', () => {
  const ticket = async () =>
    (await here.keyed({ method: 'POST', path: '/upload' })).json as { put: string; limit: number }
  const uploads = () => readdirSync(join(here.folder, 'uploads'))

  it('stream a file onto the disk, for its owner alone, under a name made here', async () => {
    const { put, limit } = await ticket()
    expect(limit).toBe(1024 * 1024)
    const body = Buffer.alloc(700_000, 'a,b\n')
    const headers = { 'content-type': 'text/csv' }
    const { status, json } = await here.keyed({ method: 'PUT', path: put, body, headers })
    expect([status, json.size]).toEqual([201, body.length])
    const file = join(here.folder, 'uploads', json.upload)
    expect(readFileSync(file).equals(body)).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    // a ticket works once
    expect((await here.keyed({ method: 'PUT', path: put, body })).status).toBe(404)
  })

  it('end at their limit, and leave nothing behind', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1)
    expect((await here.keyed({ method: 'PUT', path: (await ticket()).put, body })).status).toBe(413)
    const chunked = { 'transfer-encoding': 'chunked', 'content-length': [] as string[] }
    const late = here.keyed({ method: 'PUT', path: (await ticket()).put, body, headers: chunked })
    const answer = await late.catch((error: NodeJS.ErrnoException) => error.code)
    expect(answer).toSatisfy(
      (got) => got === 'ECONNRESET' || got === 'EPIPE' || (got as { status: number }).status === 413,
    )
    await expect.poll(uploads).toEqual([])
  })

  it('need the ticket of the same caller, fresh, and the scope "write"', async () => {
    const { put } = await ticket()
    const other = await here.newKey('write')
    expect((await here.ask({ method: 'PUT', path: put, body: 'x', headers: bearer(other.key) })).status).toBe(404)
    const reader = await here.newKey('read')
    expect((await here.ask({ method: 'POST', path: '/upload', headers: bearer(reader.key) })).status).toBe(403)
    const old = await ticket()
    here.time.move(10 * 60_000)
    expect((await here.keyed({ method: 'PUT', path: old.put, body: 'x' })).status).toBe(404)
    expect((await here.keyed({ method: 'PUT', path: '/upload/..%2f..%2fcadenza.sqlite', body: 'x' })).status).toBe(404)
  })

  it('become contacts', async () => {
    const { put } = await ticket()
    const body = 'email,first name\nbob@example.org,Bob\nnobody,Nobody\n'
    const { json } = await here.keyed({ method: 'PUT', path: put, body, headers: { 'content-type': 'text/csv' } })
    const client = await (doors.RPC as (key: string) => Promise<Client>)(here.key)
    const run = await client.contacts.import({ upload: json.upload, name: 'list.csv' })
    let last = await run.next()
    while (!last.done) last = await run.next()
    expect(last.value).toMatchObject({ rows: 2, imported: 1, refused_count: 1 })
    expect((await client.contacts.list({})).rows).toMatchObject([{ address: 'bob@example.org', first_name: 'Bob' }])
  })
})
