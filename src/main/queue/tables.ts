/** What hosts share beside the queue engine's own tables: limits, the fence, sealed texts, and outcomes on their way back. */
import type { Sql } from './sql.ts'

/** One number a change; a database is brought from its number to the last, in one transaction. */
const steps: readonly string[] = [
  `CREATE TABLE cadenza.accounts (
     account text PRIMARY KEY,
     workspace text NOT NULL,
     plan jsonb NOT NULL,
     zone text NOT NULL,
     seed double precision NOT NULL
   );
   -- what began to leave of an account; one that its server has not taken for certain is taken out again
   CREATE TABLE cadenza.departures (
     attempt uuid PRIMARY KEY,
     account text NOT NULL REFERENCES cadenza.accounts ON DELETE CASCADE,
     at double precision NOT NULL
   );
   CREATE INDEX departures_of_account ON cadenza.departures (account, at);
   -- the last try of each email whose text began to leave
   CREATE TABLE cadenza.fence (
     send text PRIMARY KEY,
     workspace text NOT NULL,
     attempt uuid NOT NULL,
     host text NOT NULL,
     at double precision NOT NULL,
     settled boolean NOT NULL DEFAULT false
   );
   CREATE INDEX fence_of_workspace ON cadenza.fence (workspace, at);
   -- envelope and text, for the keys of the hosts alone
   CREATE TABLE cadenza.parcels (attempt uuid PRIMARY KEY, sealed bytea NOT NULL);
   -- what became of a try, for the key of its workspace alone, until the workspace has written it down
   CREATE TABLE cadenza.outcomes (
     attempt uuid NOT NULL,
     host text NOT NULL,
     workspace text NOT NULL,
     at double precision NOT NULL,
     sealed bytea NOT NULL,
     PRIMARY KEY (attempt, host)
   );
   CREATE INDEX outcomes_of_workspace ON cadenza.outcomes (workspace, at);`,
  `-- the one claim that may pass the fence; the next claim of the account takes its place
   ALTER TABLE cadenza.accounts ADD COLUMN claim uuid;
   ALTER TABLE cadenza.fence ADD COLUMN claim uuid;`,
]

/**
 * @throws Error a newer Cadenza has changed the tables: what it keeps there this one would not respect
 */
export async function createTables(sql: Sql): Promise<void> {
  // hosts start together: one makes the tables, the others find them
  await sql(`SELECT pg_advisory_xact_lock(hashtext('cadenza tables'))`)
  await sql('CREATE SCHEMA IF NOT EXISTS cadenza')
  await sql(
    'CREATE TABLE IF NOT EXISTS cadenza.version (one boolean PRIMARY KEY DEFAULT true CHECK (one), n integer NOT NULL)',
  )
  const [row] = await sql<{ n: number }>('SELECT n FROM cadenza.version')
  const at = row?.n ?? 0
  if (at > steps.length)
    throw new Error('The queue was made by a newer version of Cadenza. Update this host, then start it again.')
  for (const step of steps.slice(at)) await sql(step)
  await sql('INSERT INTO cadenza.version (n) VALUES ($1) ON CONFLICT (one) DO UPDATE SET n = $1', [steps.length])
}

/**
 * What tells this course of the database from another: its server, the timeline (a new one begins with each restore to a point
 * in time and with each standby that takes over), and the fence itself (a dump that is read in makes it anew). An email that
 * was handed in on another course may have left although nothing here says so.
 */
const lines = [
  `(SELECT system_identifier::text || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
     || ':' || 'cadenza.fence'::regclass::oid::text FROM pg_control_system())`,
  // databases that only speak like PostgreSQL, or keep this to themselves
  `('cadenza.fence'::regclass::oid::text)`,
] as const

/** The fullest of these that the database answers, as an SQL expression. */
export async function lineExpression(sql: Sql): Promise<string> {
  const [full, plain] = lines
  return sql(`SELECT ${full}`).then(
    () => full,
    () => plain,
  )
}

/** Now, by the database's clock, in ms since the epoch: those of the hosts may differ by minutes. */
export const databaseNow = `floor(extract(epoch FROM clock_timestamp()) * 1000)::double precision`
