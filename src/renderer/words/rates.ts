/** The words of how much mail came back or was reported as spam. */
const hundredth = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })
const share = { format: (rate: number) => `${hundredth.format(rate * 100)}\u00a0%` }
const whole = new Intl.NumberFormat('en-GB')

export const rates = {
  title: 'What came back',
  titleOf: (domain: string) => `What came back of ${domain}`,
  label: 'Emails that came back or were reported as spam',
  window: { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days' },
  when: 'Time',
  sends: 'Emails',
  bounces: 'Came back',
  complaints: 'Reported as spam',
  count: (n: number) => whole.format(n),
  rate: (rate: number) => share.format(rate),
  few: '–',
  level: { few: '', fine: '', warning: 'high', pause: 'too high' },
  rule: (bounce: [number, number], complaint: [number, number], least: number) =>
    `Came back: high from ${share.format(bounce[0])}, paused from ${share.format(bounce[1])}. Reported as spam: high from ${share.format(complaint[0])}, paused from ${share.format(complaint[1])}. A rate needs ${least} emails.`,
  since: (when: string) => `Counted from ${when}, when a person last let it send.`,
  failed: 'what came back',
} as const
