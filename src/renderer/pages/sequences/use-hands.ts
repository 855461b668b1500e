import { type FocusEvent, type RefObject, useEffect, useRef } from 'react'
import type { LineHand } from '../../parts/rich/line.tsx'
import type { RichHand } from '../../parts/rich/rich.tsx'
import { type Field, goTo, insert } from './caret.ts'
import type { DraftText } from './draft.ts'
import type { Problem } from './types.ts'
import type { Take } from './use-asked.ts'
import { isLeaving } from './use-left.ts'

export type Part = 'subject' | 'html' | 'text'
/** The part that is written in an area of plain text or source. */
export type AreaPart = Exclude<Part, 'subject'>
/** Something to put into an email. */
export type Piece = { text: string } | { html: string }

type Place = Pick<Problem, 'part' | 'line' | 'column'>
type Leader = 'subject' | 'rich' | 'page'

/** Who can lead to a part: the subject or the rich text once its code is there, or what is there at once. */
const leaderOf = (part: Problem['part'], isRich: boolean): Leader =>
  part === 'html' && isRich ? 'rich' : part === 'subject' || part === 'step' || part === 'delay' ? 'subject' : 'page'

/**
 * The parts of one email as others reach them: what is picked goes where somebody wrote last, and a place is gone to.
 *
 * @param take gives the place that the email is opened for, once, where the asker leads to it
 */
export function useHands(text: DraftText, take: Take, onLeave: (part: string) => void) {
  const rich = useRef<RichHand | null>(null)
  const subject = useRef<LineHand | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const areas: Record<AreaPart, RefObject<Field | null>> = { html: useRef<Field>(null), text: useRef<Field>(null) }
  const last = useRef<Part>('text')
  /** Asked for before the code of its part was there: it is led to then, unless somebody writes elsewhere meanwhile. */
  const early = useRef<Place | null>(null)
  const isRich = text.isHtml && text.isRich
  const wrote = (part: Part) => {
    last.current = part
    early.current = null
  }
  /** A snippet is no line: it always goes into the text. */
  const put = (piece: Piece) => {
    if (last.current === 'subject' && 'text' in piece) return subject.current?.insert(piece.text)
    if (isRich) return rich.current?.insert(piece)
    const other = areas[text.isHtml ? 'html' : 'text'].current
    const field = (last.current === 'subject' ? null : areas[last.current].current) ?? other
    if (field) insert(field, 'text' in piece ? piece.text : piece.html)
  }
  const go = (place: Place) => {
    const { part, line, column } = place
    const leader = leaderOf(part, isRich)
    if (leader !== 'page') {
      const hand = leader === 'rich' ? rich.current : subject.current
      early.current = hand ? null : place
      return hand?.goTo(line ?? 1, column ?? 1)
    }
    if (part === 'attachments') return box.current?.querySelector<HTMLElement>('.seq-attach')?.focus()
    const field = areas[part as AreaPart].current
    if (field) goTo(field, line ?? 1, column ?? 1)
  }
  const goAsked = (leader: Leader) => {
    const isMine = ({ part }: Place) => leaderOf(part, isRich) === leader
    const asked = early.current && isMine(early.current) ? early.current : take(isMine)
    if (asked) go(asked)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => goAsked('page'), [])
  const note = (part: AreaPart) => ({
    onFocus: () => wrote(part),
    onBlur: ({ target, relatedTarget }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      if (isLeaving(target.value === '', relatedTarget)) onLeave(part)
    },
  })
  return { rich, subject, box, areas, wrote, note, put, go, goAsked }
}

export type Hands = ReturnType<typeof useHands>
