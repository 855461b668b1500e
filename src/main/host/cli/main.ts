import { Command } from 'commander'
import pkg from '../../../../package.json' with { type: 'json' }

const program = new Command('cadenza').description(pkg.description).version(pkg.version)
program.parse()
