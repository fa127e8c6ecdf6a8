import { removeInstance } from './clean.ts'
import { up } from './command.ts'
import { keepHostState } from './host-state.ts'
import { DATA_DIR, INSTANCE, PORT, SSH_PORT } from './instance.ts'
import { HOST_NAMESPACE, makeNetwork } from './network.ts'
import { permitMany } from './permits.ts'

const OPTIONS = [
  ...['--instance', INSTANCE, '--port', String(PORT), '--data', DATA_DIR],
  ...['--network-namespace', HOST_NAMESPACE],
]

/** ./up itself brings the stack under test up: the same path a user takes, on an instance of its own. */
export default async function setUp(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('The end-to-end tests make real guests and need root. Try: sudo ./check e2e')
  if (process.env.VSERVER_E2E_KEEP) {
    const again = await up(...OPTIONS, '--wait')
    if (again.status === 0) return
  }
  await removeInstance()
  await makeNetwork()
  await keepHostState()
  process.env.VSERVER_SSH_LISTEN = `127.0.0.1:${SSH_PORT}`
  const panel = await up(...OPTIONS)
  if (panel.status !== 0) throw new Error(`./up failed:\n${panel.output}`)
  const template = await up('--instance', INSTANCE, '--wait')
  if (template.status !== 0) throw new Error(`./up --wait failed:\n${template.output}`)
  await permitMany()
  console.log(
    `  - sign-in page after ${panel.seconds.toFixed(1)} s, template after ${template.seconds.toFixed(1)} s more`,
  )
}
