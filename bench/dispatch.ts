/** Dispatch with every state on disk, against a bare nodemailer loop with the same messages and connections. */
import { type Measured, openBullmq, smtpSource } from './dispatch-others.ts'
import { ours } from './dispatch-ours.ts'
import { letter, pooled, type Run, stopwatch } from './dispatch-run.ts'
import { startSink } from './sink.ts'

async function bare(port: number, messages: number, connections: number): Promise<Run> {
  const transport = pooled(port, connections)
  const took = stopwatch()
  let next = 0
  const loop = async () => {
    while (next < messages) {
      const i = next++
      await transport.sendMail(letter(i, connections))
    }
  }
  await Promise.all(Array.from({ length: connections }, loop))
  const run = took(messages)
  transport.close()
  return run
}

export interface DispatchFigures {
  /** Messages a second, the medians of all rounds. */
  durable: number
  bare: number
  /** Ours in relation to the bare loop before and after it, the median of all rounds; to reach: 0.9. */
  ratio: number
  /** The bare loop's processor time for an email in relation to ours: what the ratio would be if the disk took no time. */
  processorRatio: number
  /** Processor time, ms an email. */
  durableCpu: number
  bareCpu: number
  /** Ours in relation to these, or why they were not measured. */
  toSmtpSource: Measured
  toBullmq: Measured
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
const to = (ours: number, theirs: Measured): Measured => (typeof theirs === 'number' ? ours / theirs : theirs)
const medianOf = (values: Measured[]): Measured => {
  const why = values.find((value) => typeof value === 'string')
  return why ?? rounded(median(values as number[]))
}
const perSecond = (rate: Measured) => (typeof rate === 'number' ? `${rate.toFixed(0)}/s` : rate)
const inWords = ({ rate, cpu }: Run) => `${perSecond(rate)} (${cpu.toFixed(2)} ms of processor time each)`
const rounded = (value: number) => Math.round(value * 100) / 100

/** In turn, so that what else the machine does falls on all of them; each round is printed. */
export async function benchDispatch(messages = 3000, connections = 4, rounds = 5): Promise<DispatchFigures> {
  const { port, child } = await startSink()
  const bull = await openBullmq()
  await bare(port, 500, connections)
  const bares = [await bare(port, messages, connections)]
  const durables: Run[] = []
  const ratios: number[] = []
  const toSource: Measured[] = []
  const toBull: Measured[] = []
  for (let i = 0; i < rounds; i++) {
    const durable = await ours(port, messages, connections)
    const before = bares.at(-1) as Run
    const after = await bare(port, messages, connections)
    const source = await smtpSource(port, messages, connections)
    const queue = typeof bull === 'string' ? bull : await bull.run(port, messages, connections)
    durables.push(durable)
    bares.push(after)
    ratios.push(durable.rate / ((before.rate + after.rate) / 2))
    toSource.push(to(durable.rate, source))
    toBull.push(to(durable.rate, queue))
    console.log(
      `dispatch: ${inWords(durable)}, bare nodemailer ${inWords(before)} and ${inWords(after)}: ratio ${ratios.at(-1)?.toFixed(2)}; smtp-source ${perSecond(source)}, BullMQ ${perSecond(queue)}`,
    )
  }
  child.kill()
  if (typeof bull !== 'string') await bull.close()
  const durableCpu = median(durables.map(({ cpu }) => cpu))
  const bareCpu = median(bares.map(({ cpu }) => cpu))
  return {
    durable: Math.round(median(durables.map(({ rate }) => rate))),
    bare: Math.round(median(bares.map(({ rate }) => rate))),
    ratio: rounded(median(ratios)),
    processorRatio: rounded(bareCpu / durableCpu),
    durableCpu: rounded(durableCpu),
    bareCpu: rounded(bareCpu),
    toSmtpSource: medianOf(toSource),
    toBullmq: medianOf(toBull),
  }
}
