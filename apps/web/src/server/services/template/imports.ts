import { VserverError } from '@vserver/core/errors'
import { type ImportFile, ImportName } from '@vserver/core/template/model'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { localHub } from '../host/hub-of.ts'

export type ReceivedImport = { name: string; bytes: number; checksum: string }

export function listImports(ctx: ServiceContext): Promise<ImportFile[]> {
  return localHub(ctx).agent.listImports()
}

export function removeImport(ctx: ServiceContext, file: ImportName): Promise<void> {
  return audited(ctx, { action: 'import.delete', subject: file }, () =>
    localHub(ctx).agent.removeImport(file),
  )
}

/** Hands an archive on to the host as it comes, so that no size is too much for the panel. */
export function receiveImport(
  ctx: ServiceContext,
  { name, content }: { name: string; content: ReadableStream<Uint8Array> | null },
): Promise<ReceivedImport> {
  const judged = ImportName.safeParse(name)
  const message = judged.error?.issues[0]?.message ?? msg('The archive is empty.')
  if (!judged.success || !content) throw new VserverError('INVALID_INPUT', message, { hint: message })
  return audited(ctx, { action: 'import.receive', subject: judged.data }, () =>
    localHub(ctx).agent.receiveImport(judged.data, content),
  )
}
