import { removeInstance } from './clean.ts'

export default async function tearDown(): Promise<void> {
  if (!process.env.VSERVER_E2E_KEEP) await removeInstance()
}
