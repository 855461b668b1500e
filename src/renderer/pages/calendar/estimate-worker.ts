/**
 * Answers a slider beside the page: the engine's own estimate, from the numbers it gave, in a worker of the page. No
 * question leaves this computer's browser for it, so it is as quick when the engine has other things to do.
 */
import { type Guess, guess, rehearse, type Tryable } from '../../../shared/domain/what-if-guess.ts'
import { type Numbers, type Ready, readied } from '../../../shared/domain/what-if-numbers.ts'

export type Asked = { numbers: Numbers } | { change: Tryable }
/** Null: it can't be estimated here. One to each change, in their order. */
export type Told = Guess | null

let ready: Ready | null = null

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  if ('change' in data) {
    self.postMessage((ready && guess(ready, data.change)) satisfies Told)
    return
  }
  const isFirst = ready === null
  ready = readied(data.numbers)
  if (isFirst) rehearse(ready)
}
