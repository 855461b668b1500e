/** Calls over a port of the test's own, as the page's client makes them; what is on the wire is shown nowhere else. */
import type { Page } from '@playwright/test'

export interface Answered {
  status: number
  body: unknown
}

interface Wire {
  i: string
  t?: number
  p?: { s?: number; b?: { json?: unknown } }
}

/** Posts a port as the page does and calls one procedure after the other over it; answers in order. */
export async function callOver(page: Page, calls: [path: string, input?: unknown][]): Promise<Answered[]> {
  const messages = await page.evaluate(async (asked) => {
    const { port1, port2 } = new MessageChannel()
    window.postMessage('cadenza:connect', '*', [port2])
    const said: string[] = []
    for (const [i, [path, input]] of asked.entries()) {
      const answer = new Promise<string>((done) => {
        port1.onmessage = ({ data }) => done(data)
      })
      const body = input === undefined ? {} : { b: { json: input } }
      port1.postMessage(JSON.stringify({ i: String(i + 1), p: { u: `orpc://engine/${path}`, ...body } }))
      said.push(await answer)
    }
    return said
  }, calls)
  return messages.map((text) => {
    const { p } = JSON.parse(text) as Wire
    return { status: p?.s ?? 200, body: p?.b?.json }
  })
}

/**
 * Calls a procedure that answers with a stream, over a port of its own. Gives back, as soon as it has begun, a function
 * that resolves with all that came when something came that holds `wanted`.
 */
export async function streamOver(
  page: Page,
  path: string,
  input: unknown,
  wanted: string,
): Promise<() => Promise<string>> {
  await page.evaluate(
    ([to, given]) => {
      const { port1, port2 } = new MessageChannel()
      window.postMessage('cadenza:connect', '*', [port2])
      const heard: string[] = []
      port1.onmessage = ({ data }) => void heard.push(data)
      port1.postMessage(JSON.stringify({ i: '1', p: { u: `orpc://engine/${to}`, b: { json: given } } }))
      Object.assign(window, { heard })
    },
    [path, input],
  )
  const has = (text: string) => (window as unknown as { heard: string[] }).heard.some((each) => each.includes(text))
  await page.waitForFunction(has, '')
  return async () => {
    await page.waitForFunction(has, wanted)
    return page.evaluate(() => (window as unknown as { heard: string[] }).heard.join('\n'))
  }
}
