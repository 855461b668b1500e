import type { Letter } from '../../src/main/mail/compose.ts'

/** A plain letter to start from. */
export function letter(more: Partial<Letter> = {}): Letter {
  return {
    messageId: '<0a1b2c@example.com>',
    date: Date.UTC(2026, 10, 23, 9, 0, 5),
    sendId: 'snd_1',
    from: { name: 'Anna', address: 'anna@example.com' },
    to: { name: null, address: 'ben@example.org' },
    replyTo: null,
    subject: 'Hello',
    html: null,
    text: 'Hi Ben',
    attachments: [],
    inReplyTo: null,
    references: [],
    unsubscribe: null,
    ...more,
  }
}
