/** A small ink bar on its ruled line, with the figures beside it in words. */
export function Ink({ part, whole, words, lane }: { part: number; whole: number; words: string; lane?: number }) {
  const share = whole === 0 ? 0 : Math.min(100, (part / whole) * 100)
  return (
    <span className={`seq-mark ${lane === undefined ? '' : `ln-${lane}`} ${part >= whole && whole > 0 ? 'full' : ''}`}>
      <span className="seq-mark-line" aria-hidden>
        <span style={{ width: `${share}%` }} />
      </span>
      <span className="seq-mark-words">{words}</span>
    </span>
  )
}
