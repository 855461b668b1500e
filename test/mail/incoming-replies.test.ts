/** The new text of real replies of twelve mail programs, from their text and from their HTML. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseIncoming } from '../../src/main/mail/incoming-parse.ts'
import { classify } from '../../src/shared/domain/incoming.ts'
import { replyText, withoutQuote } from '../../src/shared/domain/incoming-reply-text.ts'

const corpora = process.env.CADENZA_CORPORA
const folder = corpora ? join(corpora, 'replies') : ''
const skipped = !corpora

test.skipIf(skipped)(
  `replies give their new text alone${skipped ? ' (skipped: CADENZA_CORPORA names no corpora)' : ''}`,
  async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.eml'))
    expect(files).toHaveLength(12)
    for (const file of files) {
      const kept = join(folder, file.replace('.eml', '_reply_text'))
      // These two keep the signature, which is cut in a second step.
      const unsigned = existsSync(kept) ? readFileSync(kept, 'utf8').trim() : 'Hello'
      const message = await parseIncoming(readFileSync(join(folder, file)))
      const html = message.parts.find(({ type }) => type === 'text/html')?.text
      const { kind, text } = classify(message)
      expect({ file, kind, text, unquoted: withoutQuote(message.text) }).toEqual({
        file,
        kind: 'reply',
        text: 'Hello',
        unquoted: unsigned,
      })
      // Outlook's parts say different things, which is the sender's.
      if (html)
        expect([file, replyText(html)]).toEqual([file, file === 'outlook.eml' ? 'Allo! Follow up MIME!' : 'Hello'])
    }
  },
)
