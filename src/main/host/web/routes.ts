/** The REST routes of the contract, as far as the door itself has to know them. */
import { type AnyContractProcedure, getEventIteratorSchemaDetails } from '@orpc/contract'
import { contract } from '../../../shared/contract/index.ts'

export interface Route {
  /** `accounts.update` */
  name: string
  method: string
  /** `/providers/{public_id}` */
  path: string
  pattern: RegExp
  /** True when the answer is a stream of events. */
  streams: boolean
  /** True when the answer has a `version`, which its ETag is made from. */
  versioned: boolean
}

const shapeOf = (schema: unknown): Record<string, unknown> =>
  (schema as { shape?: Record<string, unknown> })?.shape ?? {}

function routeOf(name: string, procedure: AnyContractProcedure): Route {
  const { route, outputSchema } = procedure['~orpc']
  const { method, path } = route
  if (!method || !path) throw new Error(`${name} has no route in the contract`)
  return {
    name,
    method,
    path,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`),
    streams: getEventIteratorSchemaDetails(outputSchema) !== undefined,
    versioned: 'version' in shapeOf(outputSchema),
  }
}

/** Every procedure of the contract. */
export const routes: readonly Route[] = Object.entries(contract).flatMap(([noun, procedures]) =>
  Object.entries(procedures).map(([verb, procedure]) => routeOf(`${noun}.${verb}`, procedure)),
)

/** What a path below /api can be asked: the route of that method, and all methods that the path has. */
export function routeFor(method: string, path: string): { route: Route | undefined; methods: string[] } {
  const matching = routes.filter(({ pattern }) => pattern.test(path))
  // a fixed path (/providers/usage) comes before one with a name in it (/providers/{public_id})
  const best = matching.filter((route) => !route.path.includes('{'))
  const candidates = best.length > 0 ? best : matching
  return {
    route: candidates.find((route) => route.method === method),
    methods: [...new Set(candidates.map((route) => route.method))],
  }
}
