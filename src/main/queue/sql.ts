/**
 * Statements of one moment or one transaction. Gives rows, with the names that the statement gives; rejects with PostgreSQL's
 * error.
 */
export type Sql = <T extends object>(text: string, values?: readonly unknown[]) => Promise<T[]>
