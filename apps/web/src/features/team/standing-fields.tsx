'use client'

import { useQuery } from '@tanstack/react-query'
import { msg, t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { SelectField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { useMe } from '../session/me.tsx'
import { OWNER } from './standing-form.ts'

const REACH = [
  { value: 'all', label: msg('All guests of the account') },
  { value: 'some', label: msg('Only some guests') },
]

/** A role, and the guests for which it holds. */
export function StandingFields() {
  const trpc = useTRPC()
  const form = useForm()
  const canList = useMe().rights.includes('role.manage')
  const roles = useQuery(trpc.role.list.queryOptions(undefined, { enabled: canList }))
  const guests = useQuery(trpc.guest.names.queryOptions())
  const custom = (roles.data?.roles ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <SelectField
        hint={t('An owner may do everything. Other roles are made under “Roles”.')}
        label={t('Role')}
        name="role"
        options={[{ value: OWNER, label: t('Owner') }, ...custom]}
        placeholder={t('Choose a role')}
      />
      <SelectField
        label={t('Guests')}
        name="reach"
        options={REACH.map(({ value, label }) => ({ value, label: t(label) }))}
        placeholder={t('Choose')}
      />
      {form.values.reach === 'some' && (
        <ChecksField
          checks={(guests.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          label={t('These guests')}
          name="guestIds"
        />
      )}
    </>
  )
}
