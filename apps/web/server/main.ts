/** The panel's process: database, agents and loops, Next's pages and the console's WebSocket on one port. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readEnv } from '../src/server/env.ts'
import { sharePanel } from '../src/server/instance.ts'
import { startPanel } from '../src/server/start-panel.ts'
import { openLanguages } from './languages.ts'
import { listen } from './listen.ts'
import { openNext } from './next-app.ts'

const NODE_MAJOR = 24
/** Open pages and consoles get so long to end when the panel is stopped. */
const GRACE_MS = 3000

const directory = import.meta.dirname
/** Next's standalone folder holds this file as a bundle; in the checkout it is run as it is, for development. */
const isBundle = existsSync(path.join(directory, '.next/required-server-files.json'))

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) !== NODE_MAJOR)
    throw new Error(`The panel needs Node ${NODE_MAJOR}; this is ${process.versions.node}.`)
  const env = readEnv()
  if (process.getuid?.() === 0 && isBundle)
    throw new Error('The panel refuses to run as root; start it as an ordinary user (./up does).')
  const migrations =
    env.VSERVER_MIGRATIONS_DIR ?? path.join(directory, isBundle ? '../..' : '../../..', 'prisma/migrations')
  const { panel, close } = await startPanel(env, migrations)
  sharePanel(panel)
  const languages = openLanguages(path.join(directory, isBundle ? 'language' : '../src/language'))
  const app = await openNext({ directory: isBundle ? directory : path.join(directory, '..'), isBundle, env })
  const server = await listen({ panel, app, languages, env })
  panel.logger.info('panel.ready', { address: `http://${env.LISTEN_HOST}:${env.PORT}` })

  let isStopping = false
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return
    isStopping = true
    panel.logger.info('panel.stop', { signal })
    await server.close(GRACE_MS)
    await close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}
