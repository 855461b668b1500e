/** A client made from nothing but the OpenAPI document, which holds every answer against the schema that the document promises. */
import { Agent } from 'node:http'
import { Ajv2020 } from 'ajv/dist/2020.js'
import axios, { type AxiosResponse } from 'axios'
import { type Document, OpenAPIClientAxios, type Operation } from 'openapi-client-axios'
import { testDoor } from './asking.ts'

interface Call {
  /** Path and query parameters by name. */
  at?: Record<string, string | number>
  body?: unknown
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the document says
  data: any
  headers: Record<string, string>
}

type Schema = Record<string, unknown>

/** One checker for the whole document: its components are found by the references in it. */
function checkerOf(document: Document) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ $id: 'document', ...document } as Schema)
  const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')
  return ({ path, method }: Operation, answer: AxiosResponse): string | null => {
    const item = document.paths?.[path] as Record<string, { responses: Record<string, Schema> }> | undefined
    const responses = item?.[method]?.responses
    const status = responses?.[answer.status] ? String(answer.status) : 'default'
    const type = String(answer.headers['content-type']).split(';')[0] ?? ''
    const content = (responses?.[status] as { content?: Record<string, Schema> } | undefined)?.content
    if (!content?.[type]) return `${method} ${path}: the document knows no ${type} for ${answer.status}`
    const at = ['paths', path, method, 'responses', status, 'content', type, 'schema'].map(escaped).join('/')
    const valid = ajv.validate(
      { $ref: `document#/${encodeURI(at).replaceAll('{', '%7B').replaceAll('}', '%7D')}` },
      answer.data,
    )
    return valid ? null : `${method} ${path} ${answer.status}: ${ajv.errorsText()} in ${JSON.stringify(answer.data)}`
  }
}

/** A started door, and the client made from the document that it gives out. `broken` lists the answers that were not as promised. */
export async function documented() {
  const door = await testDoor()
  const { origin } = door.door
  const authorization = { authorization: `Bearer ${door.key}` }
  const { data: document } = await axios.get<Document>(`${origin}/api/openapi.json`, { headers: authorization })
  // a connection kept open is closed by the host after some seconds, and a request that meets that fails
  const httpAgent = new Agent({ keepAlive: false })
  const headers = { ...authorization, 'content-type': 'application/json' }
  const axiosConfigDefaults = { headers, httpAgent, validateStatus: () => true, proxy: false as const }
  const api = new OpenAPIClientAxios({
    definition: document,
    axiosConfigDefaults,
    withServer: { url: `${origin}/api` },
  })
  const client = await api.init()
  const check = checkerOf(document)
  const broken: string[] = []
  const called = new Set<string>()
  return {
    door,
    document,
    broken,
    called,
    async call(operationId: string, { at = {}, body, headers = {} }: Call = {}): Promise<Answered> {
      const operation = api.getOperation(operationId)
      const method = client[operationId]
      if (!operation || !method) throw new Error(`the document has no operation ${operationId}`)
      const answer = (await method(at, body ?? (operation.method === 'get' ? undefined : {}), {
        headers,
      })) as AxiosResponse
      called.add(operationId)
      const wrong = check(operation, answer)
      if (wrong !== null) broken.push(wrong)
      return { status: answer.status, data: answer.data, headers: answer.headers as Record<string, string> }
    },
  }
}
