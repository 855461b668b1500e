import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { alwaysOpen, barriers, type Engine, expect, go, pictures, test } from './rig.ts'

const hostile = (trap: string) => `
<html><head><meta http-equiv="refresh" content="0;url=${trap}/refresh"><base href="${trap}/">
<link rel="stylesheet" href="${trap}/sheet.css"><style>@import url(${trap}/import.css);
@font-face{font-family:x;src:url(${trap}/font)} h1{color:rgb(180,0,0);background:url(${trap}/rule)}
@media (min-width:1px){td{background-image:url(${trap}/media)}}</style></head>
<body onload="document.title='owned'" style="background-image:url(${trap}/body)">
<h1 style="text-align:center;background:url(${trap}/inline)" onclick="document.title='owned'">Offer</h1>
<script>document.title='owned'; fetch('${trap}/script')</script>
<img src="${trap}/pixel.gif" width="1" height="1"><img src="${trap}/logo.png" alt="Our logo" onerror="parent.document.title='owned'">
<svg onload="parent.document.title='owned'"><image href="${trap}/svg"/></svg>
<iframe src="${trap}/frame"></iframe><object data="${trap}/object"></object><embed src="${trap}/embed">
<form action="${trap}/form"><input name="a" autofocus onfocus="parent.document.title='owned'"><button>Send</button></form>
<video src="${trap}/video" autoplay></video><audio src="${trap}/audio" autoplay></audio>
<table background="${trap}/table"><tr><td>cell</td></tr></table>
<a href="javascript:parent.document.title='owned'">script link</a> <a href="${trap}/link" target="_top">honest link</a>
<a href="mailto:anna@contact.example">write to us</a> <a href="https://bank.example@${trap.slice(7)}/">your bank</a>
<a href="https://ехаmple.com/">look-alike</a>
</body></html>`

/** A server that must never be asked for anything. */
async function trap() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', () => open()))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, address, stop: () => new Promise<void>((done) => server.close(() => done())) }
}

/** Lets one email to one contact go out through the managed account, which keeps it here. */
async function letOneOut({ client, cadenza, data }: Engine, html: string): Promise<void> {
  await alwaysOpen(client)
  await client.sequences.create({ name: 'Autumn', steps: [{ subject: 'An offer for {{ first_name }}', html }] })
  const file = join(data, 'list.csv')
  writeFileSync(file, 'email,first_name\nada@contact.example,Ada\n')
  await cadenza('import', file)
  await cadenza('engage', 'Autumn', '--yes', '--start', 'now')
  const [send] = (await client.sends.list({})).rows
  await client.sends.send_now({ public_id: send?.public_id ?? '' })
}

// a trace puts a script of its own into every frame, and this one runs none: the page would be blamed for it
test.use({ trace: 'off' })

test('hostile mail is read without running, loading or leading anywhere', async ({ app, engine }) => {
  const bait = await trap()
  await go(app, '/sandbox')
  await expect(app.getByText('Nothing was sent from the Sandbox yet.')).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sandbox-empty')
  await letOneOut(engine, hostile(bait.address))
  await app.getByRole('row', { name: /An offer for Ada/ }).click({ timeout: 30_000 })
  const reader = app.getByRole('region', { name: 'Message' })
  const letter = reader.frameLocator('iframe')
  await expect(letter.getByRole('heading', { name: 'Offer' })).toBeVisible()
  await expect(letter.getByText('Our logo')).toBeVisible()
  await expect(reader.getByText('1 picture not loaded.')).toBeVisible()
  await letter.getByText('script link').click()
  await letter.getByText('honest link').click()
  await expect(reader.getByText(`${bait.address}/link`)).toBeVisible()
  await expect(reader.getByRole('link', { name: 'Open in the browser' })).toHaveAttribute(
    'href',
    `${bait.address}/link`,
  )
  // What is no website, or is made to look like another one, is shown and opens nothing.
  for (const [text, address] of [
    ['write to us', 'mailto:anna@contact.example'],
    ['your bank', `https://bank.example@${bait.address.slice(7)}/`],
  ] as const) {
    await letter.getByText(text).click()
    await expect(reader.getByText(address, { exact: true })).toBeVisible()
    await expect(reader.getByText('Cadenza opens websites only.')).toBeVisible()
    await expect(reader.getByRole('link', { name: 'Open in the browser' })).toHaveCount(0)
  }
  await letter.getByText('look-alike').click()
  await expect(reader.getByText(/^https:\/\/xn--/)).toBeVisible()
  await letter.getByText('honest link').click()
  await pictures(app, 'sandbox-hostile')
  // axe would run in the frame too, which runs nothing; so the rest of the screen is looked at without it, below
  await expect(reader.locator('iframe')).toHaveAttribute('title', 'The message “An offer for Ada” as HTML')
  await expect(reader.locator('iframe')).toHaveAttribute('sandbox', 'allow-same-origin')
  await reader.getByRole('tab', { name: 'Source' }).click()
  await expect(reader.getByText('X-Cadenza-Send-Id')).toBeVisible()
  await reader.getByRole('tab', { name: 'Headers' }).click()
  await expect(reader.getByRole('rowheader', { name: 'Subject' })).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await reader.getByRole('tab', { name: 'Text' }).click()
  expect(await app.title()).not.toBe('owned')
  expect(bait.asked).toEqual([])
  await bait.stop()
  await app.getByRole('button', { name: 'Empty the inbox…' }).click()
  await expect(app.getByRole('dialog')).toContainText('1 message goes for good.')
  await app.getByRole('dialog').getByRole('button', { name: 'Empty the inbox' }).click()
  await expect(app.getByText('Nothing was sent from the Sandbox yet.')).toBeVisible()
  expect(await engine.client.sandbox.count({})).toEqual({ count: 0 })
})
