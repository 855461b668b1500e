import { lazy } from 'react'

/** What draws charts is much code, and comes with the first chart that is shown. */
export const Bars = lazy(async () => ({ default: (await import('./bars.tsx')).Bars }))
export const Rates = lazy(async () => ({ default: (await import('./share-lines.tsx')).Rates }))
