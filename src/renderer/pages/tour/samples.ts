/** The list and the sequence that come with Cadenza, in resources/samples. */
import list from '../../../../resources/samples/contacts.csv?raw'
import sequence from '../../../../resources/samples/sequence.json?raw'

export const sampleList = list

interface Step {
  delay?: { days: number; at?: string }
}

/** Its later emails, as a try-out wants them. */
export const sampleSteps = (JSON.parse(sequence) as { steps: Step[] }).steps.flatMap(({ delay }) =>
  delay ? [{ days: delay.days, hour: delay.at ? Number(delay.at.slice(0, 2)) : null }] : [],
)

export const sampleName = (JSON.parse(sequence) as { name: string }).name

/** Lines of a list below its heading. */
export const linesOf = (csv: string): string[] => csv.split(/\r?\n/).filter((line) => line.trim() !== '')
