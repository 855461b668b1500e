/** Days of the zone, both included. */
export interface Days {
  from: string
  to: string
  /** Of these days; without it the workspace's. */
  zone?: string
}
