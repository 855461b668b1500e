import { describe, expect, test } from 'vitest'
import { absenceOf } from '../../src/shared/domain/incoming-absence.ts'
import { optOutOf } from '../../src/shared/domain/incoming-opt-out.ts'
import { replyText } from '../../src/shared/domain/incoming-reply-text.ts'
import type { IncomingMessage } from '../../src/shared/domain/incoming-shape.ts'

/** A Saturday. */
const at = Date.UTC(2026, 7, 1, 9)

const mail = (text: string, headers: Record<string, string> = {}): IncomingMessage => ({
  headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  text,
  parts: [{ type: 'text/plain', text }],
  at,
})

const absence = (text: string, headers: Record<string, string> = {}) => {
  const verdict = absenceOf(mail(text, headers))
  return verdict && [verdict.kind, verdict.returnDate]
}
const replied = { 'auto-submitted': 'auto-replied' }
const generated = { 'auto-submitted': 'auto-generated' }

describe('an absence', () => {
  test.each<[string, string, Record<string, string>]>([
    ['en', 'I am out of the office until 14 August inclusive.', { subject: 'Automatic reply: Hello' }],
    ['de', 'Ich bin bis einschließlich 14.08.2026 nicht im Büro.', { subject: 'Automatische Antwort: Hallo' }],
    ['fr', 'Je suis absent du bureau jusqu’au 14 août inclus.', { subject: 'Réponse automatique : Bonjour' }],
    ['es', 'Estaré fuera de la oficina hasta el 14 de agosto.', { subject: 'Respuesta automática: Hola' }],
    ['it', 'Sono in ferie fino al 14 agosto compreso.', { subject: 'Risposta automatica: Salve' }],
    ['pt', 'Estou de férias até 14 de agosto.', { subject: 'Resposta automática: Olá' }],
    ['nl', 'Ik ben met vakantie tot en met 14 augustus.', { subject: 'Automatisch antwoord: Hallo' }],
    ['pl', 'Jestem na urlopie do 14 sierpnia włącznie.', { subject: 'Odpowiedź automatyczna: Witam' }],
    ['sv', 'Jag är på semester till och med 14 augusti.', { subject: 'Autosvar: Hej' }],
    ['da', 'Jeg er på ferie til og med 14. august.', { subject: 'Automatisk svar: Hej' }],
    ['ru', 'Я в отпуске по 14 августа.', { subject: 'Автоматический ответ: Здравствуйте' }],
    ['ja', '8月14日まで休暇をいただいております。', { subject: '自動返信: こんにちは' }],
    ['a header alone', 'Until 14 August, nobody is here.', { subject: 'Re: Hello', 'x-autoreply': 'yes' }],
    ['bulk mail that says so', 'I am on vacation until 14 August.', { precedence: 'bulk', subject: 'Re: Hello' }],
    ['no way to answer it', 'I am on leave until 14 August.', { 'return-path': '<>', subject: 'Away' }],
    ['from Exchange', 'I am on leave until 14 August.', { ...generated, 'x-auto-response-suppress': 'All' }],
  ])('%s', (_, text, headers) => {
    expect(absence(text, headers)).toEqual(['absence', '2026-08-15'])
  })

  test('says its day where only a header or the subject knows it', () => {
    const criteria = '{kind=VACATION,startDate=2026-07-30T15:00:00Z,endDate=2026-08-14T14:59:59Z}'
    expect([
      absence('I’m only sleeping.', { ...replied, 'x-apple-criteria': criteria }),
      absence('I will answer later.', { ...replied, subject: 'Away until August 14' }),
      absence('I will answer later.', replied),
    ]).toEqual([
      ['absence', '2026-08-15'],
      ['absence', '2026-08-15'],
      ['absence', null],
    ])
  })

  test('is none where a person says it, or a machine says something else', () => {
    expect([
      absence('I am out of office next week, let’s talk on 17 August.', { subject: 'Re: Hello' }),
      absence('Sure!\n\nOn 1 August 2026 at 9:00, Ann <ann@example.com> wrote:\n> I am on vacation', {
        subject: 'Re: Hi',
      }),
      absence('I’m on vacation.', { 'auto-submitted': 'no', subject: 'Re: Automatic reply: Hello' }),
      absence('I’m on leave until Friday.', { 'x-auto-response-suppress': 'DR, OOF', 'list-id': '<all.example.com>' }),
      absence('Is your mail automatically generated?', { subject: 'Re: Hello' }),
      absence('We have received your request. Your ticket number is 4711.', replied),
      absence('Ihre Anfrage ist bei uns eingegangen.', { subject: 'Automatische Antwort: Hallo' }),
      absence('The nightly backup has finished.', generated),
      absence('', { subject: 'unsubscribe 0123456789abcdef', ...generated }),
    ]).toEqual([null, null, null, null, null, ['other', null], ['other', null], ['other', null], null])
  })
})

