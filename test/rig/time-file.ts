/** The time of a campaign in a file: whoever is started on it goes on from there, and servers of the rig can read it too. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'

/** ms since the epoch. */
export function readTime(file: string): number {
  const bytes = Buffer.alloc(8)
  const open = openSync(file, 'r')
  readSync(open, bytes, 0, 8, 0)
  closeSync(open)
  return bytes.readDoubleLE()
}

export function writeTime(file: string, now: number): void {
  const open = openSync(file, 'a')
  closeSync(open)
  const place = openSync(file, 'r+')
  keepTime(place, now)
  closeSync(place)
}

/** @param place an open file */
export function keepTime(place: number, now: number): void {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(now)
  writeSync(place, bytes, 0, 8, 0)
}
