import { VserverError } from '@vserver/core/errors'
import type { Operation } from '@vserver/core/operation/model'
import type { GuestDisk } from '@vserver/core/storage/model'
import { isVserverError } from '../../trpc/errors.ts'

/** A guest as its tenants call it, and as its host does. */
export type TwoNames = { name: string; hostName: string }

/** What a host says, with the name that the tenants know. */
export function toPanelWords(text: string, { name, hostName }: TwoNames): string {
  return text.replaceAll(hostName, name)
}

export function errorInPanelWords(error: unknown, guest: TwoNames): unknown {
  if (!isVserverError(error)) return error
  const { code, message, subject, hint, cause } = error
  return new VserverError(code, toPanelWords(message, guest), {
    ...(subject ? { subject: toPanelWords(subject, guest) } : {}),
    ...(hint ? { hint: toPanelWords(hint, guest) } : {}),
    cause,
  })
}

export function diskInPanelWords(disk: GuestDisk | undefined, { name }: TwoNames): GuestDisk | null {
  return disk ? { ...disk, name } : null
}

export function operationInPanelWords<Told extends Operation>(operation: Told, guest: TwoNames): Told {
  const { subject, step, error } = operation
  return {
    ...operation,
    subject: toPanelWords(subject, guest),
    step: toPanelWords(step, guest),
    error: error && {
      code: error.code,
      message: toPanelWords(error.message, guest),
      hint: error.hint && toPanelWords(error.hint, guest),
    },
  }
}
