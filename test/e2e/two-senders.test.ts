import type { MessageStructureObject } from 'imapflow'
import type { AddressObject } from 'mailparser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import type { Person } from './audience.ts'
import { type Arrival, type Campaign, inboxOf, offer, runCampaign, senders } from './campaign.ts'

/**
 * A whole campaign as its recipients see it: a list from a file, two mailboxes, two steps, sent through a real Postfix
 * and Dovecot with TLS and passwords, read back over IMAP. What must have arrived is worked out here, from the list and the
 * text alone.
 */

let servers: MailServers
let c: Campaign
let arrivals: Arrival[]
beforeAll(async () => {
  servers = await startMailServers()
  c = await runCampaign(servers)
  arrivals = c.arrivals
})
afterAll(async () => {
  await c?.world.stop()
  await servers?.stop()
})

const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ')
const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' })[c] as string)
const unixLines = (text: string | undefined) => text?.replace(/\r\n/g, '\n').trimEnd()
const firstSubject = (p: Person) => oneLine(`Grüße aus Köln, ${p.first || 'Freund'} 👋 (${p.number})`)
const earlier = (arrival: Arrival) => arrivals.find((a) => a.person === arrival.person && a.step === 1)
const countBy = <T>(list: readonly T[], key: (item: T) => string) =>
  Object.fromEntries(Object.entries(Object.groupBy(list, key)).map(([k, items]) => [k, items?.length ?? 0]))
const plainDate = (instant: string | null) => Math.floor(Date.parse(instant ?? '') / 1000) * 1000

describe('what arrived', () => {
  test('everybody in the list was taken, from both accounts, with their passwords', () => {
    expect(c.imported).toMatchObject({ rows: 200, imported: 200, refused: [] })
    expect(c.tested.map(({ ok, words }) => [ok, words?.slice(0, 3)])).toEqual(senders.map(() => [true, '235']))
    expect(c.engaged).toMatchObject({ engaged: 200, sends: 400, excluded: [], sandbox: false })
  })

  test('400 emails: one for each contact and step, and no bounce', async () => {
    expect(arrivals).toHaveLength(400)
    expect(new Set(arrivals.map((a) => `${a.person.address} ${a.step}`)).size).toBe(400)
    for (const { address } of senders)
      expect(await inboxOf(servers, address, (imap) => imap.search({ all: true }))).toEqual([])
    expect(servers.logs()).not.toMatch(/status=(?:bounced|deferred|expired)/)
  })

  test('150 contacts from one sender and 50 from the other, the same one for both steps', () => {
    expect(countBy(arrivals, (a) => `${a.step} ${a.sender.address}`)).toEqual({
      '1 alice@acme.test': 150,
      '1 bob@acme.test': 50,
      '2 alice@acme.test': 150,
      '2 bob@acme.test': 50,
    })
    expect(arrivals.filter((a) => a.sender !== earlier(a)?.sender)).toEqual([])
  })

  test('follow-ups answer the first email, in its thread', () => {
    for (const a of arrivals) {
      const first = earlier(a)?.mail.messageId
      expect(a.mail.subject).toBe(a.step === 1 ? firstSubject(a.person) : `Re: ${firstSubject(a.person)}`)
      if (a.step === 1) expect([a.mail.inReplyTo, a.mail.references]).toEqual([undefined, undefined])
      else expect([a.mail.inReplyTo, [a.mail.references].flat()]).toEqual([first, [first]])
    }
  })
})

describe('headers', () => {
  test('exactly the intended ones, each once, in lines that every server takes', () => {
    const wanted = [
      'From',
      'To',
      'Subject',
      'Date',
      'Message-ID',
      'X-Cadenza-Send-Id',
      'X-Cadenza-Origin',
      'List-Unsubscribe',
    ]
    for (const a of arrivals) {
      const more = [...(a.sender.reply_to ? ['Reply-To'] : []), ...(a.step === 2 ? ['In-Reply-To', 'References'] : [])]
      const names = a.headers.map(([name]) => name).sort()
      expect(names).toEqual([...wanted, ...more, 'MIME-Version', 'Content-Type'].sort())
      for (const line of a.head.split('\r\n')) expect(line).toMatch(/^(?:[!-9;-~]+:[ \t]|[ \t]+[!-~])[\t -~]{0,980}$/)
    }
  })

  test('names and addresses, the same for two parsers', () => {
    for (const { mail, imap, person, sender } of arrivals) {
      const to = { name: oneLine([person.first, person.last].filter(Boolean).join(' ')), address: person.address }
      const from = { name: sender.name, address: sender.address }
      const replyTo = sender.reply_to ? [sender.reply_to] : undefined
      expect([mail.from?.value, (mail.to as AddressObject).value]).toEqual([[from], [to]])
      expect(mail.replyTo?.value.map(({ address }) => address)).toEqual(replyTo)
      expect(imap.envelope).toMatchObject({
        from: [from],
        to: [to],
        subject: mail.subject,
        messageId: mail.messageId,
        replyTo: [{ address: sender.reply_to ?? sender.address }],
      })
      expect(imap.envelope?.cc ?? imap.envelope?.bcc ?? []).toEqual([])
      expect(mail.headers.get('return-path')).toMatchObject({ value: [{ address: sender.address }] })
    }
  })

  test('the date is that of the story, as the preview said', () => {
    const at = new Map(c.planned.map((send) => [`${send.contact} ${send.step}`, plainDate(send.at)]))
    for (const a of arrivals) {
      expect(a.mail.date?.getTime()).toBe(at.get(`${a.person.address} ${a.step}`))
      expect(a.imap.envelope?.date).toEqual(a.mail.date)
    }
  })

  test('ids are those of the ledger, and a wish to be left alone has a way back', () => {
    const row = new Map(c.ledger.map((send) => [send.public_id, send]))
    expect(new Set(arrivals.map((a) => a.mail.messageId)).size).toBe(400)
    expect(new Set(arrivals.map((a) => a.mail.headers.get('x-cadenza-send-id'))).size).toBe(400)
    for (const { mail, headers, person, sender, step } of arrivals) {
      const id = String(mail.headers.get('x-cadenza-send-id'))
      expect(row.get(id)).toMatchObject({
        contact: person.address,
        sender: sender.address,
        step,
        state: 'sent',
        tries: 1,
        message_id: mail.messageId,
        subject: mail.subject,
        reply: expect.stringMatching(/^250 2/),
      })
      expect(plainDate(row.get(id)?.sent_at ?? null)).toBe(mail.date?.getTime())
      const back = `<mailto:${sender.reply_to ?? sender.address}?subject=unsubscribe%20${id}>`
      expect(new Map(headers).get('List-Unsubscribe')).toBe(back)
    }
  })
})

