import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { said } from '../../words/format.ts'
import { home as words } from '../../words/home.ts'

export type Home = Awaited<ReturnType<typeof client.homes.get>>
type Deed = 'release' | 'acquire' | 'take_over' | 'authorise' | 'withdraw_authorisation'

export const computerWords = (one: Home['home']) => words.epochOf(one.name, one.seat, one.this)

/** Does it after its consequence was read; a take-over is asked about twice. */
export function useDeeds({ public_id, version, computers }: Pick<Home, 'public_id' | 'version' | 'computers'>) {
  const ask = useAsk()
  return async (deed: Deed, device = '', share = 0) => {
    const about = { ...(device ? { device } : {}), ...(share ? { share } : {}) }
    const told = await client.homes.consequence({ public_id, deed, ...about })
    const wish = { public_id, version }
    const deeds: Record<Deed, () => Promise<unknown>> = {
      release: () => client.homes.release({ ...wish, to: device }),
      acquire: () => client.homes.acquire(wish),
      take_over: () => client.homes.take_over({ ...wish, closed: true }),
      authorise: () => client.homes.authorise({ ...wish, device, share }),
      withdraw_authorisation: () => client.homes.withdraw_authorisation({ ...wish, device }),
    }
    const body = told.words.map((line) => <p key={line}>{said(line)}</p>)
    const danger = deed === 'take_over' || deed === 'withdraw_authorisation'
    const twice = deed === 'take_over'
    const run = deeds[deed]
    const yes = await ask({ title: said(told.ask), body, verb: words.verbs[deed], danger, ...(twice ? {} : { run }) })
    const { title, verb, body: inTeam, bodyAlone } = words.sure
    if (yes && twice) await ask({ title, verb, body: computers.length > 0 ? inTeam : bodyAlone, danger, run })
  }
}
