/**
 * Computers of their own for sender hosts, on this one: Linux network namespaces, each with a cable to the database and one to
 * the mail server, of which either can be pulled. Needs root, and Linux.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'

export interface Network {
  /** Where the database and the mail server must listen for the hosts to reach them. */
  database: string
  mail: string
  /** What a program of the i-th host is started with. */
  command(i: number): string[]
  /** Nothing passes between the i-th host and the database any more; neither side is told. */
  cut(i: number): void
  mend(i: number): void
  remove(): void
}

/** Can it be laid here? */
export const canLay = (): boolean =>
  process.platform === 'linux' && userInfo().uid === 0 && spawnSync('ip', ['netns', 'list']).status === 0

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })

let networks = 0

export function layNetwork(hosts: number): Network {
  const nth = networks++
  const net = `10.${100 + ((process.pid + nth) % 100)}`
  // no interface has a name of more than 15 letters
  const name = (kind: string, i: number) => `cad${process.pid % 100_000}${nth}${kind}${i}`
  const database = `${net}.255.1`
  const mail = `${net}.255.2`
  const laid: (() => void)[] = []
  const lay = (add: string[], remove: string[]) => {
    ip(...add)
    laid.push(() => void spawnSync('ip', remove))
  }
  for (const address of [database, mail])
    lay(['addr', 'add', `${address}/32`, 'dev', 'lo'], ['addr', 'del', `${address}/32`, 'dev', 'lo'])
  for (let i = 0; i < hosts; i++) {
    const space = name('n', i)
    lay(['netns', 'add', space], ['netns', 'del', space])
    ip('-n', space, 'link', 'set', 'lo', 'up')
    for (const [kind, block, goal] of [
      ['d', 2 * i, database],
      ['m', 2 * i + 1, mail],
    ] as const) {
      const [ours, theirs] = [name(kind, i), name(`${kind}t`, i)]
      ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs, 'netns', space)
      ip('addr', 'add', `${net}.${block}.1/30`, 'dev', ours)
      ip('link', 'set', ours, 'up')
      ip('-n', space, 'addr', 'add', `${net}.${block}.2/30`, 'dev', theirs)
      ip('-n', space, 'link', 'set', theirs, 'up')
      ip('-n', space, 'route', 'add', goal, 'via', `${net}.${block}.1`)
    }
  }
  return {
    database,
    mail,
    command: (i) => ['ip', 'netns', 'exec', name('n', i)],
    cut: (i) => void ip('link', 'set', name('d', i), 'down'),
    mend: (i) => void ip('link', 'set', name('d', i), 'up'),
    remove() {
      for (const take of laid.reverse()) take()
    },
  }
}
