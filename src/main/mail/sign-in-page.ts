/** What the browser shows when it comes back from a provider. */
import { createHash } from 'node:crypto'

export interface LandingPage {
  ok: boolean
  title: string
  text: string
}

const style =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 24px}h1{font:400 28px/1.2 Georgia,serif}'

const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export const landingPage = {
  stranger: {
    ok: false,
    title: 'This is not the sign-in that Cadenza waits for',
    text: 'Nothing was changed. Close this window and go on in the one that Cadenza opened.',
  },
  over: {
    ok: false,
    title: 'This sign-in is over',
    text: 'Each one counts once. If the mailbox is not connected, start again in Cadenza.',
  },
  styleHash: `sha256-${createHash('sha256').update(style).digest('base64')}`,
  html: ({ title, text }: LandingPage): string =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${plain(title)} · Cadenza</title><style>${style}</style><h1>${plain(title)}</h1><p>${plain(text)}</p></html>`,
} as const
