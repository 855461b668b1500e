/**
 * Whether a followed link was a person's click. Mail servers follow every link to look for harm, and message programs fetch
 * what they are about to show; counted, they would turn "clicked" into "delivered". Only plain signs are looked at, each
 * is said, and nothing is thrown away: what isn't counted is kept with why.
 */

export interface LinkVisit {
  method: string
  /** User-Agent; '' where there is none. */
  agent: string
  /** The browser says that nobody asked for it yet: Sec-Purpose, Purpose or X-Moz is "prefetch". */
  isPrefetch: boolean
  /** Ms since the email left; null: it is not known that it ever did. */
  age: number | null
}

/** What programs call themselves that look at links: scanners of mail servers, previews, libraries, crawlers. */
const programs =
  /bot\b|bot\/|crawl|spider|scan|preview|proofpoint|mimecast|barracuda|safelinks|ironport|forcepoint|fireeye|symantec|trendmicro|sophos|zscaler|cloudmark|urldefense|googleimageproxy|yahoomailproxy|slack|facebookexternalhit|whatsapp|telegram|skypeuri|headless|phantomjs|puppeteer|playwright|selenium|curl\/|wget\/|python|aiohttp|go-http-client|java\/|okhttp|apache-httpclient|libwww|node-fetch|undici|axios|ruby|perl|php\//i

/**
 * Why it is taken for a program's; null: a person's.
 *
 * @param filter the policy `filter_clicks` and `click_grace_seconds`; HEAD is never a click, whatever it says
 */
export function programWhy(visit: LinkVisit, filter: { isOn: boolean; seconds: number }): string | null {
  if (visit.method !== 'GET') return `It was asked by ${visit.method}, which shows nobody anything.`
  if (!filter.isOn) return null
  if (visit.isPrefetch) return 'A browser fetched it before anybody clicked.'
  if (visit.agent.trim() === '') return 'It does not say which program it is.'
  const name = programs.exec(visit.agent.slice(0, 500))?.[0]
  if (name !== undefined) return `It calls itself a program ("${name}").`
  if (visit.age === null) return 'The email has not left yet.'
  if (visit.age < filter.seconds * 1000) return `It came within ${filter.seconds} s of the email's leaving.`
  return null
}
