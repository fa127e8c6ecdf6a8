'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { RoleView } from '@/server/services/team/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'

const RoleDialog = openedLater(() => import('./role-dialog.tsx').then((module) => module.RoleDialog))

/** Roles of the account beside “Owner”, which may do everything. */
export function RoleCard() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const roles = useQuery(trpc.role.list.queryOptions())
  const [editing, setEditing] = useState<RoleView | 'new' | null>(null)
  const remove = useMutation(
    trpc.role.delete.mutationOptions({
      onError: useFailureToast(),
      onSettled: () => client.invalidateQueries(trpc.role.list.queryFilter()),
    }),
  )
  const add = (
    <Button icon="plus" onClick={() => setEditing('new')} size="small">
      {t('New role')}
    </Button>
  )
  return (
    <Card action={add} description={t('What members other than owners may do.')} flush title={t('Roles')}>
      <QueryView query={roles}>
        {(view) => (
          <>
            {view.roles.length === 0 ? (
              <EmptyState icon="team" title={t('No roles yet')}>
                {t('Make one to let somebody work here without letting them do everything.')}
              </EmptyState>
            ) : (
              <ul aria-label={t('Roles')} className="divide-y divide-line border-t border-line">
                {view.roles.map((role) => (
                  <RoleRow
                    key={role.id}
                    onDelete={() => remove.mutate({ roleId: role.id })}
                    onEdit={() => setEditing(role)}
                    role={role}
                  />
                ))}
              </ul>
            )}
            {editing && (
              <RoleDialog
                onClose={() => setEditing(null)}
                role={editing === 'new' ? null : editing}
                roles={view}
              />
            )}
          </>
        )}
      </QueryView>
    </Card>
  )
}

type RowProps = { role: RoleView; onEdit: () => void; onDelete: () => void }

function RoleRow({ role, onEdit, onDelete }: RowProps) {
  const { name, permissions, members, invitations } = role
  const isUsed = members + invitations > 0
  const inUse = t('Give its members another role and take back its invitations first.')
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium break-words">{name}</p>
        <p className="text-sm text-faint">
          {t(
            '{rights, plural, one {# right} other {# rights}} · {members, plural, one {# member} other {# members}}',
            {
              ...{ rights: permissions.length, members },
            },
          )}
        </p>
      </div>
      <div className="flex gap-2">
        <Button aria-label={t('Change role {name}', { name })} onClick={onEdit} size="small">
          {t('Change')}
        </Button>
        <Button
          aria-label={t('Delete role {name}', { name })}
          deniedReason={isUsed ? inUse : null}
          onClick={onDelete}
          size="small"
        >
          {t('Delete')}
        </Button>
      </div>
    </li>
  )
}