describe('bodies', () => {
  test('text and HTML say the right thing to the right person', () => {
    for (const { mail, person: p, sender, step } of arrivals) {
      const name = p.first || 'du'
      const [first = '', city = ''] = [name, p.city || 'Ihrer Stadt'].map(escaped)
      const link = `https://acme.test/preise?a=1&n=${p.number}`
      const html = [
        `<p>Guten Tag ${first},</p>\n<p>läuft es bei ${p.company} in ${city}? <a href="${escaped(link)}">Preise</a> 💶</p>\n<p>.</p>`,
        `<p>Noch einmal, ${first}: <b>${p.number}</b> — ${escaped(sender.name)}</p>`,
      ]
      const text = [
        `Guten Tag ${name.replace(/\s+/g, ' ')},\n\nläuft es bei ${p.company} in ${p.city || 'Ihrer Stadt'}? Preise [${link}] 💶\n\n.`,
        `Noch einmal, ${name}: ${p.number}\n.\n..\nFrom ${sender.name} ✍️`,
      ]
      expect(unixLines(mail.html || '')).toBe(unixLines(html[step - 1]))
      expect(unixLines(mail.text)).toBe(unixLines(text[step - 1]))
    }
  })

  test('both as alternatives, as the IMAP server sees them', () => {
    const shape = (part: MessageStructureObject | undefined): unknown =>
      part?.childNodes ? [part.type, part.childNodes.map(shape)] : part?.type
    const body = ['multipart/alternative', ['text/plain', 'text/html']]
    for (const { imap, step } of arrivals)
      expect(shape(imap.bodyStructure)).toEqual(step === 1 ? ['multipart/mixed', [body, 'application/pdf']] : body)
  })

  test('the attachment arrives byte for byte, with the first step alone', () => {
    for (const { mail, step } of arrivals) {
      expect(mail.attachments).toHaveLength(step === 1 ? 1 : 0)
      const [file] = mail.attachments
      if (!file) continue
      expect([file.filename, file.contentDisposition]).toEqual([offer.name, 'attachment'])
      expect(file.content.equals(offer.content)).toBe(true)
    }
  })
})

describe('the report', () => {
  test('adds up, and equals what arrived', () => {
    const counts = (sent: number) => ({ planned: 0, sending: 0, sent, refused: 0, unsure: 0, withdrawn: 0 })
    const dates = arrivals.map((a) => a.mail.date?.getTime() ?? 0)
    expect(c.report).toMatchObject({ sandbox: false, engaged: 200, enrollments: { finished: 200 }, conserved: true })
    expect(c.report.emails).toEqual(counts(arrivals.length))
    expect(c.report.perStep).toMatchObject([1, 2].map((step) => ({ step, owed: 200, replied: 0, ...counts(200) })))
    expect(c.report.perSender).toMatchObject([
      { sender: 'alice@acme.test', account: expect.any(String), contacts: 150, ...counts(300) },
      { sender: 'bob@acme.test', account: expect.any(String), contacts: 50, ...counts(100) },
    ])
    expect([c.report.first, c.report.last].map(plainDate)).toEqual([Math.min(...dates), Math.max(...dates)])
    expect(c.report.next).toBeNull()
  })

  test('slots: 50 an hour from each mailbox, two working days later over the weekend', () => {
    const slotOf = (instant: number) => new Date(instant).toISOString().slice(8, 13)
    const slots = { '26T08': 100, '26T09': 50, '26T10': 50, '30T13': 100, '30T14': 50, '30T15': 50 }
    expect(countBy(arrivals, (a) => slotOf(a.mail.date?.getTime() ?? 0))).toEqual(slots)
    expect(Object.fromEntries(c.report.slots.map(({ start, sent }) => [slotOf(Date.parse(start)), sent]))).toEqual(
      slots,
    )
    for (const { address } of senders) {
      const times = c.ledger.filter((send) => send.sender === address).map(({ sent_at }) => Date.parse(sent_at ?? ''))
      times.sort((a, b) => a - b)
      const hours = times.slice(50).map((at, i) => at - (times[i] ?? 0))
      expect(Math.min(...hours)).toBeGreaterThanOrEqual(3_600_000)
    }
  })

  test('nothing went wrong on the way', () => {
    expect(c.world.logs.filter((line) => /fail|unknown|could not/.test(line))).toEqual([])
    expect(c.world.notes.filter((note) => !note.startsWith('finished'))).toEqual([])
  })
})
