/** A file dropped from outside onto a part of the page. */
import { type DragEvent, useState } from 'react'

/**
 * Spread `onto` over the element; `isOver` while something is held above it. Of several files the first is taken.
 *
 * @param take is given the file
 */
export function useDrop(take: (file: File) => void) {
  const [isOver, setOver] = useState(false)
  return {
    isOver,
    onto: {
      onDragOver(event: DragEvent) {
        // without that the page would open the file itself
        event.preventDefault()
        setOver(true)
      },
      // what lies within it is left and entered all the time
      onDragLeave({ currentTarget, relatedTarget }: DragEvent) {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false)
      },
      onDrop(event: DragEvent) {
        event.preventDefault()
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file) take(file)
      },
    },
  }
}
