import './six-words.css'

/** The words of a computer's keys, as two people read them to each other. */
export function SixWords({ words, label }: { words: readonly string[]; label: string }) {
  return (
    <ol className="six-words" aria-label={label}>
      {words.map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none ever moves
        <li key={at}>{word}</li>
      ))}
    </ol>
  )
}
