import { type Io, painter } from './io.ts'

export interface Progress {
  /** `total` 0 = unknown. `note` stands behind the bar; without one, `done` does. */
  show(done: number, total: number, note?: string): void
  /** Removes the bar; what is printed next stands on a clean line. */
  end(): void
}

const cells = 28
/** ms between two drawings: more is lost on people and slows long work down. */
const pace = 80

/** A bar on standard error while long work runs; silent where nobody watches. */
export function createProgress(io: Io, label: string): Progress {
  if (!io.stderr.isTTY) return { show() {}, end() {} }
  const paint = painter(io, 'stderr')
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawn = false
  return {
    show(done, total, note = '') {
      const now = io.clock.now()
      if (now - drawnAt < pace && done < total) return
      drawnAt = now
      drawn = true
      const part = total > 0 ? Math.min(1, done / total) : 0
      const full = Math.round(part * cells)
      const bar =
        total > 0 ? `${'█'.repeat(full)}${paint('dim', '░'.repeat(cells - full))} ${Math.floor(part * 100)} %` : ''
      io.stderr.write(`\r\u001b[2K${label} ${bar} ${note || done.toLocaleString('en-GB')}`)
    },
    end() {
      if (drawn) io.stderr.write('\r\u001b[2K')
      drawn = false
    },
  }
}
