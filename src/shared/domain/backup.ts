/** Which backups there are, and which automatic ones are kept. */
import { DAY } from './time.ts'

export const backupKinds = ['automatic', 'by_hand', 'before_migration', 'before_restore'] as const
export type BackupKind = (typeof backupKinds)[number]

/** How many automatic ones are kept: the newest of so many days, and of so many weeks. */
export const keptDays = 7
export const keptWeeks = 4
/** How old the newest automatic one may be. */
export const backupEvery = DAY

/** 1970 began on a Thursday; weeks begin on Mondays. */
const weekOf = (at: number): number => Math.floor((Math.floor(at / DAY) + 3) / 7)

/** Of automatic backups made at these instants (ms): those to keep. Days and weeks of UTC. */
export function keptBackups(made: readonly number[]): Set<number> {
  const newestFirst = [...made].sort((a, b) => b - a)
  const newestOf = (nameOf: (at: number) => number, most: number): number[] => {
    const seen = new Map<number, number>()
    for (const at of newestFirst) if (!seen.has(nameOf(at))) seen.set(nameOf(at), at)
    return [...seen.values()].slice(0, most)
  }
  return new Set([...newestOf((at) => Math.floor(at / DAY), keptDays), ...newestOf(weekOf, keptWeeks)])
}

/** When the next automatic one is due, by those made so far; a clock that was ahead does not keep it away for ever. */
export function nextBackup(made: readonly number[], now: number): number {
  const last = made.filter((at) => at <= now).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return Number.isFinite(last) ? Math.max(now, last + backupEvery) : now
}
