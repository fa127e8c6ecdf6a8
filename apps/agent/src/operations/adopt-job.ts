import { resumeJob } from '@vserver/core/files'
import type { FilesKind } from '@vserver/core/files/model'
import { GuestName } from '@vserver/core/guest/model'
import type { Operation, OperationKind } from '@vserver/core/operation/model'
import type { Agent } from '../services.ts'
import { followJob } from './follow-job.ts'
import type { Act } from './guest-locks.ts'
import { jobIdOf } from './job-id.ts'
import { problemsFound } from './storage-operation.ts'

type Adopted = { kind: FilesKind; holds: Act | null }

/** Operations that are one job, which goes on without the agent. */
const ADOPTED: Partial<Record<OperationKind, Adopted>> = {
  'guest.clone': { kind: 'clone', holds: 'guest.clone' },
  'guest.unify': { kind: 'unify', holds: 'guest.unify' },
  'guest.fold': { kind: 'fold', holds: 'guest.fold' },
  'guest.convert': { kind: 'convert', holds: 'guest.convert' },
  'guest.archive': { kind: 'archive', holds: 'guest.archive' },
  'guest.unarchive': { kind: 'unarchive', holds: 'guest.unarchive' },
  'guest.predict': { kind: 'predict', holds: null },
  'guest.verify': { kind: 'verify', holds: null },
  'storage.sweep': { kind: 'sweep', holds: null },
  'storage.verify': { kind: 'verify', holds: null },
}

/** False when the operation is of another sort. */
export function adoptJob(agent: Agent, operation: Operation): boolean {
  const adopted = ADOPTED[operation.kind]
  if (adopted === undefined) return false
  const { host, locks } = agent
  const name = operation.kind.startsWith('guest.') ? GuestName.parse(operation.subject) : null
  const { kind, holds } = adopted
  agent.operations.adopt(operation, async (task) => {
    const release = name === null || holds === null ? () => {} : await locks.acquire(name, holds)
    try {
      const { problems } = await resumeJob(host, { id: jobIdOf(task.id), kind, name }, followJob(host, task))
      if (problems > 0) throw problemsFound(name ?? 'storage', problems)
    } finally {
      release()
    }
  })
  return true
}
