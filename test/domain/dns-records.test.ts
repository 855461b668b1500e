import { describe, expect, it } from 'vitest'
import {
  type Finding,
  isKeyShown,
  judgeDkim,
  judgeDmarc,
  judgeMx,
  judgeSpf,
  judgeTracking,
  overall,
  type SpfReading,
} from '../../src/shared/domain/dns-records.ts'
import { joinSpf, parseSpf } from '../../src/shared/domain/spf.ts'

const of = ({ state, add }: Finding) => [state, add?.value ?? null, add?.replaces ?? null]
const google = { host: 'smtp.gmail.com', term: 'include:_spf.google.com', permitted: false }
const own = { host: 'smtp.acme.test', term: null, permitted: false }
const spf = (records: string[], more: Partial<SpfReading> = {}): Finding =>
  judgeSpf('acme.test', { records, lookups: 1, broken: [], servers: [], ...more })

describe('reading an SPF record', () => {
  it('tells terms, redirect and nonsense apart', () => {
    expect(
      parseSpf('v=spf1 ip4:192.0.2.0/24 A:Mail.acme.test/28 -include:x.test mx ?all redirect=_spf.test oops ip4'),
    ).toEqual({
      terms: [
        { qualifier: '+', name: 'ip4', value: '192.0.2.0/24' },
        { qualifier: '+', name: 'a', value: 'mail.acme.test/28' },
        { qualifier: '-', name: 'include', value: 'x.test' },
        { qualifier: '+', name: 'mx', value: '' },
        { qualifier: '?', name: 'all', value: '' },
      ],
      redirect: '_spf.test',
      unreadable: ['oops', 'ip4'],
    })
  })

  it('joins several without doubles, and keeps how the first ends', () => {
    expect(joinSpf(['v=spf1 mx include:a.test -all', 'v=spf1 Include:A.test ip4:192.0.2.1 ~all'], ['a:b.test'])).toBe(
      'v=spf1 mx include:a.test ip4:192.0.2.1 a:b.test -all',
    )
  })
})

describe('judging SPF', () => {
  it.each<[string, Finding, unknown[]]>([
    ['none, unknown servers', spf([]), ['missing', 'v=spf1 mx ~all', false]],
    [
      'none, a known provider',
      spf([], { servers: [google] }),
      ['missing', 'v=spf1 include:_spf.google.com ~all', false],
    ],
    [
      'one that permits all of them',
      spf(['v=spf1 mx -all'], { servers: [{ ...own, permitted: true }] }),
      ['ok', null, null],
    ],
    [
      'one that lacks the server',
      spf(['v=spf1 mx -all'], { servers: [own, google] }),
      ['warning', 'v=spf1 mx a:smtp.acme.test include:_spf.google.com -all', true],
    ],
    ['two', spf(['v=spf1 mx -all', 'v=spf1 a ~all']), ['wrong', 'v=spf1 mx a -all', true]],
    ['eleven look-ups', spf(['v=spf1 mx -all'], { lookups: 11 }), ['wrong', null, null]],
    ['ten look-ups', spf(['v=spf1 mx -all'], { lookups: 10 }), ['ok', null, null]],
    ['everybody', spf(['v=spf1 mx +all']), ['wrong', 'v=spf1 mx ~all', true]],
    ['everybody, short', spf(['v=spf1 all']), ['wrong', 'v=spf1 ~all', true]],
    ['no end', spf(['v=spf1 mx']), ['warning', 'v=spf1 mx ~all', true]],
    ['a redirect', spf(['v=spf1 redirect=_spf.acme.test']), ['ok', null, null]],
    ['nonsense', spf(['v=spf1 mx ipv4:192.0.2.1 -all']), ['wrong', null, null]],
    ['a broken include', spf(['v=spf1 include:gone.test -all'], { broken: ['gone.test'] }), ['wrong', null, null]],
  ])('%s', (_, finding, expected) => expect(of(finding)).toEqual(expected))

  it('says what is wrong and never leaves a finding without a sentence', () => {
    expect(spf(['v=spf1 mx -all'], { lookups: 12 }).says).toBe(
      'Receivers would need 12 look-ups to read it, and stop at 10. Take out what no mail leaves through.',
    )
    expect(spf(['v=spf1 mx -all'], { servers: [own] }).says).toBe(
      "It doesn't name smtp.acme.test, which mail from acme.test leaves through.",
    )
  })
})

