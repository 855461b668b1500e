/** What comes back to the busy week: of each kind one, and more replies. */
import type { Story } from '../work/story.ts'

interface Came {
  kind: string
  hard?: boolean
  minutesAgo: number
  subject: string
  text: string | null
  body?: string
  from?: string
  fromName?: string
  returnDate?: string
  evidence: { rule: string; found: string }[]
  recipients?: { address: string; status: string | null; code: number | null; hard: boolean }[]
  state?: 'done' | 'none'
  throughPage?: boolean
}

const messages: Came[] = [
  {
    kind: 'reply',
    minutesAgo: 4,
    subject: 'Re: A question about your winter list',
    text: 'Hello Anna,\n\nthank you for writing. We close our winter list on 20 November, so yes, please send me the two titles and the price for forty copies.\n\nCould you call me on Thursday after ten?',
    body: 'Hello Anna,\n\nthank you for writing. We close our winter list on 20 November, so yes, please send me the two titles and the price for forty copies.\n\nCould you call me on Thursday after ten?\n\n-- \nAmina Vermeer\nFabbrica Lume\n\nOn Mon, 9 Nov 2026 at 10:40, Anna Lindqvist wrote:\n> Hello Amina,\n>\n> how does Fabbrica Lume plan the winter?',
    evidence: [
      { rule: 'Answers an email of ours (In-Reply-To)', found: '<9f31c2.1@haldenroux.example>' },
      { rule: 'Written by a person: no sign of a machine', found: '' },
    ],
  },
  {
    kind: 'absence',
    minutesAgo: 31,
    subject: 'Absent jusqu’au 23 novembre',
    text: 'Bonjour, je suis en congé jusqu’au 23 novembre. Pour toute urgence, merci de contacter accueil@maison-orel.example.',
    returnDate: '2026-11-23',
    evidence: [
      { rule: 'Says itself that a machine wrote it (RFC 3834)', found: 'Auto-Submitted: auto-replied' },
      { rule: 'A phrase of absence notes (French)', found: 'je suis en congé jusqu’au' },
      { rule: 'The day of return', found: '23 novembre' },
    ],
  },
  {
    kind: 'bounce',
    hard: true,
    minutesAgo: 44,
    from: 'mailer-daemon@mx.kolmar-freight.example',
    fromName: 'Mail Delivery System',
    subject: 'Undelivered Mail Returned to Sender',
    text: null,
    body: 'This is the mail system at host mx.kolmar-freight.example.\n\nI’m sorry to have to inform you that your message could not be delivered to one or more recipients.\n\n550 5.1.1 no such user here',
    recipients: [{ address: 'clara.vermeer@kolmarfreight.example', status: '5.1.1', code: 550, hard: true }],
    evidence: [
      { rule: 'A delivery status report (RFC 3464)', found: 'Action: failed\nStatus: 5.1.1' },
      { rule: 'The server’s words', found: '550 5.1.1 no such user here' },
    ],
  },
  {
    kind: 'reply',
    minutesAgo: 65,
    from: 'nora@private-post.example',
    fromName: 'Nora Costa',
    subject: 'AW: A question about your winter list',
    text: 'Liebe Anna, ich antworte von meiner privaten Adresse. Bitte im Januar noch einmal fragen.',
    body: 'Liebe Anna, ich antworte von meiner privaten Adresse. Bitte im Januar noch einmal fragen.\n\nAm 09.11.2026 um 10:52 schrieb Anna:\n> how does Galerie Pas plan the winter?',
    evidence: [{ rule: 'Belongs to a thread of ours (References)', found: '<77aa01.4@haldenroux.example>' }],
  },
  {
    kind: 'opt_out',
    minutesAgo: 80,
    subject: 'unsubscribe',
    text: 'Please take me off your list.',
    evidence: [{ rule: 'Asks for no more mail', found: 'take me off your list' }],
  },
  {
    kind: 'delay',
    minutesAgo: 95,
    from: 'mailer-daemon@haldenroux.example',
    subject: 'Delivery delayed: still trying',
    text: null,
    body: 'Your message has not been delivered yet. It will be tried for another 4 days.',
    recipients: [{ address: 'lukas.vermeer@tesseralabs.example', status: '4.4.1', code: 421, hard: false }],
    evidence: [{ rule: 'A delivery status report (RFC 3464)', found: 'Action: delayed' }],
    state: 'none',
  },
  {
    kind: 'bounce',
    minutesAgo: 120,
    from: 'postmaster@galerie-pas.example',
    subject: 'Mail delivery failed: mailbox full',
    text: null,
    body: '452 4.2.2 The recipient’s mailbox is full.',
    recipients: [{ address: 'ingrid.vermeer@galeriepas.example', status: '4.2.2', code: 452, hard: false }],
    evidence: [{ rule: 'The server’s words', found: '452 4.2.2 The recipient’s mailbox is full.' }],
  },
  {
    kind: 'complaint',
    minutesAgo: 700,
    from: 'feedback@mailbox-provider.example',
    subject: 'Abuse report',
    text: null,
    evidence: [{ rule: 'An abuse report (ARF, RFC 5965)', found: 'Feedback-Type: abuse' }],
  },
  {
    kind: 'opt_out',
    minutesAgo: 1000,
    subject: 'By one click in the mail program',
    text: null,
    throughPage: true,
    evidence: [{ rule: 'One click in the mail program (RFC 8058)', found: 'List-Unsubscribe=One-Click' }],
  },
]

interface Place {
  sendId: number
  enrollmentId: number
  contactId: number
  accountId: number
  contact: string
  name: string
}

/** Puts them in, newest first, each about another email that was sent. */
export function cameBack({ engine, now }: Story): void {
  const { store, changes } = engine.room
  const places = store.all<Place>(
    `SELECT s.id AS sendId, s.enrollment_id AS enrollmentId, s.contact_id AS contactId, s.account_id AS accountId,
       c.address AS contact, c.first_name || ' ' || c.last_name AS name
     FROM sends s JOIN contacts c ON c.id = s.contact_id WHERE s.state = 'sent' ORDER BY s.id LIMIT 40`,
  )
  store.write((tx) => {
    for (const [at, came] of messages.entries()) {
      const place = places[at * 4] as Place
      tx.run(
        `INSERT INTO incoming (public_id, account_id, message_key, at, from_address, from_name, subject, kind, hard,
           recipients, return_date, text, body, evidence, send_id, enrollment_id, contact_id, state, effects, decided_at,
           seen_at, author, device, hlc)
         VALUES (@id, @account, @key, @at, @from, @name, @subject, @kind, @hard, @recipients, @returnDate, @text, @body,
           @evidence, @send, @enrollment, @contact, @state, '{}', @at, @seen, null, '', '')`,
        {
          id: `came${at}`,
          account: came.throughPage ? null : place.accountId,
          key: `<${at}@back.example>`,
          at: now() - came.minutesAgo * 60_000,
          from: came.from ?? place.contact,
          name: came.fromName ?? place.name,
          subject: came.subject,
          kind: came.kind,
          hard: came.hard ? 1 : 0,
          recipients: JSON.stringify(came.recipients ?? []),
          returnDate: came.returnDate ?? null,
          text: came.text,
          body: came.body ?? came.text,
          evidence: JSON.stringify(came.evidence),
          send: place.sendId,
          enrollment: place.enrollmentId,
          contact: place.contactId,
          state: came.state ?? 'done',
          seen: at > 4 ? now() : null,
        },
      )
    }
  })
  changes.tell('incoming')
}
