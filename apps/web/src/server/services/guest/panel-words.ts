import { VserverError } from '@vserver/core/errors'
import type { Operation } from '@vserver/core/operation/model'
import type { GuestDisk } from '@vserver/core/storage/model'
import { sayOfHost } from '@/language/of-hosts/understand.ts'
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

/** The same for who reads it now, in their language. */
export function forReader(text: string, guest: TwoNames | null): string {
  return sayOfHost(guest ? toPanelWords(text, guest) : text)
}

/** Null: it is about no guest. */
export function operationForReader<Told extends Operation>(operation: Told, guest: TwoNames | null): Told {
  const { subject, step, error } = operation
  return {
    ...operation,
    subject: guest ? toPanelWords(subject, guest) : subject,
    step: forReader(step, guest),
    error: error && {
      code: error.code,
      message: forReader(error.message, guest),
      hint: error.hint && forReader(error.hint, guest),
    },
  }
}
