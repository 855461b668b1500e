/** So many rows can be taken out by hand of all that a filter finds; whoever wants out more wants another filter. */
export const mostExcept = 1_000
