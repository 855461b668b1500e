/** Runs the season of one number in a process of its own, and tells of it: a line of JSON for each day, then the whole. */
import { season } from './season.ts'

const [seed = 1, accounts = 10, contacts = 1800, days = 90] = process.argv.slice(2).map(Number)
const tell = (what: unknown) => void process.stdout.write(`${JSON.stringify(what)}\n`)
const result = await season(seed, { accounts, contacts, days }, (sample) => tell({ sample }))
tell({ result })
// clocks and sockets of the story that may still be open have nothing to say any more
process.exit(0)
