import path from 'node:path'
import { linuxHost } from '@vserver/core/linux'
import { SAMPLE_IDLE_STEP_SECONDS } from '@vserver/core/sample'
import { SECOND_MS } from '@vserver/core/units'
import type { AgentEnv } from './env.ts'
import type { Logger } from './logger.ts'
import { Boot } from './loops/boot.ts'
import { onceEach } from './loops/once-each.ts'
import { periodic } from './loops/periodic.ts'
import { storageLoops } from './loops/storage.ts'
import { collectUnused } from './loops/template-collector.ts'
import { trafficLoop } from './loops/traffic.ts'
import { serveMetrics } from './metrics/serve.ts'
import { recoverOperations } from './operations/recover.ts'
import { SAMPLE_TICK_MS } from './samples/sampler.ts'
import { serveAgent } from './server.ts'
import { type Agent, createAgent } from './services.ts'
import { fileStore } from './store/store.ts'

const COLLECT_MS = 3600 * SECOND_MS
const PRUNE_MS = 6 * 3600 * SECOND_MS
/** A host that goes down takes at most so much of what is known of its guests. */
const SEEN_MS = 20 * SECOND_MS
/** What is sampled is on the disk after so long. */
const FLUSH_MS = SAMPLE_IDLE_STEP_SECONDS * SECOND_MS
const FORGET_MS = 600 * SECOND_MS
const RECONCILE_MS = 5 * SECOND_MS
/** Operations under way get so long when the agent ends; the next agent heals what they leave. */
const DRAIN_MS = 8 * SECOND_MS

export type RunningAgent = { stop(): Promise<void> }

/** Starts everything; the guests of an earlier agent are found as they are. */
export async function runAgent(env: AgentEnv, log: Logger): Promise<RunningAgent> {
  const host = await linuxHost(env)
  const store = fileStore(path.join(env.dataDir, 'agent/samples/store.sqlite'), log)
  const agent = createAgent(host, { log, mirror: env.mirror, store })
  await agent.helpers.skipHistory()
  await agent.states.begin()
  const left = await agent.operations.load()
  const server = await serveAgent(agent, path.join(env.runDir, 'agent', 'agent.sock'))
  const metrics =
    env.metricsListen &&
    (await serveMetrics(agent.exposition, {
      listen: env.metricsListen,
      tokenFile: path.join(env.dataDir, 'agent/metrics-token'),
    }))
  log.info('agent.start', { instance: env.instance, pid: process.pid })
  const ending = new AbortController()
  const boot = new Boot({ host: agent.host, reconciler: agent.reconciler, log })
  const recovered = heal(agent, { left, boot })
  const booted = recovered.then(() => boot.run(ending.signal)).catch(faultOf(log, 'boot'))
  const loops = [
    periodic(SAMPLE_TICK_MS, () => agent.sampler.tick(), faultOf(log, 'sample')),
    periodic(RECONCILE_MS, () => recovered.then(() => agent.reconciler.all()), faultOf(log, 'reconcile')),
    periodic(FLUSH_MS, () => agent.samples.flush(), onceEach('samples', log)),
    periodic(FORGET_MS, () => forgetDeleted(agent), faultOf(log, 'forget')),
    trafficLoop(agent),
    periodic(SEEN_MS, () => agent.states.seen(), faultOf(log, 'availability')),
    periodic(PRUNE_MS, () => pruneHistory(agent), faultOf(log, 'prune')),
    ...storageLoops(agent, { sweepHour: env.sweepHour, signal: ending.signal }),
    periodic(COLLECT_MS, () => collectUnused(agent, env.templateKeepDays), faultOf(log, 'collect')),
  ]
  return {
    stop: async () => {
      ending.abort()
      const drained = Promise.all([
        server.close(),
        metrics?.close(),
        booted,
        agent.operations.idle(),
        ...loops.map((loop) => loop.stop()),
      ])
      await Promise.race([drained, delay(DRAIN_MS)])
      await agent.traffic.write().catch(faultOf(log, 'traffic'))
      await agent.hitWatch.idle()
      await agent.states.seen().catch(faultOf(log, 'availability'))
      await agent.samples.flush().catch(faultOf(log, 'samples'))
      await store.close()
      agent.helpers.close()
      host.close()
      log.info('agent.stop', {})
    },
  }
}

/** Puts the guests in order first, so that interrupted operations can say how they ended. */
async function heal(
  agent: Agent,
  { left, boot }: { left: Parameters<typeof recoverOperations>[1]; boot: Boot },
): Promise<void> {
  try {
    await boot.hold()
    await agent.reconciler.all()
    await recoverOperations(agent, left)
  } catch (error) {
    agent.log.error('recover', error)
  }
}

async function pruneHistory({ host, hits, stateChanges }: Agent): Promise<void> {
  await hits.prune(host.now())
  await stateChanges.prune(host.now())
}

async function forgetDeleted({ host, storedGuests }: Agent): Promise<void> {
  await storedGuests.prune(await host.guests.list(), host.now())
}

function faultOf(log: Logger, loop: string): (error: unknown) => void {
  return (error) => log.error(loop, error)
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
