import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/shared/domain/time.ts'
import { type MailServers, startMailServers } from '../servers/mail-servers.ts'
import { waitFor } from '../servers/wait.ts'
import { letter } from '../work/returned.ts'
import { addMailbox, courses, isPlanned, letLeave, mailOf, planned, states } from './between.ts'
import { type Computer, type Computers, computersAt } from './computers.ts'

/**
 * Two people of two domains, two computers, no server of ours: they meet by an invitation and a folder, and one sends for the
 * other, which they agree on by letters. All of it by the command line of processes that run, through a real Postfix and Dovecot.
 */

// the servers stamp what they take in with the time of the day, so the story happens now
const nine = Math.ceil((Date.now() + 2 * HOUR) / HOUR) * HOUR
/** Much of it is starting processes, which a busy machine does slowly. */
const patience = 150_000
const alice = 'alice@acme.test'
const dave = 'dave@customer.test'
const erin = 'erin@acme.test'
const at = (name: string) => `carol+${name}@customer.test`

let servers: MailServers
let team: Computers
let here: { servers: MailServers; team: Computers }
let mail: ReturnType<typeof mailOf>
let ana: Computer
let ben: Computer
beforeAll(async () => {
  team = computersAt(nine - 90 * MINUTE)
  ;[servers, ana, ben] = await Promise.all([startMailServers(), team.start('Ana', alice), team.start('Ben', dave)])
  here = { servers, team }
  mail = mailOf(servers)
})
afterAll(async () => {
  await team?.stop()
  await servers?.stop()
})
const file = (name: string) => join(team.folder, name)

const steps = [
  { subject: 'Hello {{ first_name }}', text: 'Shall we talk?' },
  { subject: '', text: 'Once more', delay: { days: 1 } },
]
const always = ['--window', 'daily 00:00-24:00', '--zone', 'UTC']
const local = (time: number) => new Date(time).toISOString().slice(0, 16)
const contacts = (...names: string[]) => names.flatMap((name) => ['--contact', at(name)])

/** Copies are put into the Sent folder when the server has had some minutes to do it. */
async function areFiled(user: string, count: number) {
  await team.goTo(team.now() + 6 * MINUTE)
  await team.until(
    `${count} copies`,
    async () => (await mail.idsIn(user)).length >= count,
    () => mail.read(user, 'Sent'),
  )
}

const words = (text: string): string => /([a-z]+(?: [a-z]+){5})\s*$/m.exec(text)?.[1] ?? ''

/** Invites, joins and admits, words compared both ways. */
async function joins(who: Computer, address: string) {
  const [invitation, answer] = [file(`${who.name}.invitation`), file(`${who.name}.answer`)]
  const inviting = await ana.run('invite', address, '--out', invitation)
  expect(await who.run('join', invitation)).toContain(words(inviting))
  const joined = await who.run('join', invitation, '--yes', '--name', `${who.name}s desk`, '--out', answer)
  expect(await ana.run('admit', answer)).toContain(words(joined))
  await ana.run('admit', answer, '--words', words(joined))
}

it('two computers become a team, by a file that is handed over', {
  timeout: patience,
}, async () => {
  for (const each of [ana, ben])
    await each.client.workspace.update({ windows: ['mon-sun 00:00-24:00'], holidays: null })
  await Promise.all([addMailbox(here, ana, alice), addMailbox(here, ben, dave)])
  const list = ['email,first_name', ...['one', 'two', 'three', 'four', 'five'].map((name) => `${at(name)},Carol`)]
  writeFileSync(file('list.csv'), `${list.join('\n')}\n`)
  await ben.run('import', file('list.csv'))

  await ana.run('devices', 'begin', "Ana's desk")
  await ana.run('seats', 'add', 'Ben', dave)
  for (const seat of [alice, dave]) await ana.run('seats', 'set', seat, '--delegates')
  await joins(ben, dave)
  await ana.run('workspace', 'export', file('by-hand.cadenza'))
  expect(await ben.run('workspace', 'compare', file('by-hand.cadenza'))).toContain('Importing it would bring')
  await ben.run('workspace', 'import', file('by-hand.cadenza'))
  // each is known to be another's computer, and only its own home may send
  expect(await ben.run('accounts', 'home', alice)).toContain('Ana')
})

const letterAt = async (computer: Computer) => (await computer.client.delegations.received())[0]
const permissions = async (computer: Computer) =>
  (await computer.client.delegations.list({})).rows.map(({ origin, state }) => `${origin} ${state}`)

