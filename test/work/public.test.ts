/**
 * The way out of an email and its followed links, with all that takes part: a name server, an https proxy in front of the
 * listener under a certificate of its own, mail as it arrived, and an engine that goes on meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { PublicDoor } from '../../src/main/api/door-public.ts'
import { createDns } from '../../src/main/host/dns.ts'
import type { PublicListener } from '../../src/main/host/web-public/listener.ts'
import { checkAnswer, clickToken, linkKeys, optOutToken } from '../../src/main/mail/link-token.ts'
import { parseMessage } from '../../src/main/mail/parsed.ts'
import { clicksOf } from '../../src/main/store/clicks.ts'
import { workspaceRow } from '../../src/main/store/workspace.ts'
import { type Asking, ask } from '../host/asking.ts'
import { type PublicProxy, publicProxy } from '../rig/public-proxy.ts'
import { type DnsServer, startDns } from '../servers/dns.ts'
import { browser, host, html, listenAs, target } from './public-mail.ts'
import { type Story, story } from './story.ts'
import { addContacts } from './world.ts'

let dns: DnsServer
let s: Story
let proxy: PublicProxy
let listener: PublicListener
let folder: string
let server: Awaited<ReturnType<Story['account']>>['server']
let domainId: string

const listen = (instead?: Partial<PublicDoor>) => listenAs(s.engine.room, instead)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-public-'))
  dns = await startDns()
  dns.zone = { [`${host}/CNAME`]: ['edge.acme.test'], 'edge.acme.test/A': ['127.0.0.1'], [`${host}/A`]: ['127.0.0.1'] }
  proxy = await publicProxy(folder, () => listener?.port ?? 1)
  s = await story('2026-11-23T08:00:00Z', {
    first: { zone: 'Europe/Paris', seatName: 'Me', seatAddress: 'me@example.com' },
    dns: createDns({ servers: [dns.address], timeout: 500, tries: 1 }),
    web: proxy.web,
  })
  server = (await s.account('me@example.com', { limits: ['60/hour'] })).server
  domainId = (await s.client.domains.add({ name: 'example.com', tracking_host: host })).public_id
})
afterAll(async () => {
  await s.stop()
  await listener?.close()
  await proxy.stop()
  await dns.stop()
  rmSync(folder, { recursive: true, force: true })
})

const keys = () => linkKeys(workspaceRow(s.engine.room.store).messageKey)
const visit = (asking: Asking) =>
  ask(listener.port, { ...asking, headers: { 'user-agent': browser, ...asking.headers } })
const press = (token: string, more: Partial<Asking> = {}) =>
  visit({
    method: 'POST',
    path: `/u/${token}`,
    body: 'List-Unsubscribe=One-Click',
    ...more,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...more.headers },
  })
const tracking = async () =>
  (await s.client.domains.get({ public_id: domainId })).records.find(({ record }) => record === 'tracking')

/** Engages one contact at once, and gives back the email as it arrived. */
async function mailTo(address: string, steps = [{ subject: 'Prices', html }]) {
  addContacts(s.engine, [{ address, first_name: 'Zoë' }])
  const name = `To ${address}`
  await s.client.sequences.create({
    name,
    steps: [...steps, { subject: '', text: 'Again', delay: { days: 2 } }],
  })
  await s.client.schedule.engage({ sequence: name, contacts: [address], senders: [{ account: 'me@example.com' }] })
  await s.settle()
  await s.goTo(s.now() + 24 * 3_600_000)
  const raw = server.arrivals.filter(({ to }) => to === address).at(-1)?.raw ?? ''
  const mail = await parseMessage(Buffer.from(raw.replaceAll('\r\n..', '\r\n.')))
  const header = (wanted: string) => mail.headers.find(({ name: each }) => each.toLowerCase() === wanted)?.value
  return { ...mail, name, header, send: header('x-cadenza-send-id') ?? '' }
}

