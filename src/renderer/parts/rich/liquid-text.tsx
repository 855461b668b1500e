import { chipLabel, variableOf } from './document.ts'
import { piecesOf } from './line-text.ts'
import './chip.css'

/** A line that is only shown: its Liquid as chips. */
export function LiquidText({ text }: { text: string }) {
  let at = 0
  return (
    <>
      {piecesOf(text).map((piece) => {
        at += piece.text.length
        if (!piece.isLiquid) return <span key={at}>{piece.text}</span>
        return (
          <span key={at} className={`seq-chip still ${variableOf(piece.text) ? '' : 'rule'}`} title={piece.text}>
            {chipLabel(piece.text)}
          </span>
        )
      })}
    </>
  )
}
