/** The few pages a visitor from outside can see: whole, small, without scripts, pictures or anything from elsewhere. */
import { createHash } from 'node:crypto'

const style = `:root{color-scheme:light dark;--ink:#1d1b18;--soft:#5d5952;--paper:#fbfaf7;--card:#fff;--line:#d9d5cc;--deed:#1d1b18;--on:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#f1eee8;--soft:#b3ada2;--paper:#171614;--card:#211f1c;--line:#3b3833;--deed:#f1eee8;--on:#171614}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:30rem;width:100%;padding:32px;background:var(--card);border:1px solid var(--line);border-radius:10px}
h1{margin:0 0 8px;font-size:1.35rem;line-height:1.25}
p{margin:0;color:var(--soft)}
button{margin-top:24px;min-height:44px;padding:10px 20px;border:1px solid transparent;border-radius:8px;background:var(--deed);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--soft);outline-offset:3px}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** Nothing is loaded and nothing runs; the only form goes back to this host. */
export const publicPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`

/** Says nothing of whom it is about: whoever has the link is not always whom it was sent to. */
export const askPage: string = page(
  'Stop these emails?',
  `<p>One click and the sender doesn’t write to you again. Nothing happens before you click.</p>
<form method="post"><input type="hidden" name="confirm" value="opt-out"><button type="submit">Stop these emails</button></form>`,
)

export const donePage: string = page(
  'You are opted out',
  '<p role="status">The sender doesn’t write to you again. An email that was on its way just now may still arrive. You can close this page.</p>',
)

export const brokenPage: string = page(
  'This link doesn’t work',
  '<p>It was cut short or changed on its way. Copy the whole of it from the email, or answer the email with “unsubscribe”.</p>',
)

export const busyPage: string = page('Too many visits', '<p>Wait a minute and open the link again.</p>')
export const failedPage: string = page('That didn’t work', '<p>Open the link again in a minute.</p>')
