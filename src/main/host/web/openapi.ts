import type { OpenAPI } from '@orpc/contract'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import pkg from '../../../../package.json' with { type: 'json' }
import { contract } from '../../../shared/contract/index.ts'
import { problemType } from './answer.ts'
import { summaries } from './summaries.ts'

const problemSchema: OpenAPI.SchemaObject = {
  type: 'object',
  description: 'RFC 9457 problem details, with a stable code and what to do next.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    next: { type: ['string', 'null'] },
    data: { type: 'object' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'next'],
}

const header = (name: string, description: string): OpenAPI.ParameterObject => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
})
const idempotencyKey = header('Idempotency-Key', 'The same key with the same request gives the same answer for a day.')
const ifMatch = header('If-Match', 'The ETag of what is being changed; another one now is refused with 412.')

/** One problem for every error status, with the codes that it can carry. */
function asProblems(responses: OpenAPI.ResponsesObject): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!/^[45]/.test(status)) continue
    ;(response as OpenAPI.ResponseObject).content = {
      [problemType]: { schema: { $ref: '#/components/schemas/Problem' } },
    }
  }
}

function finish(method: string, operation: OpenAPI.OperationObject): void {
  const summary = summaries[operation.operationId ?? '']
  if (summary !== undefined) operation.summary = summary
  asProblems(operation.responses ?? {})
  operation.responses = {
    ...operation.responses,
    default: {
      description: 'Something went wrong',
      content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  }
  const streams = JSON.stringify(operation.responses['200'] ?? {}).includes('text/event-stream')
  const extra = method === 'post' && !streams ? [idempotencyKey] : method === 'patch' ? [ifMatch] : []
  if (extra.length > 0) operation.parameters = [...(operation.parameters ?? []), ...extra]
}

/** The OpenAPI 3.1 document of the REST door, made from the contract. */
export async function openApiDocument(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({
    schemaConverters: [new ZodToJsonSchemaConverter({ maxStructureDepth: 20 })],
  })
  const document = await generator.generate(contract, {
    info: {
      title: 'Cadenza',
      version: pkg.version,
      description: 'Management API of Cadenza, on this computer only. docs/api.md tells the rest.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    security: [{ key: [] }],
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: cadenza key create.' } },
      schemas: { Problem: problemSchema },
    },
  })
  for (const item of Object.values(document.paths ?? {}))
    for (const [method, operation] of Object.entries(item ?? {})) finish(method, operation as OpenAPI.OperationObject)
  return document
}
