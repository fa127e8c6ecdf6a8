'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { Permission } from '@/server/policy.ts'
import { type RolesView, type RoleView, SaveRole } from '@/server/services/team/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { TextField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { PermissionGroup } from './permission-group.tsx'
import { ROLE_GROUPS, ROLE_PRESETS } from './role-words.ts'

type Props = { role: RoleView | null; roles: RolesView; onClose: () => void }

/** A name and a grid of what its members may do. */
export function RoleDialog({ role, roles, onClose }: Props) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const toast = useToast()
  const done = {
    onSuccess: () => {
      toast('good', t('Role saved. It holds at once.'))
      onClose()
    },
    onSettled: () => client.invalidateQueries(trpc.role.list.queryFilter()),
  }
  const create = useMutation(trpc.role.create.mutationOptions(done))
  const update = useMutation(trpc.role.update.mutationOptions(done))
  const error = create.error ?? update.error
  return (
    <Dialog onClose={onClose} title={role ? t('Role {name}', { name: role.name }) : t('New role')} wide>
      <Form
        initial={{ name: role?.name ?? '', permissions: role?.permissions ?? [] }}
        label={t('Role')}
        onSubmit={(values) => (role ? update.mutate({ roleId: role.id, ...values }) : create.mutate(values))}
        pending={create.isPending || update.isPending}
        problem={error ? messageFor(error) : null}
        schema={SaveRole}
      >
        <TextField autoComplete="off" label={t('Name')} name="name" />
        <Presets grantable={roles.grantable} />
        <p className="text-sm text-soft">
          {t('Every member sees the guests they are given and may change their own password.')}
        </p>
        <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
          {ROLE_GROUPS.map((group) => (
            <PermissionGroup grantable={roles.grantable} group={group} key={group} offered={roles.offered} />
          ))}
        </div>
        <DialogActions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <SubmitButton>{t('Save role')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

function Presets({ grantable }: { grantable: readonly Permission[] }) {
  const form = useForm()
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('Begin with')}</legend>
      <div className="flex flex-wrap gap-2">
        {Object.values(ROLE_PRESETS).map(({ label, permissions }) => (
          <Button
            key={label}
            onClick={() =>
              form.set(
                'permissions',
                permissions.filter((one) => grantable.includes(one)),
              )
            }
            size="small"
          >
            {t(label)}
          </Button>
        ))}
        <Button onClick={() => form.set('permissions', [...grantable])} size="small">
          {t('All that I may')}
        </Button>
        <Button onClick={() => form.set('permissions', [])} size="small">
          {t('Nothing')}
        </Button>
      </div>
    </fieldset>
  )
}
