/** Why a workspace file is not taken. Nothing of it was used then. */
import { Refusal } from '../../shared/domain/failure.ts'

/** @param words what is wrong, without a full stop */
export const damaged = (words: string): Refusal =>
  new Refusal(
    'damaged_file',
    `The file is damaged or was altered. ${words}. Nothing of it was taken. Ask whoever wrote it to export it again.`,
  )

/** Another kind of file altogether. */
export const noWorkspaceFile = (): Refusal =>
  new Refusal('damaged_file', 'This is no workspace file, or its beginning is lost. Nothing of it was taken.', {
    next: 'Choose a file that Cadenza exported: its name ends with .cadenza.',
  })

export const newer = (): Refusal =>
  new Refusal(
    'newer_file',
    'The file was written by a newer version of Cadenza, and nothing of it was taken. Update Cadenza on this computer to read it.',
  )