describe('an opt-out', () => {
  const wish = (text: string, subject = 'Re: Hello') => optOutOf(mail(text, { subject }))?.evidence[0]?.found ?? null

  test.each([
    'STOP',
    'Please unsubscribe me.',
    'Hi Ann,\nplease remove me from your list.\n\nKind regards,\nBob Smith\nCEO, Acme Inc.\n+49 30 1234567',
    'Unsubscribe\n\nBob Smith\nAcme Inc.',
    'Bitte keine weiteren E-Mails.',
    'Bitte nehmen Sie mich aus dem Verteiler.',
    'Merci de ne plus me contacter.',
    'Désinscription',
    'Por favor, no me escriban más.',
    'Non desidero ricevere altre mail.',
    'Por favor, não quero mais receber estes emails.',
    'Graag uitschrijven',
    'Proszę o usunięcie mnie z listy.',
    'Jag vill inte ha fler mejl från er.',
    'Jeg ønsker ikke flere mails fra jer.',
    'Отпишите меня, пожалуйста.',
    '配信停止をお願いします。',
    'Stop.\n\nOn 1 August 2026 at 9:00, Ann <ann@example.com> wrote:\n> Hello',
  ])('%s', (text) => {
    expect(wish(text)).not.toBeNull()
  })

  test.each([
    'Sounds good, stop by on Tuesday!',
    'Don’t stop sending these, I love them.',
    'Please remove me from this thread and talk to Bob instead.',
    'I can’t stop thinking about your offer.',
    'Yes please.\n\nOn 1 August 2026 at 9:00, Ann <ann@example.com> wrote:\n> Reply with STOP to unsubscribe',
    'Yes please.\n\n-- \nUnsubscribe',
    `We had a look at it. ${'It is what we need, and we would like to begin soon. '.repeat(4)} By the way, our old address is to be deleted, please remove my address there.`,
    '',
  ])('is none in: %s', (text) => {
    expect(wish(text)).toBeNull()
  })

  test('by mail to our List-Unsubscribe names the email it is about', () => {
    const ids = (subject: string) => optOutOf(mail('', { subject }))?.sendIds ?? null
    expect(
      ['unsubscribe 0123456789abcdef', 'Unsubscribe', 'Stop', 'Re: unsubscribe 1', 'unsubscribe from what?'].map(ids),
    ).toEqual([['0123456789abcdef'], [], [], null, null])
  })
})

describe('the new text', () => {
  test.each([
    'On Mon, Apr 2, 2012 at 6:26 PM,\nMegan One <xxx@gmail.com> wrote:',
    'Am 03.08.2026 um 10:00 schrieb Max Mustermann <max@example.com>:',
    'Max Mustermann <max@example.com> schrieb am Mo., 3. Aug. 2026, 10:00:',
    'Le lun. 3 août 2026 à 10:00, Jean <jean@example.com> a écrit :',
    'El lun, 3 ago 2026 a las 10:00, Ana (<ana@example.com>) escribió:',
    'Il giorno lun 3 ago 2026 alle ore 10:00 Ugo <ugo@example.com> ha scritto:',
    'Em seg., 3 de ago. de 2026 às 10:00, Rui <rui@example.com> escreveu:',
    'Op ma 3 aug 2026 om 10:00 schreef Jan <jan@example.com>:',
    'pon., 3 sie 2026 o 10:00 Ewa <ewa@example.com> napisał(a):',
    'Den mån 3 aug. 2026 kl 10:00 skrev Eva <eva@example.com>:',
    'man. 3. aug. 2026 kl. 10.00 skrev Ib <ib@example.com>:',
    'пн, 3 авг. 2026 г. в 10:00, Иван <ivan@example.com>:',
    '2026年8月3日(月) 10:00 田中 <tanaka@example.com>:',
    '-----Ursprüngliche Nachricht-----',
    '________________________________\nVon: Max\nGesendet: Montag, 3. August 2026 10:00\nAn: Ann\nBetreff: Hallo',
    '*De :* Jean\n*Envoyé :* lundi 3 août 2026\n*À :* Ann\n*Objet :* Bonjour',
    '差出人: 田中\n送信日時: 2026年8月3日\n宛先: Ann\n件名: こんにちは',
  ])('ends at: %s', (heading) => {
    const quoted = heading.includes('@') ? '> Hello' : 'Hello'
    expect([replyText(`Yes.\nOn it!\n\n${heading}\n\nHello`), replyText(`Yes.\r\n${heading}\r\n${quoted}`)]).toEqual([
      'Yes.\nOn it!',
      'Yes.',
    ])
  })

  test('keeps what stands between and below quotes, and what only looks like a heading', () => {
    expect([
      replyText('On 1 August 2026, Ann wrote:\n> When?\nMonday.\n> Where?\nHere.'),
      replyText('My plan:\n- on 3 August we meet\n- on 4 August, 10:00, I wrote to Bob'),
      replyText('From: here on it is easy.\nBest\nAnn'),
      replyText('Ja.\n\nVon meinem iPhone gesendet'),
      replyText('はい。\n\niPhoneから送信'),
      replyText('> only a quote'),
    ]).toEqual([
      'Monday.\nHere.',
      'My plan:\n- on 3 August we meet\n- on 4 August, 10:00, I wrote to Bob',
      'From: here on it is easy.\nBest\nAnn',
      'Ja.',
      'はい。',
      '',
    ])
  })
})
