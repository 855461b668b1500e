/** Where the window was, kept in the data folder, and what becomes of it when a display is gone. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** What the shell remembers between two starts. */
export interface Remembered {
  bounds: Box | null
  maximized: boolean
  theme: 'system' | 'light' | 'dark'
  /** True once it was told that closing the window doesn't stop sending. */
  toldHidden: boolean
}

export const smallest = { width: 1024, height: 700 }
const usual = { width: 1280, height: 800 }
/** So much of the title bar must be on a display, or nobody could take hold of the window. */
const grip = { width: 100, height: 40 }

const nothing: Remembered = { bounds: null, maximized: false, theme: 'system', toldHidden: false }
const fileOf = (folder: string) => join(folder, 'desktop.json')

const isBox = (value: unknown): value is Box =>
  typeof value === 'object' &&
  value !== null &&
  ['x', 'y', 'width', 'height'].every((name) => Number.isFinite((value as Record<string, unknown>)[name]))

/** Whatever in the file is not as it should be counts as not remembered. */
export function readRemembered(folder: string): Remembered {
  try {
    const found = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Partial<Remembered>
    return {
      bounds: isBox(found.bounds) ? found.bounds : null,
      maximized: found.maximized === true,
      theme: found.theme === 'light' || found.theme === 'dark' ? found.theme : 'system',
      toldHidden: found.toldHidden === true,
    }
  } catch {
    return nothing
  }
}

/** Losing it costs a window size: a full disk is no reason to complain. */
export function writeRemembered(folder: string, state: Remembered): void {
  try {
    writeFileSync(`${fileOf(folder)}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 })
    renameSync(`${fileOf(folder)}.new`, fileOf(folder))
  } catch {
    // said above
  }
}

const overlap = (from: number, length: number, otherFrom: number, otherLength: number): number =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom)

/**
 * Where to open: where it was if its title bar can still be taken hold of on one of the displays, else in the middle of
 * the first one; never larger than the display it is on.
 *
 * @param areas what each display has beside bars and docks, the main one first
 */
export function placeWindow(bounds: Box | null, areas: readonly Box[]): Box | { width: number; height: number } {
  const on = bounds && areas.find((area) => within(bounds, area))
  if (!bounds || !on) return usualIn(areas[0])
  const width = Math.min(Math.max(bounds.width, Math.min(smallest.width, on.width)), on.width)
  const height = Math.min(Math.max(bounds.height, Math.min(smallest.height, on.height)), on.height)
  return { x: bounds.x, y: Math.max(bounds.y, on.y), width, height }
}

const within = (bounds: Box, area: Box): boolean =>
  overlap(bounds.x, bounds.width, area.x, area.width) >= grip.width &&
  overlap(bounds.y, grip.height, area.y, area.height) >= grip.height / 2

const usualIn = (area: Box | undefined) => ({
  width: Math.min(usual.width, area?.width ?? usual.width),
  height: Math.min(usual.height, area?.height ?? usual.height),
})
