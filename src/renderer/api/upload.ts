import { door } from './client.ts'

async function said(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>
  if (!answer.ok) throw new Error(typeof body.detail === 'string' ? body.detail : `It answered ${answer.status}.`)
  return body
}

/**
 * Sends a file ahead of the call that names it as `upload`; a call itself carries 1 MB at most. The desktop's own scheme
 * takes it at the same address, without a token.
 */
export async function upload(file: File, signal?: AbortSignal): Promise<string> {
  await door.link(signal)
  const token = door.token()
  const headers: Record<string, string> = token === null ? {} : { 'X-Cadenza-Token': token }
  const options = { headers, signal: signal ?? null }
  const { put } = await said(await fetch('/upload', { method: 'POST', ...options }))
  const taken = await said(await fetch(String(put), { method: 'PUT', body: file, ...options }))
  return String(taken.upload)
}