describe('the tracking domain', () => {
  it('counts only once Cadenza itself has answered under the public name, and not when something else does', async () => {
    expect(await tracking()).toMatchObject({ state: 'warning', says: expect.stringContaining('answered with 502') })
    const before = await mailTo('before@away.test')
    expect(before.header('list-unsubscribe')).toMatch(/^<mailto:me%40|^<mailto:me@/)
    expect(before.header('list-unsubscribe-post')).toBeUndefined()
    expect(before.html).toContain('example.org/prices')
    const other = linkKeys(Buffer.alloc(32, 7))
    listener = await listen({ check: (nonce) => checkAnswer(other, nonce) })
    await s.client.domains.check({ public_id: domainId })
    expect(await tracking()).toMatchObject({ state: 'warning', says: expect.stringContaining('another workspace') })
    await listener.close()
    listener = await listen()
    const checked = await s.client.domains.check({ public_id: domainId })
    expect(checked).toMatchObject({ tracking_answers: true })
    expect(await tracking()).toMatchObject({ state: 'ok', says: `This Cadenza answers at https://${host}.` })
  })

  it('gives mail a one-click header, an opt-out line in the words of the policy, and links that lead over it', async () => {
    await s.client.workspace.update({
      policy: {
        track_links: true,
        opt_out_line: true,
        opt_out_words: 'No <more>? {Stop here}.',
        postal_address: 'Haldenroux & Co, 3 rue des Lilas, Paris',
      },
    })
    const mail = await mailTo('ada@away.test')
    const out = `https://${host}/u/${optOutToken(keys(), mail.send)}`
    expect(mail.header('list-unsubscribe')).toBe(`<${out}>, <mailto:me@example.com?subject=unsubscribe%20${mail.send}>`)
    expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    const link = `https://${host}/c/${clickToken(keys(), mail.send, target)}`
    const line = `<p style="margin:24px 0 0;font-size:12px">No &lt;more&gt;? <a href="${out}">Stop here</a>.</p>`
    const who = '<p style="margin:8px 0 0;font-size:12px">Haldenroux &amp; Co, 3 rue des Lilas, Paris</p>'
    expect(mail.html).toBe(
      `${html.replace('{{ first_name }}', 'Zoë').replace(`'${target.replaceAll('&', '&amp;')}'`, `"${link}"`)}\n${line}\n${who}\n`,
    )
    expect(mail.text?.trimEnd().split('\n').slice(-5)).toEqual([
      '',
      'No <more>? Stop here.',
      out,
      '',
      'Haldenroux & Co, 3 rue des Lilas, Paris',
    ])
    expect(mail.text).toContain(`prices [${link}]`)
    expect(mail.text).toContain('kept [https://example.org/kept]')
    const followed = await visit({ path: link.slice(`https://${host}`.length) })
    expect([followed.status, followed.headers.location]).toEqual([302, target])
  })
})