it('a permission across domains goes by letter: the other inbox knows it, and nothing follows before somebody says so', {
  timeout: patience,
}, async () => {
  expect(await ana.run('delegation', 'grant', dave)).toContain('Ben for Ana: pending')
  const asked = await team.until('her letter', () => letterAt(ben))
  expect([asked.purpose, asked.from.address, await permissions(ben)]).toEqual(['grant', alice, []])
  expect((await ben.client.incoming.list({})).rows).toEqual([])
  expect(await ben.run('delegation', 'received')).toContain(asked.public_id)
  expect(await ben.run('delegation', 'read', asked.public_id)).toContain('Ana wants to let you send for them')
  expect(await permissions(ben)).toEqual([])
  const accepting = ['delegation', 'read', asked.public_id, '--accept']
  expect(await ben.run(...accepting)).toContain('It counts as soon as their computer has it.')

  const answer = await team.until('his answer', () => letterAt(ana))
  expect([answer.purpose, answer.from.address, await permissions(ana)]).toEqual(['accepted', dave, ['grant pending']])
  writeFileSync(file('answer.letter'), answer.text)
  expect(await ana.run('delegation', 'read', file('answer.letter'), '--note')).toContain('Ben can send for Ana.')
  expect(await permissions(ana)).toEqual(['grant active'])
  expect(await ana.refused('delegation', 'read', file('answer.letter'), '--note')).toContain('used already')
})

let sequence: string
it('Ben writes from her mailbox: her computer sends, once, and her Sent folder has it', {
  timeout: patience,
}, async () => {
  expect(await ben.refused('engage', 'Hello', '--sender', alice, '--yes')).toContain('Hello')
  sequence = 'From Ben'
  writeFileSync(file('sequence.json'), JSON.stringify({ name: sequence, steps }))
  await ben.run('sequences', 'add', file('sequence.json'))
  const engaging = ['engage', sequence, '--sender', alice, ...always, '--start', local(nine), '--yes']
  expect(await ben.refused(...engaging, ...contacts('one', 'two', 'three'))).toContain('Ask for permission')
  mkdirSync(file('shared'))
  for (const each of [ana, ben]) await each.run('workspace', 'folder', file('shared'))
  await team.until('Ana to know what Ben had', async () => (await ana.client.contacts.list({})).rows.length === 5)
  for (const each of [ana, ben]) {
    const accounts = (await each.client.accounts.list()).map(({ from_email }) => from_email)
    expect(accounts).toEqual(expect.arrayContaining([alice, dave]))
    expect((await each.client.exchange.notes({})).rows).toEqual([])
  }
  await team.until('Ben to have it', async () => (await ben.client.delegations.list({})).rows[0]?.live)
  expect(await ben.run(...engaging, ...contacts('one', 'two', 'three'))).toContain('Engaged 3 contacts')

  await team.until(
    'Ana to plan it',
    () => isPlanned(ana, sequence, 6),
    async () =>
      (await ana.client.sends.list({ sequence })).rows.map((r) => [
        r.contact,
        r.step,
        r.state,
        r.at,
        r.slot,
        r.why,
        r.computer,
      ]),
  )
  expect((await ben.client.sends.list({ sequence })).rows.map(({ computer }) => computer)).toEqual(
    Array.from({ length: 6 }, () => expect.stringContaining("Ana's desk")),
  )
  await letLeave(team, ana, sequence, nine + HOUR)
  await waitFor('three to arrive', async () => (await mail.arrived(alice)).length === 3)
  await areFiled(alice, 3)
})

it('an answer stops it on her computer, and his shows it; the others get the next email in the same thread', {
  timeout: patience,
}, async () => {
  const first = new Map((await mail.arrived(alice)).map((one) => [one.to, one]))
  expect([...first.keys()].sort()).toEqual(['one', 'three', 'two'].map(at))
  const answers = [first.get(at('one'))?.id ?? '']
  await mail.hand(letter({ from: at('one'), to: alice, text: 'Yes, call me.', answers }), alice)
  await waitFor('her computer to hear of it', async () => (await courses(ana, sequence)).one === 'replied')
  await team.until('his to be told', async () => (await courses(ben, sequence)).one === 'replied')

  await letLeave(team, ana, sequence, nine + DAY + 2 * HOUR)
  await waitFor('two more to arrive', async () => (await mail.arrived(alice)).length === 5)
  const all = await mail.arrived(alice)
  const second = all.filter(({ id, to }) => first.get(to)?.id !== id)
  expect(second.map(({ to, answers, subject }) => [to, answers, subject]).sort()).toEqual(
    [at('three'), at('two')].map((to) => [to, first.get(to)?.id, 'Re: Hello Carol']),
  )
  const ids = all.map(({ id }) => id).sort()
  await areFiled(alice, 5)
  expect([await mail.idsIn(alice), await mail.idsIn(dave), await mail.arrived(dave)]).toEqual([ids, [], []])
  const told = ['one 1: sent', 'one 2: withdrawn', 'three 1: sent', 'three 2: sent', 'two 1: sent', 'two 2: sent']
  expect(await states(ana, sequence)).toEqual(told)
  await team.until(
    'his to be told',
    async () => (await states(ben, sequence)).join() === told.join(),
    () => states(ben, sequence),
  )
})

