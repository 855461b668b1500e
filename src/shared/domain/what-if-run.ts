import { type Agenda, agendaOf, dueAfter, nextOpen } from './plan-agenda.ts'
import { type DayCount, dayCount } from './plan-cap.ts'
import { type Heap, heapOf, push } from './plan-heap.ts'
import type { PlanBatch, PlanStep } from './plan-shape.ts'
import { isHopeless } from './plan-wait.ts'
import { dayNumber } from './time.ts'
import type { Coarse, Group } from './what-if-groups.ts'
import { type Purse, purseOf, take } from './what-if-purse.ts'
import { emailFrom, emailsFrom } from './what-if-tasks.ts'

/** What a quick estimate is made with: contacts as numbers, in channels of one batch, sender, zone and step. */

export interface Pace {
  days: DayCount
  perHour: number
  slot: number
  hourLeft: number
  dayText: string
  hourText: string
}

/**
 * What channels of one batch, zone and step share: when they go on, when the step after is due, and where somebody who
 * rests wakes. Asked once a slot.
 */
export interface Course {
  agenda: Agenda
  nextFrom: number
  nextSlot: number
  dueFrom: number
  dueSlot: number
  /** The email that is due then. */
  dueStep: number
  restFrom: number
  restUntil: number
  /** Open slots that are passed over, and the one after them. */
  restSlots: number
  restSlot: number
}

export interface Channel {
  purse: Purse
  pace: Pace
  batch: PlanBatch
  course: Course
  group: Omit<Group, 'since' | 'contacts'>
  rank: number
  ready: number
  /** Those who are due, by when they were: slot starts and how many, from `head` on. */
  since: number[]
  counts: number[]
  head: number
  /** The slot in which it found no room, the one it looks again in, and the one it was woken in last. */
  asleep: number
  resumes: number
  woken: number
  /** Who becomes due later: slot starts in order, and how many, from `duesHead` on. */
  dueSlots: number[]
  dues: number[]
  duesHead: number
  /** The step that follows; null: none ever does. */
  following: PlanStep | null
  next: Channel | undefined
}

export interface Run {
  coarse: Coarse
  channels: Map<string, Channel>
  times: Heap<number>
  /** A channel may be there twice. */
  wakes: Map<number, Channel[]>
  /** The slot asked for last, and who wakes in it: neighbours mostly wake together. */
  wakeSlot: number
  waking: Channel[]
  agendas: Map<string, Agenda>
  courses: Map<string, Course>
  purses: Purse[]
  paces: Pace[]
  workspace: DayCount
  workspaceText: string
  days: Map<number, number>
  left: number
  looks: number
  finish: number
  first: number
}

function agendaFor(run: Run, batch: number, zone: string): Agenda {
  const key = `${batch}:${zone}`
  let agenda = run.agendas.get(key)
  if (!agenda) {
    agenda = agendaOf((run.coarse.batches[batch] as PlanBatch).calendar, zone)
    run.agendas.set(key, agenda)
  }
  return agenda
}

function courseFor(run: Run, batch: number, zone: string, step: number): Course {
  const key = `${batch}:${zone}:${step}`
  let course = run.courses.get(key)
  if (!course) {
    const agenda = agendaFor(run, batch, zone)
    course = {
      agenda,
      nextFrom: Number.NaN,
      nextSlot: 0,
      dueFrom: Number.NaN,
      dueSlot: 0,
      dueStep: 0,
      restFrom: Number.NaN,
      restUntil: 0,
      restSlots: 0,
      restSlot: 0,
    }
    run.courses.set(key, course)
  }
  return course
}

/** The open slot after `slot`. */
export function nextOf(course: Course, slot: number): number {
  if (course.nextFrom !== slot) {
    course.nextFrom = slot
    course.nextSlot = nextOpen(course.agenda, slot + 1)
  }
  return course.nextSlot
}

/** Where somebody who rests from the open slot `from` until an instant wakes: `restSlot`, after `restSlots` open ones. */
export function rest(course: Course, from: number, until: number): Course {
  if (course.restFrom === from && course.restUntil === until) return course
  let slots = 0
  let slot = from
  for (; slot < until; slot = nextOpen(course.agenda, slot + 1)) slots++
  course.restFrom = from
  course.restUntil = until
  course.restSlots = slots
  course.restSlot = slot
  return course
}

function channelFor(run: Run, group: Omit<Group, 'since' | 'contacts'>): Channel {
  const { batch, account, zone, step, hand } = group
  const key = `${batch}:${account}:${step}:${hand}:${zone}`
  let channel = run.channels.get(key)
  if (!channel) {
    const order = run.coarse.newContactsFirst && step === 1 ? 0 : 1000 - step
    const of = run.coarse.batches[batch] as PlanBatch
    channel = {
      purse: run.purses[account] as Purse,
      pace: run.paces[batch] as Pace,
      batch: of,
      course: courseFor(run, batch, zone, step),
      group,
      rank: (hand ? 0 : 1_000_000) + order,
      ready: 0,
      since: [],
      counts: [],
      head: 0,
      asleep: Number.NaN,
      resumes: Number.NEGATIVE_INFINITY,
      woken: Number.NaN,
      dueSlots: [],
      dues: [],
      duesHead: 0,
      following: isHopeless(of, step + 1) ? null : (of.steps[step] ?? null),
      next: undefined,
    }
    run.channels.set(key, channel)
  }
  return channel
}

