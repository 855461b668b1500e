/** Health and Prometheus metrics of a sender host, on loopback only: a scraper on the same computer reads them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SenderHost } from '../../sender-host.ts'

type SenderCounts = ReturnType<SenderHost['counts']>
type Depth = NonNullable<Awaited<ReturnType<SenderHost['depth']>>>

/** Not heard of for so long, the queue counts as away, in ms. */
const silent = 30_000

type Sample = [labels: string, value: number]

const metric = (name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
]

/** Text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). @param depth null: not known now */
export function metricsOf(counts: SenderCounts, depth: Depth | null, now: number): string {
  const outcomes = Object.entries(counts.outcomes).map(([kind, n]): Sample => [`{outcome="${kind}"}`, n])
  const silent = Math.max(0, (now - counts.heardAt) / 1000)
  const ofQueue =
    depth === null
      ? []
      : [
          ...metric(
            'cadenza_queue_emails',
            'gauge',
            'Emails in the queue of all hosts, counted every ten to twenty seconds.',
            [
              ['{state="ready"}', depth.ready],
              ['{state="deferred"}', depth.deferred],
              ['{state="active"}', depth.active],
            ],
          ),
          ...metric('cadenza_queue_oldest_ready_seconds', 'gauge', 'How long the first that is due waits.', [
            ['', depth.oldest],
          ]),
        ]
  return [
    ...metric('cadenza_sender_emails_total', 'counter', 'Emails by what became of them, since the start.', outcomes),
    ...metric(
      'cadenza_sender_put_back_total',
      'counter',
      'Emails given back to the queue: a limit was full, or they were not for this host.',
      [['', counts.putBack]],
    ),
    ...metric('cadenza_sender_under_way', 'gauge', 'Emails in hand.', [['', counts.underWay]]),
    ...metric('cadenza_sender_queue_silent_seconds', 'gauge', 'Since the queue last answered.', [['', silent]]),
    ...ofQueue,
    ...metric('process_start_time_seconds', 'gauge', 'When this program started, since the epoch.', [
      ['', Math.round(now / 1000 - process.uptime())],
    ]),
    ...metric('process_resident_memory_bytes', 'gauge', 'Memory of this program.', [['', process.memoryUsage.rss()]]),
    '',
  ].join('\n')
}

export interface Metrics {
  port: number
  close(): Promise<void>
}

/** `GET /health`: 200 while the queue answers, else 503. `GET /metrics`. Nothing else, and for nobody who asks under another name. */
export async function serveMetrics(
  host: Pick<SenderHost, 'counts' | 'depth'>,
  port: number,
  now: () => number,
): Promise<Metrics> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 }, async (req, res) => {
    const bound = (server.address() as AddressInfo).port
    const answer = (status: number, type: string, text: string) =>
      res
        .writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
        .end(text)
    const asked = [`127.0.0.1:${bound}`, `localhost:${bound}`]
    if (!asked.includes(req.headers.host ?? '') || req.headers.origin !== undefined)
      return answer(421, 'text/plain', 'Ask this computer by its own address.\n')
    if (req.method !== 'GET') return answer(405, 'text/plain', 'GET only.\n')
    const counts = host.counts()
    if (req.url === '/metrics')
      return answer(200, 'text/plain; version=0.0.4; charset=utf-8', metricsOf(counts, await host.depth(), now()))
    if (req.url !== '/health') return answer(404, 'text/plain', '/health or /metrics\n')
    const isWell = counts.trouble === null && now() - counts.heardAt < silent
    return answer(
      isWell ? 200 : 503,
      'application/json',
      `${JSON.stringify({ ok: isWell, trouble: counts.trouble })}\n`,
    )
  })
  server.maxConnections = 16
  await new Promise<void>((ready, failed) => {
    server.once('error', failed).listen({ port, host: '127.0.0.1', exclusive: true }, ready)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