it('revoked, what was planned is withdrawn, and he can engage nobody from her mailbox', {
  timeout: patience,
}, async () => {
  const start = local(Math.ceil((team.now() + 3 * HOUR) / HOUR) * HOUR)
  const engaging = ['engage', sequence, '--sender', alice, ...always, '--start', start, '--yes']
  await ben.run(...engaging, ...contacts('four'))
  await team.until('Ana to plan it', () => isPlanned(ana, sequence, 2))
  expect(await ana.run('delegation', 'planned', dave)).toContain(at('four'))
  for (const [verb, done] of [
    ['hold', 'held'],
    ['release', 'released'],
  ] as const)
    expect(await ana.run('delegation', verb, dave, '--all')).toContain(`2 of 2 planned emails ${done}.`)
  expect(await ana.run('delegation', 'revoke', dave)).toContain('revoked')
  const withdrawn = ['four 1: withdrawn', 'four 2: withdrawn']
  expect((await states(ana, sequence)).slice(0, 2)).toEqual(withdrawn)
  await team.until(
    'Ben to see it',
    async () => (await states(ben, sequence)).slice(0, 2).join() === withdrawn.join(),
    () => states(ben, sequence),
  )
  expect((await courses(ben, sequence)).four).toBe((await courses(ana, sequence)).four)
  expect((await ben.client.delegations.list({})).rows.map(({ state }) => state)).toEqual(['revoked'])
  expect(await ben.refused(...engaging, ...contacts('five'))).toContain(
    `${alice} belongs to Ana. Ask for permission to send for them.`,
  )
})

it("a computer that is trusted with a mailbox's password sends a half of what it may, and files it in its folder", {
  timeout: patience,
}, async () => {
  await addMailbox(here, ana, erin, '--permit', 'more', '--limit', '4/hour')
  expect(await ben.run('delegation', 'request', alice)).toContain('Ben for Ana: pending')
  const asked = await team.until('his letter', () => letterAt(ana))
  expect([asked.purpose, asked.from.address]).toEqual(['request', dave])
  expect(await ana.run('delegation', 'read', asked.public_id, '--accept')).toContain('Ben can send for Ana.')
  await ana.run('accounts', 'authorise', erin, '--to', 'Bens desk', '--percent', '50', '--yes')
  await team.until(
    'his computer to be trusted with it',
    async () => {
      const found = (await ben.client.accounts.list()).find(({ from_email }) => from_email === erin)
      return found && (await ben.client.homes.get({ public_id: found.public_id })).part === 500
    },
    async () => ben.run('accounts', 'home', erin).catch(String),
  )
  const name = 'A half'
  writeFileSync(file('half.json'), JSON.stringify({ name, steps: steps.slice(0, 1) }))
  await ben.run('sequences', 'add', file('half.json'))
  const start = Math.ceil((team.now() + 5 * MINUTE) / HOUR) * HOUR
  const names = ['two', 'three', 'four', 'five']
  await ben.run('engage', name, '--sender', erin, ...always, '--start', local(start), '--yes', ...contacts(...names))
  const hours = (await planned(ben, name)).map((time) => Math.floor((time - start) / HOUR)).sort()
  expect(hours).toEqual([0, 0, 1, 1])
  expect((await ben.client.sends.list({ sequence: name })).rows.map(({ computer }) => computer)).toEqual(
    names.map(() => null),
  )
  expect((await ben.client.accounts.list()).find((one) => one.from_email === erin)?.has_smtp_password).toBe(true)
  // whatever comes late on a busy machine leaves an hour later: no more than its half in any
  await letLeave(team, ben, name, start + 8 * HOUR)
  await waitFor('all to arrive', async () => (await mail.arrived(erin)).length === 4)
  const ids = (await mail.arrived(erin)).map(({ id }) => id).sort()
  await areFiled(erin, 4)
  expect([await mail.idsIn(erin), await mail.idsIn(dave)]).toEqual([ids, []])
  await team.until(
    'Ana to be told',
    async () => (await states(ana, name)).filter((line) => line.endsWith('sent')).length === 4,
    () => states(ana, name),
  )
})
