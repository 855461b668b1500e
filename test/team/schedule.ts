/**
 * Whole teams through whatever order of things: what people and Cadenza do on 2 to 5 computers, files between them late, lost
 * and repeated, copies put back, clones, clocks that differ by up to a day. Each run has a number, by which it is repeated.
 */

import { holdPath } from '../../src/main/store/holds.ts'
import type { Store } from '../../src/main/store/open.ts'
import { codecs } from '../../src/main/store/shared-codecs/index.ts'
import { canonical, sharedKinds } from '../../src/shared/domain/shared-change.ts'
import { isNote } from '../../src/shared/domain/shared-fold.ts'
import { notAsAnew } from './anew.ts'
import { byHand } from './by-hand.ts'
import { type Deeds, deeds, isShutOut } from './deeds.ts'
import { anyOf, cloneOf, fileOf, keepCopy, lift, meetAll, reopen, takeFile } from './files.ts'
import { type Breach, type Computer, Fleet } from './fleet.ts'
import { type Draw, decideAll } from './leaving.ts'

const HOUR = 3_600_000

function drawing(seed: number): Draw {
  let x = (seed + 1) * 0x9e3779b9
  return (n) => {
    x = (x + 0x6d2b79f5) | 0
    let t = Math.imul(x ^ (x >>> 15), 1 | x)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

function someDeed(deeds: Deeds, draw: Draw) {
  let left = draw(deeds.reduce((sum, [weight]) => sum + weight, 0))
  for (const one of deeds) {
    left -= one[0]
    if (left < 0) return one
  }
  throw new Error('weights that add up to less than their sum')
}

/** What others say of an email waits where somebody has yet to say whether it left: at the end nobody has. */
const inDoubtHere = `(r.kind = 'send' AND EXISTS (SELECT 1 FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
  WHERE s.state = 'unsure' AND e.public_id = r.fields ->> 'enrollment' AND s.step = r.fields ->> 'step'))`

/** What everybody has to agree on, by names that are the same everywhere: "what kind id" → what is true of it. */
function digest({ store }: Computer): Map<string, string> {
  const told = new Map<string, string>()
  const rows = store.all<
    Record<'kind' | 'id' | 'fields' | 'clock' | 'clocks', string> & { gone: string | null; waits: number }
  >(
    `SELECT kind, public_id AS id, fields, clock, clocks, gone, waits AND NOT ${inDoubtHere} AS waits
     FROM shared_rows r ORDER BY kind, public_id`,
  )
  for (const { kind, id, gone, waits, clock, ...row } of rows) {
    const [fields, clocks] = [JSON.parse(row.fields), JSON.parse(row.clocks ?? '{}')] as [
      Record<string, unknown>,
      Record<string, string>,
    ]
    // what the fold notes for itself has no clock of its own
    const at = (field: string) => (isNote(field) ? '' : (clocks[field] ?? clock))
    const folded = Object.entries(fields).map(([field, value]) => [field, value, at(field)])
    told.set(`fold ${kind} ${id}`, canonical({ folded: folded.sort(), gone, waits }))
  }
  for (const kind of sharedKinds) {
    const codec = codecs[kind]
    const ids = codec ? store.all<{ id: number }>(`SELECT id FROM ${codec.table}`) : []
    for (const row of ids.flatMap(({ id }) => codec?.read(store, id) ?? [])) {
      // what was withdrawn is told by its home alone
      if (row.gone || row.fields.state === 'withdrawn') continue
      // an engagement that has gone may still name it: a leftover, of a sequence that nobody sees
      if (kind === 'sequence_version' && isLost(store, row.fields.sequence)) continue
      told.set(`table ${kind} ${row.id}`, canonical(row.fields))
    }
  }
  return told
}

const isLost = (store: Store, sequence: unknown): boolean =>
  store.get('SELECT 1 FROM sequences WHERE public_id = ? AND deleted = 1', sequence) !== undefined

/** Names of emails in doubt on one of them: its table says that, whatever the others were told. */
const doubted = (...some: Computer[]): Set<string> =>
  new Set(
    some.flatMap(({ store }) =>
      store
        .all<{ id: string }>(`SELECT public_id AS id FROM shared_rows r WHERE ${inDoubtHere}`)
        .map(({ id }) => `table send ${id}`),
    ),
  )

/** Where they don't agree. */
function apart(a: Computer, b: Computer): string[] {
  const [here, there, open] = [digest(a), digest(b), doubted(a, b)]
  const names = [...new Set([...here.keys(), ...there.keys()])].filter(
    (name) => here.get(name) !== there.get(name) && !open.has(name),
  )
  return names.map((name) => `${name}: ${a.name} ${here.get(name)} | ${b.name} ${there.get(name)}`)
}

/** Who asked for no more mail from outside. */
const askedFor = ({ store }: Computer): string[] =>
  store
    .all<{ value: string }>(`SELECT value FROM suppressions WHERE source <> 'hand' AND deleted = 0 ORDER BY value`)
    .map(({ value }) => value)

async function heldHaveWords({ client, name }: Computer): Promise<void> {
  const { rows } = await client.sends.list({ limit: 200 } as never)
  const mute = rows.filter((row) => row.held && !row.why_short?.trim())
  if (mute.length > 0) throw new Error(`${name} holds emails without a word: ${JSON.stringify(mute[0])}`)
}

export interface Told {
  left: number
  twice: number
}

interface Scene {
  fleet: Fleet
  clones: Computer[]
  draw: Draw
  say: (line: string) => void
  /** What people and Cadenza do. */
  deeds: Deeds
}

/** One thing that happens somewhere. */
async function step(scene: Scene): Promise<void> {
  const { fleet, clones, draw, say } = scene
  fleet.now += draw(20) * 60_000
  const one = anyOf([...fleet.computers, ...clones], draw) as Computer
  const what = draw(100)
  if (what < 66) {
    const [, name, deed] = someDeed(scene.deeds, draw)
    say(`${one.name} ${name}`)
    await deed(fleet, one, draw)
  } else if (what < 87) await exchanging(scene, one, what)
  else if (what < 90) keepCopy(one)
  else if (what < 95) await opening(scene, one, what)
  else if (what < 98) {
    if (!one.isClone) await lift(one)
  } else fleet.now += draw(300) * HOUR
}

async function exchanging({ fleet, draw, say }: Scene, one: Computer, what: number): Promise<void> {
  const { folder } = fleet
  const letter = anyOf(folder, draw)
  if (what < 75) {
    const to = anyOf(fleet.computers, draw) as Computer
    const file = one.isClone ? null : await fileOf(fleet, one, draw(3) === 0)
    say(`${one.name} writes a file for ${to.name}: ${file !== null}`)
    if (file) folder.push({ file, to })
  } else if (what < 85 && letter) {
    const { file, to } = letter
    const isPart = draw(4) === 0
    say(`${to.name} reads ${isPart ? 'a part of ' : ''}a file`)
    takeFile(fleet, to, isPart ? { ...file, chunks: file.chunks.filter((_, n) => n % 2 === 0) } : file)
    if (!isPart && draw(2)) folder.splice(folder.indexOf(letter), 1)
  } else if (letter) folder.splice(folder.indexOf(letter), 1)
}

async function opening({ fleet, clones, draw, say }: Scene, one: Computer, what: number): Promise<void> {
  const data = anyOf(one.copies, draw)
  const killed = draw(2) === 0
  if (what >= 93 && clones.length === 0) clones.push(await cloneOf(fleet, one))
  else if (what <= 91 && data && !one.isClone) await reopen(fleet, one, { data, killed })
  else if (what === 92) await reopen(fleet, one, { killed })
  say(`${one.name} is ${what <= 91 ? 'put back' : what === 92 ? 'opened anew' : 'cloned'}`)
}

/** Everybody meets everybody; what must be true then, and once nobody is in doubt about anything. */
async function ending(fleet: Fleet): Promise<Told> {
  const { computers, left } = fleet
  const asked = new Map(computers.map((one) => [one, askedFor(one)]))
  for (let twice = 0; twice < 2; twice++) {
    for (const one of computers) await lift(one)
    meetAll(fleet, computers)
  }
  await agreed(computers, asked)
  for (const one of computers) await decideAll(fleet, one)
  meetAll(fleet, computers)
  await agreed(computers, asked)
  return { left: left.length, twice: left.length - new Set(left.map((l) => `${l.enrollment} ${l.step}`)).size }
}

/** Nobody holds what isn't told, lost who asked for no more mail, or has it otherwise than the founder. */
async function agreed(computers: readonly Computer[], asked: ReadonlyMap<Computer, string[]>): Promise<void> {
  const [founder] = computers as [Computer]
  const there = computers.filter((one) => !isShutOut(one, founder))
  for (const one of there) {
    const other = notAsAnew(one)
    if (other.length > 0) throw new Error(`${one.name} holds what is not told: ${other.slice(0, 12).join('\n')}`)
  }
  const list = new Set(askedFor(founder))
  for (const one of there) {
    const lost = asked.get(one)?.filter((value) => !list.has(value)) ?? []
    if (lost.length > 0) throw new Error(`${lost.join()} may be written to again`)
    const found = apart(founder, one)
    if (found.length > 0) throw new Error(found.slice(0, 12).join('\n'))
    await heldHaveWords(one)
    const loose = one.store.all<{ id: string }>(
      `SELECT s.public_id AS id FROM sends s JOIN enrollments e ON e.id = s.enrollment_id
       WHERE s.state = 'planned' AND s.held = 0 AND e.holds -> ${holdPath} IS NOT NULL`,
    )
    if (loose.length > 0)
      throw new Error(`${one.name} would send what somebody holds: ${loose.map(({ id }) => id).join()}`)
  }
}

/** How many changes make a chunk in that run: drawn by itself, so that all else stays as it is. */
function togetherIn(seed: number): number {
  const draw = drawing(~seed)
  return 1 + draw([4, 40, 250][draw(3)] as number)
}

const all: Deeds = [...deeds, ...byHand]

export interface Run {
  lookAt?: (fleet: Fleet) => void
  breach?: Breach | null
  /** How many changes make a chunk, 1 to 250. */
  together?: number | undefined
  /** What can happen. */
  deeds?: Deeds
}

/** One run of that number. Throws where two computers come to two ends, or an email leaves twice. */
export async function schedule(
  seed: number,
  say: (line: string) => void,
  { lookAt, breach = null, together = togetherIn(seed), deeds = all }: Run = {},
): Promise<Told> {
  const draw = drawing(seed)
  const spread = [0, 1, 12, 23][draw(4)] as number
  const fleet = await Fleet.of(2 + draw(4), seed, () => (spread === 0 ? 0 : draw(spread * 60) * 60_000))
  Object.assign(fleet, { breach, together })
  say(`${together} changes a chunk`)
  const clones: Computer[] = []
  try {
    for (let i = 40 + draw(90); i > 0; i--) await step({ fleet, clones, draw, say, deeds })
    return await ending(fleet)
  } catch (error) {
    lookAt?.(fleet)
    throw error
  } finally {
    for (const clone of clones) clone.store.close()
    fleet.close()
  }
}
