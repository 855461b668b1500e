/** Days of the zone, both included. */
export interface Days {
  from: string
  to: string
}
