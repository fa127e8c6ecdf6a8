import { router } from '../trpc.ts'
import { availabilityRouter } from './availability.ts'
import { bulkRouter } from './bulk.ts'
import { consoleRouter } from './console.ts'
import { eventRouter } from './event.ts'
import { filesRouter } from './files.ts'
import { firewallRouter } from './firewall.ts'
import { guestRouter } from './guest.ts'
import { hitRouter } from './hit.ts'
import { hostRouter } from './host.ts'
import { importsRouter } from './imports.ts'
import { limitRouter } from './limit.ts'
import { networkRouter } from './network.ts'
import { operationRouter } from './operation.ts'
import { sampleRouter } from './sample.ts'
import { shareRouter } from './share.ts'
import { slowRouter } from './slow.ts'
import { storageRouter } from './storage.ts'
import { templateRouter } from './template.ts'
import { trafficRouter } from './traffic.ts'

export const agentRouter = router({
  host: hostRouter,
  guest: guestRouter,
  limit: limitRouter,
  network: networkRouter,
  firewall: firewallRouter,
  traffic: trafficRouter,
  bulk: bulkRouter,
  hit: hitRouter,
  availability: availabilityRouter,
  slow: slowRouter,
  sample: sampleRouter,
  storage: storageRouter,
  files: filesRouter,
  share: shareRouter,
  template: templateRouter,
  imports: importsRouter,
  operation: operationRouter,
  event: eventRouter,
  console: consoleRouter,
})

/** The panel's client is made from this type; it imports nothing else of the agent. */
export type AgentRouter = typeof agentRouter
