'use client'

import { useQuery } from '@tanstack/react-query'
import type { Template } from '@vserver/core/template/model'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { rich, t } from '@/language/t.ts'
import { GUEST_INIT_STYLES } from '@/server/services/guest/constants.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { SelectField, TextField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { ProgressBar } from '@/ui/progress-bar.tsx'
import { Skeleton } from '@/ui/skeleton.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { PlanPicker } from '../plan/plan-picker.tsx'
import { INIT_STYLE_WORDS } from '../runtime/init-style-words.ts'
import { notReadyReason } from '../template/template-words.ts'
import { useTemplates } from '../template/use-templates.ts'
import { draftOf } from './create-draft.ts'

const CustomerCreateDialog = openedLater(() =>
  import('../customer/customer-create-dialog.tsx').then((module) => module.CustomerCreateDialog),
)

const initStyles = () => GUEST_INIT_STYLES.map((value) => ({ value, label: t(INIT_STYLE_WORDS[value]) }))

/** What is ordered; `naming` are the fields for the name, or the names. */
export function GuestCreateFields({ naming = <NameField /> }: { naming?: ReactNode }) {
  const trpc = useTRPC()
  const plans = useQuery(trpc.plan.list.queryOptions())
  return (
    <div className="space-y-6">
      <CustomerChoice />
      <QueryView query={plans} skeleton={<Skeleton className="h-40 w-full" />}>
        {(rows) => <PlanPicker name="planId" plans={rows.filter((plan) => !plan.isRetired)} />}
      </QueryView>
      <TemplateChoice />
      {naming}
      <SelectField
        hint={t('What runs as process 1. Debian’s templates bring systemd.')}
        label={t('Init')}
        name="initStyle"
        options={initStyles()}
        placeholder={t('Choose')}
      />
    </div>
  )
}

function CustomerChoice() {
  const trpc = useTRPC()
  const form = useForm()
  const customers = useQuery(trpc.customer.list.queryOptions())
  const [adding, setAdding] = useState(false)
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
      <div className="min-w-0 flex-1 basis-60">
        <SelectField
          label={t('Customer')}
          name="customerId"
          options={(customers.data ?? []).map((one) => ({
            value: one.id,
            label: `${one.name} (${one.email})`,
          }))}
          placeholder={customers.data?.length === 0 ? t('No customer yet') : t('Choose a customer')}
        />
      </div>
      <Button className="sm:mt-[1.6875rem]" icon="plus" onClick={() => setAdding(true)}>
        {t('New customer')}
      </Button>
      {adding && (
        <CustomerCreateDialog
          onClose={() => setAdding(false)}
          onCreated={({ id }) => form.set('customerId', id)}
        />
      )}
    </div>
  )
}

/** One choice is no choice: the only template that is ready is chosen. */
function useOnlyTemplate(templates: readonly Template[]): void {
  const { values, set } = useForm()
  const ready = templates.filter((one) => one.state === 'ready')
  const only = ready.length === 1 ? ready[0]?.id : undefined
  const isEmpty = draftOf(values).templateId === ''
  const choose = useEffectEvent((id: string) => set('templateId', id))
  useEffect(() => {
    if (only && isEmpty) choose(only)
  }, [only, isEmpty])
}

function TemplateChoice() {
  const templates = useTemplates()
  useOnlyTemplate(templates.data ?? [])
  const building = templates.data?.find((one) => one.state === 'building')
  return (
    <QueryView query={templates} skeleton={<Skeleton className="h-16 w-full" />}>
      {(rows) => (
        <div className="space-y-3">
          <SelectField
            label={t('Template')}
            name="templateId"
            options={rows.map((one) => {
              const reason = notReadyReason(one)
              return {
                value: one.id,
                label: reason ? `${one.label}: ${reason}` : one.label,
                disabled: reason !== null,
              }
            })}
            placeholder={t('Choose what it starts from')}
          />
          {building && (
            <div>
              <p className="mb-1.5 text-sm text-soft">{buildingWords(building)}</p>
              <ProgressBar
                label={t('Building {template}', { template: building.label })}
                percent={building.percent}
              />
            </div>
          )}
          {!building && rows.every((one) => one.state !== 'ready') && (
            <Notice tone="warn">{t('No template is ready. Ask the administrator to build one.')}</Notice>
          )}
        </div>
      )}
    </QueryView>
  )
}

function buildingWords({ label, step, percent }: Template): string {
  return t('{template} is being built: {step}, {percent}. It can be chosen as soon as it is ready.', {
    ...{ template: label, step: step ?? t('preparing'), percent: `${Math.round(percent)}\u00a0%` },
  })
}

function NameField() {
  const { name } = draftOf(useForm().values)
  return (
    <TextField
      autoCapitalize="none"
      autoComplete="off"
      hint={rich(
        'Lower-case letters, digits and hyphens. Inside, the prompt will read <code>root@{name}</code>.',
        {
          name: name || 'name',
          code: (words) => <code className="font-mono text-soft">{words}</code>,
        },
      )}
      label={t('Name')}
      maxLength={300}
      name="name"
      spellCheck={false}
    />
  )
}
