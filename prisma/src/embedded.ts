/**
 * A private PostgreSQL: the server from npm on a Unix socket in its own directory, no TCP, password (scram) in a
 * file only its owner can read. It outlives a killed parent and is taken over by the next one.
 */
import { findPostgres, preparePostgres } from './binaries.ts'
import { type EmbeddedOptions, embeddedUrl, prepareCluster } from './cluster.ts'
import { isAlive, startOrAdopt, stopPostmaster } from './postmaster.ts'

export { type EmbeddedOptions, embeddedUrl } from './cluster.ts'

export type Embedded = {
  url: string
  pid: number
  /** Starts the server again if it is not there any more. */
  ensure(): Promise<void>
  stop(): Promise<void>
}

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const postgres = findPostgres(options.postgresDirectory)
  preparePostgres(postgres)
  prepareCluster(postgres, options)
  const url = embeddedUrl(options.directory)
  const embedded: Embedded = {
    url,
    pid: await startOrAdopt(postgres, options),
    ensure: async () => {
      if (!isAlive(embedded.pid)) embedded.pid = await startOrAdopt(postgres, options)
    },
    stop: () => stopPostmaster(embedded.pid),
  }
  return embedded
}
