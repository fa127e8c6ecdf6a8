'use client'

import { msg, t, translate } from '@/language/t.ts'
import type { Permission } from '@/server/policy.ts'
import { useForm } from '@/ui/form.tsx'
import { boxesOf, ROLE_GROUP, type RoleGroup } from './role-words.ts'

const LACKING = msg('You may not do this yourself, so you cannot give it.')

type Props = { group: RoleGroup; offered: readonly Permission[]; grantable: readonly Permission[] }

/** One group of the grid; the boxes of all groups make one list. */
export function PermissionGroup({ group, offered, grantable }: Props) {
  const form = useForm()
  const chosen = Array.isArray(form.values.permissions) ? (form.values.permissions as string[]) : []
  const boxes = boxesOf(group, offered)
  if (boxes.length === 0) return null
  const toggle = (value: string) =>
    form.set(
      'permissions',
      chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value],
    )
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{t(ROLE_GROUP[group])}</legend>
      <div className="space-y-2">
        {boxes.map(({ value, label, hint }) => {
          const isLacking = !grantable.includes(value)
          return (
            <label
              className="flex items-start gap-2.5 text-sm"
              key={value}
              title={isLacking ? t(LACKING) : undefined}
            >
              <input
                checked={chosen.includes(value)}
                className="mt-0.5 size-4 shrink-0 accent-accent"
                disabled={isLacking}
                onChange={() => toggle(value)}
                type="checkbox"
                value={value}
              />
              <span className={isLacking ? 'text-faint' : undefined}>
                {translate(label)}
                {(hint || isLacking) && (
                  <span className="block text-faint">{isLacking ? t(LACKING) : hint && t(hint)}</span>
                )}
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
