import type { Prisma } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import type { GrantState, GrantView } from './model.ts'

export const WITH_GUEST = { guest: { select: { id: true, name: true } } } satisfies Prisma.ConsoleGrantInclude
export type GrantRow = Prisma.ConsoleGrantGetPayload<{ include: typeof WITH_GUEST }>

export function toGrantView(
  { viewer, now }: Pick<ServiceContext, 'viewer' | 'now'>,
  row: GrantRow,
): GrantView {
  return {
    id: row.id,
    kind: row.kind,
    state: stateAt(row, now()),
    userName: row.userName,
    isMine: row.createdById === viewer.id,
    minutes: row.minutes,
    note: row.note,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    decidedByName: row.decidedByName,
    askedUntil: row.askedUntil?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    endedByName: row.endedByName,
    guest: row.guest,
  }
}

function stateAt({ state, askedUntil, expiresAt }: GrantRow, nowMs: number): GrantState {
  const until = state === 'asked' ? askedUntil : state === 'granted' ? expiresAt : null
  return until && until.getTime() <= nowMs ? 'expired' : state
}
