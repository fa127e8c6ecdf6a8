import { VserverError } from '../errors.ts'
import { readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { Backend } from '../storage/model.ts'
import { changeFiles, requireDown } from './change.ts'
import type { FilesJobId, FilesRun } from './model.ts'
import type { Follow } from './run-job.ts'

type Convert = { id: FilesJobId; name: GuestName; backend: Backend }

export async function requireConvertible(
  host: Host,
  { name, backend }: Pick<Convert, 'name' | 'backend'>,
): Promise<void> {
  await requireDown(host, name)
  const { backend: now } = await readGuest(host, name)
  if (now === backend) {
    throw new VserverError('INVALID_STATE', `Guest ${name} has the backend ${backend} already.`, {
      subject: name,
      hint: 'Choose another backend.',
    })
  }
  const { backends } = await host.storage.probe({ selfTest: false })
  if (backends.includes(backend)) return
  throw new VserverError('UNSUPPORTED', `The storage of this host cannot keep guests as ${backend}.`, {
    subject: name,
    hint: `It can keep them as ${backends.join(', ')}.`,
  })
}

/** Keeps the files of the guest in another way from now on; their content is the same. */
export async function convertGuest(
  host: Host,
  { id, name, backend }: Convert,
  follow: Follow,
): Promise<FilesRun> {
  await requireConvertible(host, { name, backend })
  return changeFiles(host, { id, kind: 'convert', name, backend }, { follow })
}
