/** Which computer sends from an account, and how that passes from one to another. */

/** Who began an epoch of an account, and whether it was by force: then when, by its clock. */
export interface Home {
  /** Public id of the device. */
  device: string
  taken?: number
}

/** Epoch → its home. Grows only; the highest is the present one, and the first to be written stays. */
export type Homes = Record<string, Home>
