// node --import ./test/standin/register.ts …: whoever imports or requires 'electron' gets the stand-in.
import { registerHooks } from 'node:module'

const standin = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: standin, shortCircuit: true }
      : next(specifier, context),
})
