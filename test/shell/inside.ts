/** A look into the stand-in, for what Electron itself gives no way to look at. */
import type * as Electron from 'electron'
import type * as Standin from '../standin/electron.ts'
import type { DesktopApp } from '../standin/screen.ts'

/** Runs in main's process, with the stand-in as main has it; Playwright knows only Electron's own names. */
export const inside = <T, A = undefined>(
  desktop: DesktopApp,
  work: (standin: typeof Standin, arg: A) => T,
  arg?: A,
): Promise<T> => desktop.evaluate(work as never as (electron: typeof Electron) => T, arg as never)
