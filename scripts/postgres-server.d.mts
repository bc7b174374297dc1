/** Types of `postgres-server.mjs`. */
export function postgresPrograms(): string
export type PostgresServer = {
  readonly url: string
  readonly port: number
  readonly data: string
  /** Stops it as a crash would and starts it again. */
  restart(): void
  stop(): void
}
export function startPostgres(): Promise<PostgresServer>
