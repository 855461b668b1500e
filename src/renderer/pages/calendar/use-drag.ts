/** Dragging onto a slot: what is under the pointer, and what letting go there would lead to, said before. */
import {
  type Dispatch,
  type PointerEvent as ReactPointer,
  type RefObject,
  type SetStateAction,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import type { SlotKey } from '../../parts/score/model.ts'
import { type Foreseen, foresee, type Thing } from './acts.ts'

export interface Drag {
  thing: Thing
  x: number
  y: number
  target: SlotKey | undefined
  /** Undefined while it is worked out, or where nothing is. */
  foreseen: Foreseen | undefined
}

/** So far the pointer goes before a press becomes a drag. */
const threshold = 6
/** A slot that is only crossed is not asked about. */
const rest = 140

const slotUnder = (x: number, y: number): SlotKey | undefined =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>('.score [data-slot], .staves [data-slot]')?.dataset.slot

interface Held {
  thing: Thing
  from: { x: number; y: number }
  going: AbortController | null
  timer: number
  asked: Promise<Foreseen> | null
  target: SlotKey | undefined
  dragging: boolean
  /** The consequence of letting go at `target` has been on show. */
  told: boolean
}

type SetDrag = Dispatch<SetStateAction<Drag | null>>

/** Works out what letting go there would lead to. */
function ask(now: Held, key: SlotKey, tell: SetDrag): Promise<Foreseen> {
  const going = new AbortController()
  now.going = going
  const asked = foresee(now.thing, key, going.signal)
  now.asked = asked
  asked
    .then((foreseen) => {
      if (now.asked === asked) now.told = true
      tell((before) => before && { ...before, foreseen })
    })
    .catch(() => {})
  return asked
}

/** The pointer has moved to (x, y). */
function follow(now: Held, x: number, y: number, tell: SetDrag): void {
  const target = slotUnder(x, y)
  if (target === now.target && now.dragging) {
    tell((before) => ({ thing: now.thing, target, foreseen: before?.foreseen, x, y }))
    return
  }
  now.dragging = true
  now.going?.abort()
  now.asked = null
  now.told = false
  window.clearTimeout(now.timer)
  if (target !== undefined) now.timer = window.setTimeout(() => void ask(now, target, tell).catch(() => {}), rest)
  now.target = target
  tell({ thing: now.thing, x, y, target, foreseen: undefined })
}

function useListening(
  held: RefObject<Held | null>,
  tell: SetDrag,
  drop: RefObject<(thing: Thing, key: SlotKey, foreseen: Foreseen) => void>,
  unseen: RefObject<(thing: Thing) => void>,
  end: () => void,
) {
  useEffect(() => {
    const move = (event: PointerEvent) => {
      const now = held.current
      if (!now) return
      const { clientX: x, clientY: y } = event
      if (!now.dragging && Math.hypot(x - now.from.x, y - now.from.y) < threshold) return
      event.preventDefault()
      follow(now, x, y, tell)
    }
    const up = async () => {
      const now = held.current
      if (!now) return
      const { target, thing } = now
      const { asked, told, dragging } = now
      now.going = null
      // The click that follows a drag is none.
      if (now.dragging)
        window.addEventListener('click', (event) => event.stopPropagation(), { capture: true, once: true })
      end()
      if (target === undefined || !dragging) return
      // what letting go leads to was not on show yet: the dialog says it first
      if (!told || !asked) return unseen.current(thing)
      const foreseen = await asked.catch(() => null)
      if (foreseen && !foreseen.refused) drop.current(thing, target, foreseen)
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && held.current) end()
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', key)
    return () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('keydown', key)
    }
  }, [held, tell, drop, unseen, end])
}

/**
 * @param onDrop asked to do it; `foreseen` is what was told
 * @param onUnseen let go before the consequence could be told
 */
export function useDrag(
  onDrop: (thing: Thing, key: SlotKey, foreseen: Foreseen) => void,
  onUnseen: (thing: Thing) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const held = useRef<Held | null>(null)
  const drop = useRef(onDrop)
  drop.current = onDrop
  const unseen = useRef(onUnseen)
  unseen.current = onUnseen
  const end = useCallback(() => {
    held.current?.going?.abort()
    window.clearTimeout(held.current?.timer)
    held.current = null
    setDrag(null)
  }, [])
  useListening(held, setDrag, drop, unseen, end)
  const begin = useCallback((thing: Thing, event: ReactPointer) => {
    if (event.button !== 0) return
    held.current = {
      thing,
      from: { x: event.clientX, y: event.clientY },
      going: null,
      timer: 0,
      asked: null,
      target: undefined,
      dragging: false,
      told: false,
    }
  }, [])
  return { drag, begin }
}
