import { parseEnv } from './env.ts'
import { jsonLogger } from './logger.ts'
import { refusalToRun } from './preconditions.ts'
import { runAgent } from './run.ts'

/** Files and sockets are for the agent alone until it says otherwise. */
process.umask(0o077)
await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})

async function main(): Promise<void> {
  const refusal = refusalToRun({ uid: process.getuid?.(), nodeVersion: process.versions.node })
  if (refusal !== null) throw new Error(refusal)
  const log = jsonLogger((line) => process.stdout.write(line))
  const agent = await runAgent(parseEnv(), log)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void agent.stop().finally(() => process.exit(0))
    })
  }
}
