/** The words of manual steps. */
import { count } from './format.ts'

export const tasks = {
  title: 'Tasks',
  about: (sequence: string, step: number) => `${sequence}, step ${count(step)}`,
  since: (moment: string) => `since ${moment}`,
  done: 'Done',
  skip: 'Skip',
  doneFor: (name: string) => `Done for ${name}`,
  skipFor: (name: string) => `Skip for ${name}`,
  saidDone: 'Task done',
  saidSkipped: 'Task skipped',
  next: (name: string) => `What follows for ${name} is planned from now.`,
  undo: 'Undo',
  more: (n: number) => `${count(n)} more ${n === 1 ? 'is' : 'are'} open.`,
}