describe('a visitor', () => {
  it('is opted out of all sequences by one POST, once, and by nothing else', async () => {
    const mail = await mailTo('bob@away.test')
    const token = optOutToken(keys(), mail.send)
    const state = async () => ({
      enrollment: (await s.enrollment(mail.name, 'bob@away.test')).state,
      states: await s.states(mail.name),
      listed: (await s.client.suppressions.list({ search: 'bob@' })).rows.map(
        ({ value, source }) => `${value} ${source}`,
      ),
    })
    const before = await state()
    expect(before).toMatchObject({ enrollment: 'active', listed: [] })
    const shown = await visit({ path: `/u/${token}?utm=1` })
    expect(shown.status).toBe(200)
    expect(shown.text).toContain('<button type="submit">')
    expect((await visit({ method: 'HEAD', path: `/u/${token}` })).text).toBe('')
    expect((await press(token, { body: 'List-Unsubscribe=Maybe' })).status).toBe(400)
    expect((await press(token, { headers: { 'content-type': 'application/json' } })).status).toBe(400)
    expect(await state()).toEqual(before)
    const { store } = s.engine.room
    const other = new Database(store.sqlite.name)
    store.sqlite.pragma('busy_timeout = 50')
    other.exec('BEGIN IMMEDIATE')
    const refused = await press(token).finally(() => other.close())
    store.sqlite.pragma('busy_timeout = 5000')
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '30'])
    expect(await state()).toEqual(before)
    const form = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    const done = await press(token, { body: form, headers: { 'content-type': 'multipart/form-data; boundary=x' } })
    expect([done.status, done.headers['set-cookie'], done.headers.location]).toEqual([200, undefined, undefined])
    const after = { enrollment: 'unsubscribed', states: { sent: 1, withdrawn: 1 }, listed: ['bob@away.test opt_out'] }
    expect(await state()).toEqual(after)
    expect((await press(`${token}.`, { body: 'confirm=opt-out' })).text).toBe(done.text)
    expect(await state()).toEqual(after)
    const said = await s.client.incoming.list({})
    expect(said.rows.filter(({ from }) => from === 'bob@away.test')).toHaveLength(1)
  })

  it('whose address has changed since is opted out at both, and with both that is taken back', async () => {
    const send = s.engine.room.store.get<{ publicId: string; contact: string }>(
      `SELECT s.public_id AS publicId, c.public_id AS contact FROM sends s JOIN contacts c ON c.id = s.contact_id
       WHERE s.address = 'ada@away.test' AND s.state = 'sent'`,
    )
    await s.client.enrollments.stop({ public_id: (await s.enrollment('To ada@away.test', 'ada@away.test')).public_id })
    await s.client.contacts.update({ public_id: send?.contact ?? '', address: 'countess@away.test' })
    expect((await press(optOutToken(keys(), send?.publicId ?? ''))).status).toBe(200)
    const listed = async () => {
      const { rows } = await s.client.suppressions.list({})
      return rows.map(({ value }) => value).filter((value) => /^(ada|countess)@/.test(value))
    }
    expect((await listed()).sort()).toEqual(['ada@away.test', 'countess@away.test'])
    const [message] = (await s.client.incoming.list({ kind: 'opt_out', contact: 'countess@away.test' })).rows
    expect(message?.consequence.join(' ')).toContain('countess@away.test is on the suppression list')
    await s.client.incoming.undo({ public_id: message?.public_id ?? '' })
    expect(await listed()).toEqual([])
  })

  it('sees the same whether or not there is such an email, and goes nowhere that was not signed here', async () => {
    const mail = await mailTo('eve@away.test')
    const token = optOutToken(keys(), mail.send)
    const unknown = optOutToken(keys(), '0000000000000000')
    const told = vi.spyOn(s.engine.room.ports.log, 'warn')
    const [real, none] = [await press(token), await press(unknown)]
    expect(told.mock.calls.map(([, about]) => about)).toEqual([{ send: '0000000000000000' }])
    told.mockRestore()
    const bare = ({ date: _, ...headers }: typeof real.headers) => headers
    expect([none.status, none.text, bare(none.headers)]).toEqual([real.status, real.text, bare(real.headers)])
    const click = clickToken(keys(), mail.send, target)
    const [payload = '', mac = ''] = click.split('.')
    const evil = Buffer.from(`${mail.send}\nhttps://evil.test/`).toString('base64url')
    const foreign = linkKeys(Buffer.alloc(32, 7))
    const bad = [
      `/c/${evil}.${mac}`,
      `/c/${payload}.${mac.slice(0, -1)}`,
      `/c/${payload}.${mac}A`,
      `/c/${payload}`,
      `/c/${clickToken(foreign, mail.send, 'https://evil.test/')}`,
      `/c/${clickToken(keys(), mail.send, 'javascript:alert(1)')}`,
      `/c/${clickToken(keys(), mail.send, 'https://a.test/\r\nSet-Cookie: x=1'.replace('https', 'ftp'))}`,
      `/c/${token}`,
      `/u/${click}`,
      `/u/${mail.send}.${'A'.repeat(22)}`,
      `/u/${optOutToken(foreign, mail.send)}`,
    ]
    for (const path of bad) {
      const { status, headers } = await visit({ path })
      expect([path, status, headers.location]).toEqual([path, 400, undefined])
    }
    for (const path of [
      '/',
      '/c/',
      '/u/..%2f..%2fetc/passwd',
      '/../c/x',
      '//evil.test/',
      '/api/workspace',
      '/rpc/x',
      '/health',
      `/c/${'a'.repeat(5000)}.${mac}`,
    ])
      expect([path, (await visit({ path })).status]).toEqual([path, 404])
  })

  it('gets what every answer carries, and no method but those that are named', async () => {
    const token = optOutToken(keys(), '0000000000000000')
    for (const path of [
      `/u/${token}`,
      '/nothing',
      `/c/${clickToken(keys(), 'abc', target)}`,
      '/check/aaaaaaaaaaaaaaaaaaaaaa',
    ]) {
      const { headers } = await visit({ path })
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
        ),
      })
      expect(headers['set-cookie']).toBeUndefined()
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
      expect((await visit({ method, path: `/u/${token}` })).status).toBe(405)
    expect((await visit({ method: 'POST', path: `/c/${clickToken(keys(), 'abc', target)}` })).status).toBe(405)
    expect((await press(token, { body: 'x'.repeat(5000) })).status).toBe(413)
    expect((await press(token, { headers: { 'content-encoding': 'gzip' } })).status).toBe(415)
    expect((await visit({ path: '/check/short' })).status).toBe(400)
  })

  it('is counted once a link and email, programs apart with why, and never when too early', async () => {
    const mail = await mailTo('cara@away.test')
    const { store } = s.engine.room
    const id = store.get<{ id: number }>('SELECT id FROM sends WHERE public_id = ?', mail.send)?.id ?? 0
    const path = `/c/${clickToken(keys(), mail.send, target)}`
    const agents: Record<string, string>[] = [
      {},
      {},
      { 'user-agent': 'curl/8.5.0' },
      { 'user-agent': '' },
      { 'sec-purpose': 'prefetch' },
    ]
    for (const headers of agents) expect((await visit({ path, headers })).status).toBe(302)
    await visit({ path, method: 'HEAD' })
    const kept = () => clicksOf(store, id).map(({ counted, times, why }) => [counted, times, why])
    await expect.poll(kept).toEqual([
      [1, 2, null],
      [0, 4, 'It calls itself a program ("curl/").'],
    ])
    store.write((tx) => tx.run('UPDATE sends SET settled_at = ? WHERE id = ?', s.now() - 4999, id))
    await visit({ path: `/c/${clickToken(keys(), mail.send, 'https://example.org/soon')}` })
    await expect.poll(() => kept().length).toBe(3)
    expect(kept().at(-1)).toEqual([0, 1, "It came within 5 s of the email's leaving."])
  })
})
