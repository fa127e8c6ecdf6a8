'use client'

import { t } from '@/language/t.ts'
import type { PlanView } from '@/server/services/plan/model.ts'
import { cx } from '@/ui/cx.ts'
import { useForm } from '@/ui/form.tsx'
import { planLines } from './plan-words.ts'
import { RoomLine } from './room-line.tsx'
import { isBlocked } from './room-words.ts'

/** Cards that are radio buttons; a plan without room stays visible and says what is missing. */
export function PlanPicker({ plans, name }: { plans: readonly PlanView[]; name: string }) {
  const form = useForm()
  const error = form.errorOf(name)
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('Plan')}</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        {plans.map((plan) => (
          <PlanOption
            checked={form.values[name] === plan.id}
            key={plan.id}
            name={name}
            onChoose={() => form.set(name, plan.id)}
            plan={plan}
          />
        ))}
      </div>
      {error && <p className="mt-1.5 text-sm text-bad">{error}</p>}
    </fieldset>
  )
}

function PlanOption({
  plan,
  name,
  checked,
  onChoose,
}: {
  plan: PlanView
  name: string
  checked: boolean
  onChoose: () => void
}) {
  const blocked = isBlocked(plan)
  return (
    <label
      className={cx(
        'flex flex-col rounded-xl border p-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        checked ? 'border-accent bg-tint' : 'border-line bg-surface',
        blocked ? 'cursor-not-allowed bg-raised text-faint' : 'cursor-pointer hover:border-accent',
      )}
    >
      <span className="flex items-center justify-between gap-2 text-lg font-semibold">
        {plan.name}
        <input
          checked={checked}
          className="size-4 accent-accent"
          disabled={blocked}
          name={name}
          onChange={onChoose}
          type="radio"
          value={plan.id}
        />
      </span>
      <span className="mt-1.5 block flex-1 text-sm leading-6 text-soft">
        {planLines(plan).map((fact) => (
          <span className="block" key={fact}>
            {fact}
          </span>
        ))}
      </span>
      <RoomLine className="mt-3" room={plan} />
    </label>
  )
}
