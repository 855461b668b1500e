import { count } from '../words/format.ts'

export interface MeterProps {
  label: string
  /** What Cadenza used of the limit. */
  used: number
  /** What something else used of it; drawn first, in grey. */
  other?: number
  limit: number
  /** Follows the figures: "this hour". */
  unit?: string
  /** 1 to 4, the sender's lane. */
  lane?: number
  /** Said after the figures when nothing is left. */
  full?: string
}

/** Ink on a ruled line, with a stop where the limit is. */
export function Meter({ label, used, other = 0, limit, unit = '', lane, full = 'full' }: MeterProps) {
  const all = used + other
  const isFull = limit > 0 && all >= limit
  /** In percent; more than the limit allows ends at its stop. */
  const share = (n: number) => (limit > 0 ? Math.min(100, (n / limit) * 100) : 0)
  return (
    <div className={`meter ${lane === undefined ? '' : `ln-${lane}`} ${isFull ? 'full' : ''}`}>
      <div className="txt">
        <span className="dim">{label}</span>
        <span>
          <b>{count(all)}</b> of {count(limit)} {unit}
          {isFull && <span className="faint"> · {full}</span>}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> can't be drawn with two inks and a stop mark */}
      <div
        className="bar"
        role="meter"
        aria-valuenow={Math.min(all, limit)}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuetext={`${count(all)} of ${count(limit)} ${unit}`}
        aria-label={label}
      >
        {other > 0 && <span className="fill other" style={{ width: `${share(other)}%` }} />}
        <span className="fill" style={{ left: `${share(other)}%`, width: `${share(all) - share(other)}%` }} />
      </div>
    </div>
  )
}