export function wakeAt(run: Run, channel: Channel, slot: number): void {
  if (slot !== run.wakeSlot) {
    if (!Number.isFinite(slot)) return
    let waking = run.wakes.get(slot)
    if (!waking) {
      waking = []
      run.wakes.set(slot, waking)
      push(run.times, slot)
    }
    run.wakeSlot = slot
    run.waking = waking
  }
  run.waking.push(channel)
}

/** Some of a channel become due in a slot. Mostly the latest so far, or in the same slot as those. */
function dueIn({ dueSlots, dues, duesHead }: Channel, slot: number, contacts: number): void {
  let place = dueSlots.length
  while (place > duesHead && (dueSlots[place - 1] as number) > slot) place--
  if (place > duesHead && dueSlots[place - 1] === slot) dues[place - 1] = (dues[place - 1] as number) + contacts
  else if (place === dueSlots.length) {
    dueSlots.push(slot)
    dues.push(contacts)
  } else {
    dueSlots.splice(place, 0, slot)
    dues.splice(place, 0, contacts)
  }
}

/** Counts those who have become due by the slot. */
export function wake(channel: Channel, slot: number): void {
  const { dueSlots, dues, since, counts } = channel
  while (channel.duesHead < dueSlots.length && (dueSlots[channel.duesHead] as number) <= slot) {
    const contacts = dues[channel.duesHead++] as number
    channel.ready += contacts
    since.push(slot)
    counts.push(contacts)
  }
}

function putIn(run: Run, channel: Channel, slot: number, contacts: number): void {
  if (!Number.isFinite(slot)) return
  dueIn(channel, slot, contacts)
  run.left += contacts * emailsFrom(channel.batch, channel.group.step)
  wakeAt(run, channel, slot)
}

function addCount(days: DayCount, at: number, emails: number): void {
  const day = dayNumber(at, days.zone)
  days.counts.set(day, (days.counts.get(day) ?? 0) + emails)
}

export function begin(coarse: Coarse): Run {
  const run: Run = {
    coarse,
    channels: new Map(),
    times: heapOf((a, b) => a < b),
    wakes: new Map(),
    wakeSlot: Number.NaN,
    waking: [],
    agendas: new Map(),
    courses: new Map(),
    purses: coarse.accounts.map((account, index) => purseOf(account, index, coarse)),
    paces: coarse.batches.map((batch) => ({
      days: dayCount(batch.zone, batch.perDay),
      perHour: batch.perHour ?? Number.POSITIVE_INFINITY,
      slot: Number.NaN,
      hourLeft: 0,
      dayText: `${batch.perDay} contacts a day`,
      hourText: `${batch.perHour} contacts an hour`,
    })),
    workspace: dayCount(coarse.zone, coarse.workspacePerDay),
    workspaceText: `workspace: ${coarse.workspacePerDay} a day`,
    days: new Map(),
    left: 0,
    looks: 0,
    finish: Number.NEGATIVE_INFINITY,
    first: Number.POSITIVE_INFINITY,
  }
  for (const [account, hour, emails] of coarse.history) {
    const purse = run.purses[account]
    if (purse) take(purse, hour, emails)
  }
  for (const [day, emails] of coarse.sent) run.workspace.counts.set(day, emails)
  for (const [batch, hour, emails] of coarse.firsts) {
    const pace = run.paces[batch]
    if (pace) addCount(pace.days, hour, emails)
  }
  for (const { since, contacts, ...group } of coarse.groups) {
    if (coarse.accounts[group.account]?.active === false) continue
    const { step } = group
    const batch = coarse.batches[group.batch] as PlanBatch
    const agenda = agendaFor(run, group.batch, group.zone)
    if (!group.hand && isHopeless(batch, step)) continue
    const due = group.hand
      ? since
      : step === 1
        ? batch.start
        : dueAfter(agenda, batch.steps[step - 1] as PlanStep, since)
    const first = emailFrom(batch, agenda, step, nextOpen(agenda, Math.max(due, coarse.now)))
    if (!first) continue
    const hand = group.hand && first.step === step
    putIn(run, channelFor(run, { ...group, step: first.step, hand }), first.slot, contacts)
  }
  return run
}

/** Where those who got this step now are due next. */
export function follow(run: Run, channel: Channel, slot: number, contacts: number): void {
  const { course, following } = channel
  if (following === null) return
  const { group } = channel
  if (course.dueFrom !== slot) {
    course.dueFrom = slot
    const due = dueAfter(course.agenda, following, slot)
    const first = nextOpen(course.agenda, Math.max(due, slot + 1))
    const email = emailFrom(channel.batch, course.agenda, group.step + 1, first)
    course.dueStep = email?.step ?? 0
    course.dueSlot = email?.slot ?? Number.POSITIVE_INFINITY
  }
  if (!Number.isFinite(course.dueSlot)) return
  channel.next ??= channelFor(run, { ...group, step: course.dueStep, hand: false })
  dueIn(channel.next, course.dueSlot, contacts)
  wakeAt(run, channel.next, course.dueSlot)
}
