import { said } from '../words/format.ts'

/** Why an email leaves when it does: hollow dots for refusals, the solid one where it landed. Newest last. */
export function ReasonChain({ why, landed }: { why: readonly { when?: string; text: string }[]; landed?: boolean }) {
  return (
    <ol className="chain">
      {why.map(({ when, text }, at) => (
        <li key={`${when} ${text}`} className={landed !== false && at === why.length - 1 ? 'end' : ''}>
          {when && <b>{when}</b>}
          {said(text)}
        </li>
      ))}
    </ol>
  )
}
