import { describe, expect, test } from 'vitest'
import { mayOpenOutside, routeOfArguments, routeOfLink, routeOfNote } from '../../src/main/host/desktop/links.ts'

describe('links into the program', () => {
  test.each([
    ['cadenza://open', '/'],
    ['cadenza://open/', '/'],
    ['cadenza://open/outbox?state=unsure', '/outbox?state=unsure'],
    ['CADENZA://OPEN/sequences/seq_1-a', '/sequences/seq_1-a'],
    ['  cadenza://open/calendar\n', '/calendar'],
    ['cadenza://open//calendar//week', '/calendar/week'],
    // to be reviewed by a person before anything is done with it
    ['cadenza://join#eyJmb3JtYXQi_-9', '/join?text=cadenza%3A%2F%2Fjoin%23eyJmb3JtYXQi_-9'],
    ['Cadenza://Admit/#abc', '/admit?text=Cadenza%3A%2F%2FAdmit%2F%23abc'],
  ])('%s shows %s', (link, route) => expect(routeOfLink(link)).toBe(route))

  test.each([
    'cadenza://pause',
    'cadenza://opener/outbox',
    'cadenza://open/../../etc/passwd',
    'cadenza://open/outbox#code=stolen',
    'cadenza://join',
    'cadenza://join?x#abc',
    'cadenza://constructor#abc',
    `cadenza://join#${'a'.repeat(40_000)}`,
    'cadenza://open/"><script>',
    'cadenza://open/a b',
    'cadenza://anna:secret@open/outbox',
    'https://open/outbox',
    'javascript:alert(1)',
    '',
    `cadenza://open/${'a'.repeat(600)}`,
  ])('%s shows nothing', (link) => expect(routeOfLink(link)).toBeNull())

  test('the first good link among arguments counts', () => {
    expect(routeOfArguments(['/opt/cadenza', '--hidden', 'cadenza://pause', 'cadenza://open/contacts'])).toBe(
      '/contacts',
    )
    expect(routeOfArguments(['/opt/cadenza', '/outbox'])).toBeNull()
  })
})

test.each([
  ['unsure', 'abc1', '/outbox?state=unsure&open=abc1'],
  ['unsure', undefined, '/outbox?state=unsure'],
  ['account_error', undefined, '/mailboxes'],
  ['account_error', 'acc1', '/mailboxes/acc1'],
  ['domain', 'acc1', '/mailboxes/acc1'],
  ['domain', undefined, '/mailboxes'],
  ['finished', 'abc1', '/sequences/abc1?tab=report'],
  ['finished', undefined, '/sequences?show=finished'],
  ['incoming', 'msg1', '/replies?open=msg1'],
  ['incoming', undefined, '/replies?unseen=true'],
  ['disk', undefined, '/'],
] as const)('a note of kind %s about %s leads to %s', (kind, about, route) =>
  expect(routeOfNote({ kind, ...(about ? { about } : {}) })).toBe(route),
)

test.each([
  ['https://docs.example/a?b#c', true],
  ['mailto:anna@example.com?subject=Hi', false],
  ['http://docs.example/', true],
  ['http://bank.example@evil.example/', false],
  ['smb://host/share', false],
  ['https://anna:secret@example.com/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['ms-msdt:/id', false],
  ['//example.com', false],
  ['', false],
])('%s may be handed to the system: %s', (address, may) => expect(mayOpenOutside(address)).toBe(may))