describe('judging DKIM', () => {
  const key = { selector: 'cadenza', value: 'v=DKIM1; k=rsa; p=AAAABBBB' }
  it.each<[string, string[], string, boolean]>([
    ['nothing', [], 'missing', false],
    ['the same, spaced and ordered otherwise', ['k=rsa; v=DKIM1; p=AAAA BBBB;'], 'ok', true],
    ['the same without k, which means rsa', ['v=DKIM1; p=AAAABBBB'], 'ok', true],
    ['a trial', ['v=DKIM1; t=s:y; p=AAAABBBB'], 'warning', true],
    ['another key', ['v=DKIM1; k=rsa; p=CCCC'], 'wrong', false],
    ['another kind of key', ['v=DKIM1; k=ed25519; p=AAAABBBB'], 'wrong', false],
    ['a withdrawn key', ['v=DKIM1; p='], 'wrong', false],
    ['two', ['v=DKIM1; p=AAAABBBB', 'v=DKIM1; p=CCCC'], 'wrong', false],
  ])('%s', (_, records, state, shown) => {
    const finding = judgeDkim('acme.test', key, records)
    expect([finding.state, isKeyShown(finding)]).toEqual([state, shown])
    expect(finding.add).toEqual(
      state === 'ok'
        ? null
        : { type: 'TXT', host: 'cadenza._domainkey.acme.test', value: key.value, replaces: records.length > 0 },
    )
  })

  it('is off without a key, and then nothing is signed', () => {
    const off = judgeDkim('acme.test', null, ['v=DKIM1; p=AAAA'])
    expect([off.state, isKeyShown(off), isKeyShown(undefined)]).toEqual(['off', false, false])
  })
})

describe('judging the others', () => {
  it.each<[string, Finding, string, string | null]>([
    ['no DMARC', judgeDmarc('acme.test', 'acme.test', []), 'missing', '_dmarc.acme.test'],
    ['DMARC', judgeDmarc('acme.test', 'acme.test', ['v=DMARC1; p=reject']), 'ok', null],
    [
      'DMARC of the domain above',
      judgeDmarc('news.acme.test', 'acme.test', ['v=DMARC1; p=none; sp=reject']),
      'ok',
      null,
    ],
    [
      'DMARC without a policy',
      judgeDmarc('acme.test', 'acme.test', ['v=DMARC1; rua=mailto:a@b.test']),
      'wrong',
      '_dmarc.acme.test',
    ],
    [
      'two DMARC',
      judgeDmarc('acme.test', 'acme.test', ['v=DMARC1; p=none', 'v=DMARC1; p=none']),
      'wrong',
      '_dmarc.acme.test',
    ],
    ['no MX', judgeMx('acme.test', []), 'missing', null],
    ['null MX', judgeMx('acme.test', [{ host: '', addresses: [] }]), 'wrong', null],
    ['MX without address', judgeMx('acme.test', [{ host: 'mx.test', addresses: [] }]), 'wrong', null],
    [
      'one MX of two without address',
      judgeMx('acme.test', [
        { host: 'a.test', addresses: ['192.0.2.1'] },
        { host: 'b.test', addresses: [] },
      ]),
      'warning',
      null,
    ],
    ['no tracking', judgeTracking(null, [], []), 'off', null],
    ['tracking', judgeTracking('l.acme.test', ['t.test'], ['192.0.2.1']), 'ok', null],
    ['tracking to nowhere', judgeTracking('l.acme.test', [], []), 'missing', null],
    ['tracking to a dead name', judgeTracking('l.acme.test', ['t.test'], []), 'wrong', null],
  ])('%s', (_, { state, add }, expected, host) => expect([state, add?.host ?? null]).toEqual([expected, host]))

  it('takes the policy for subdomains from above', () => {
    expect(judgeDmarc('news.acme.test', 'acme.test', ['v=DMARC1; p=none; sp=reject']).says).toBe(
      'It asks receivers to check mail from news.acme.test and, where that fails, to refuse it. It is taken from acme.test.',
    )
  })

  it('sums up by the worst', () => {
    const at = 0
    const with_ = (state: Finding['state']) => ({ state, found: [], says: '', add: null, at })
    expect(overall({})).toBe('unknown')
    expect(overall({ spf: with_('ok'), dkim: with_('off') })).toBe('ok')
    expect(overall({ spf: with_('ok'), mx: with_('warning') })).toBe('warning')
    expect(overall({ spf: with_('missing'), mx: with_('warning') })).toBe('wrong')
  })
})
