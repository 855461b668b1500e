/** Imports of the past. */
import type { Reader } from './open.ts'

export const importByPublicId = (reader: Reader, publicId: string): { id: number; afterContact: number } | undefined =>
  reader.get('SELECT id, after_contact AS afterContact FROM imports WHERE public_id = ?', publicId)
