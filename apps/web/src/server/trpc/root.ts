import { accountRouter } from './routers/account.ts'
import { addressRouter } from './routers/address.ts'
import { alertRouter } from './routers/alert.ts'
import { allowanceRouter } from './routers/allowance.ts'
import { auditRouter } from './routers/audit.ts'
import { availabilityRouter } from './routers/availability.ts'
import { batchRouter } from './routers/batch.ts'
import { bulkRouter } from './routers/bulk.ts'
import { consentRouter } from './routers/consent.ts'
import { consoleRouter } from './routers/console.ts'
import { customerRouter } from './routers/customer.ts'
import { filesRouter } from './routers/files.ts'
import { firewallRouter } from './routers/firewall.ts'
import { guestRouter } from './routers/guest.ts'
import { hitRouter } from './routers/hit.ts'
import { hostRouter } from './routers/host.ts'
import { ledgerRouter } from './routers/ledger.ts'
import { limitRouter } from './routers/limit.ts'
import { meRouter } from './routers/me.ts'
import { networkRouter } from './routers/network.ts'
import { operationRouter } from './routers/operation.ts'
import { passkeyRouter } from './routers/passkey.ts'
import { planRouter } from './routers/plan.ts'
import { plannerRouter } from './routers/planner.ts'
import { recordingRouter } from './routers/recording.ts'
import { runtimeRouter } from './routers/runtime.ts'
import { sampleRouter } from './routers/sample.ts'
import { secondFactorRouter } from './routers/second-factor.ts'
import { slowRouter } from './routers/slow.ts'
import { sshKeyRouter, sshRouter } from './routers/ssh.ts'
import { storageRouter } from './routers/storage.ts'
import { invitationRouter, roleRouter, teamRouter, viewAsRouter } from './routers/team.ts'
import { templateRouter } from './routers/template.ts'
import { timelineRouter } from './routers/timeline.ts'
import { tokenRouter } from './routers/token.ts'
import { trafficRouter } from './routers/traffic.ts'
import { viewRouter } from './routers/view.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  me: meRouter,
  secondFactor: secondFactorRouter,
  token: tokenRouter,
  passkey: passkeyRouter,
  sshKey: sshKeyRouter,
  ssh: sshRouter,
  account: accountRouter,
  customer: customerRouter,
  team: teamRouter,
  role: roleRouter,
  invitation: invitationRouter,
  viewAs: viewAsRouter,
  plan: planRouter,
  allowance: allowanceRouter,
  ledger: ledgerRouter,
  guest: guestRouter,
  limit: limitRouter,
  network: networkRouter,
  firewall: firewallRouter,
  traffic: trafficRouter,
  address: addressRouter,
  planner: plannerRouter,
  runtime: runtimeRouter,
  sample: sampleRouter,
  hit: hitRouter,
  availability: availabilityRouter,
  slow: slowRouter,
  timeline: timelineRouter,
  storage: storageRouter,
  files: filesRouter,
  alert: alertRouter,
  host: hostRouter,
  batch: batchRouter,
  bulk: bulkRouter,
  template: templateRouter,
  operation: operationRouter,
  console: consoleRouter,
  consent: consentRouter,
  recording: recordingRouter,
  audit: auditRouter,
  view: viewRouter,
})

export type AppRouter = typeof appRouter
