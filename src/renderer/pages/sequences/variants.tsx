import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { writing } from '../../words/sequence-writing.ts'
import type { DraftStep, DraftText } from './draft.ts'

const letters = ['B', 'C', 'D', 'E'] as const

/** One way to write a step; A is its own text, and what stands where there is no such way. */
export const textOf = (step: DraftStep, letter: string): DraftText =>
  step.variants.find((variant) => variant.letter === letter) ?? step

/** What changes in a step when one of its ways to write it does. */
export const withText = (step: DraftStep, letter: string, some: Partial<DraftText>): Partial<DraftStep> =>
  step.variants.some((variant) => variant.letter === letter)
    ? { variants: step.variants.map((each) => (each.letter === letter ? { ...each, ...some } : each)) }
    : some

interface VariantsProps {
  step: DraftStep
  shown: string
  onShow: (letter: string) => void
  change: (some: Partial<DraftStep>) => void
}

/** The ways to write an email, and how its contacts are dealt between them. */
export function Variants({ step, shown, onShow, change }: VariantsProps) {
  const { variants: words } = writing
  const free = letters.find((letter) => !step.variants.some((variant) => variant.letter === letter))
  const add = () => {
    if (!free) return
    const { subject, isHtml, isRich, html, text, ownText, files } = step
    const made = { letter: free, weight: 1, subject, isHtml, isRich, html, text, ownText, files }
    change({ variants: [...step.variants, made].sort((a, b) => a.letter.localeCompare(b.letter)) })
    onShow(free)
  }
  return (
    <div className="row seq-variant-row">
      {step.variants.length > 0 && (
        <SegmentedControl
          aria-label={words.label}
          data={['A', ...step.variants.map(({ letter }) => letter)].map((letter) => ({
            value: letter,
            label: words.one(letter),
          }))}
          value={shown}
          onChange={onShow}
        />
      )}
      {step.variants.length > 0 && <Share {...{ step, shown, onShow, change }} />}
      {free && (
        <Button size="xs" variant="subtle" onClick={add}>
          {words.add}
        </Button>
      )}
    </div>
  )
}

function Share({ step, shown, onShow, change }: VariantsProps) {
  const { variants: words } = writing
  const weights = [step, ...step.variants].map(({ weight }) => weight)
  const own = shown === 'A' ? step.weight : (step.variants.find(({ letter }) => letter === shown)?.weight ?? 1)
  const setWeight = (weight: number) =>
    change(
      shown === 'A'
        ? { weight }
        : { variants: step.variants.map((each) => (each.letter === shown ? { ...each, weight } : each)) },
    )
  const remove = () => {
    onShow('A')
    const variants = step.variants.filter(({ letter }) => letter !== shown)
    change({ variants, ...(step.winner === shown ? { winner: null } : {}) })
  }
  return (
    <>
      {step.winner === null ? (
        <>
          <NumberInput
            className="seq-days"
            aria-label={words.weight(shown)}
            min={1}
            max={100}
            allowDecimal={false}
            allowNegative={false}
            value={own}
            onChange={(weight) => setWeight(Math.max(1, Math.min(100, Number(weight) || 1)))}
          />
          <span className="small dim">
            {words.share(
              own,
              weights.reduce((sum, weight) => sum + weight, 0),
            )}
          </span>
          <Button size="xs" variant="subtle" onClick={() => change({ winner: shown })}>
            {words.choose}
          </Button>
        </>
      ) : (
        <>
          {step.winner === shown && <b className="small">{words.chosen}</b>}
          <Button size="xs" variant="subtle" onClick={() => change({ winner: null })}>
            {words.back}
          </Button>
        </>
      )}
      {shown !== 'A' && !step.used && (
        <Button size="xs" variant="subtle" onClick={remove}>
          {words.remove}
        </Button>
      )}
    </>
  )
}
