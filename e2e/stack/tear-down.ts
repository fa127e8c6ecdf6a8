import { removeInstance } from './clean.ts'
import { forgetHostState } from './host-state.ts'

export default async function tearDown(): Promise<void> {
  if (process.env.VSERVER_E2E_KEEP) return
  await removeInstance()
  forgetHostState()
}
