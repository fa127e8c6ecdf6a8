import type { GuestName } from '../../src/guest/model.ts'
import { getLimitUse, setLimit } from '../../src/limit/index.ts'
import type { LimitChange, LimitUse } from '../../src/limit/model.ts'
import { type Outcome, runInGuest, runShell } from '../run-in-guest.ts'
import type { Scratch } from '../scratch.ts'
import type { Case } from './cases.ts'
import { type Fact, GuestView } from './guest-view.ts'

export type Held = {
  fact: Fact
  outcome: string
  before: LimitUse[Case['kind']]
  /** While the guest has all it may; only where something stays. */
  during: LimitUse[Case['kind']] | null
  after: LimitUse[Case['kind']]
}

function sentence({ code, output }: Outcome): string {
  return code >= 128 ? `killed by signal ${code - 128}` : output.trim()
}

export const attack = (scratch: Scratch, name: GuestName, kind: string, count: number) =>
  runInGuest(scratch.host, name, ['/limit', kind, String(count)])

/** The program goes on in the guest, with what it has. */
export async function attackAndKeep(scratch: Scratch, name: GuestName, kind: string, count: number) {
  const script = `trap "" HUP; rm -f /tmp/out; /limit ${kind}+ ${count} >/tmp/out </dev/null 2>&1 &
    while [ ! -s /tmp/out ]; do sleep 0.02; done; cat /tmp/out`
  return runShell(scratch.host, name, script)
}

/** Sets the limit on the running guest, looks into the kernel, and lets the guest go beyond it. */
export async function exceed(scratch: Scratch, name: GuestName, held: Case): Promise<Held> {
  const [kind, count] = held.attack
  const use = async () => (await getLimitUse(scratch.host, name))[held.kind]
  const change: LimitChange = held.change
  await setLimit(scratch.host, name, change)
  const fact = await held.kernel(new GuestView(scratch, name))
  const before = await use()
  const outcome = sentence(await attack(scratch, name, kind, count))
  const after = await use()
  if (held.current === undefined) return { fact, outcome, before, during: null, after }
  await attackAndKeep(scratch, name, kind, count)
  return { fact, outcome, before, during: await use(), after }
}
