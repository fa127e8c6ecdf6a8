'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import type { PoolLine } from '@/server/services/allowance/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { cx } from '@/ui/cx.ts'
import { useForm } from '@/ui/form.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { ALLOWANCE_WORDS } from '../allowance/allowance-words.ts'
import { type PoolAfter, poolAfter } from '../allowance/pool-after.ts'
import { planLines } from '../plan/plan-words.ts'
import { useTemplates } from '../template/use-templates.ts'
import { draftOf } from './create-draft.ts'

/** Says in words what will be made, and what the pool has left afterwards. */
export function GuestCreateSummary({ pool, problem }: { pool: readonly PoolLine[]; problem: string | null }) {
  const trpc = useTRPC()
  const draft = draftOf(useForm().values)
  const plan = useQuery(trpc.plan.list.queryOptions()).data?.find((one) => one.id === draft.planId)
  const customer = useQuery(trpc.customer.list.queryOptions()).data?.find(
    (one) => one.id === draft.customerId,
  )
  const template = useTemplates().data?.find((one) => one.id === draft.templateId)
  const after = plan ? poolAfter(pool, plan.need) : []
  return (
    <Card className="lg:sticky lg:top-6" title={t('Summary')}>
      <dl className="space-y-2.5 text-sm">
        <Line name={t('Name')} value={draft.name} />
        <Line name={t('Customer')} value={customer?.name} />
        <Line name={t('Template')} value={template?.label} />
        <Line name={t('Plan')} value={plan?.name} />
        {plan && (
          <dd className="text-right text-soft">
            {planLines(plan).map((fact) => (
              <span className="block" key={fact}>
                {fact}
              </span>
            ))}
          </dd>
        )}
      </dl>
      {plan && <PoolPreview after={after} />}
      {problem && (
        <div className="mt-5">
          <Notice live tone="bad">
            {problem}
          </Notice>
        </div>
      )}
      <SubmitButton className="mt-5 w-full">{t('Create guest')}</SubmitButton>
    </Card>
  )
}

function Line({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-soft">{name}</dt>
      <dd className={cx('min-w-0 text-right break-words', value ? 'font-medium' : 'text-faint')}>
        {value || t('not chosen')}
      </dd>
    </div>
  )
}

export function PoolPreview({ after }: { after: PoolAfter[] }) {
  return (
    <div className="mt-5 border-t border-line pt-4">
      <h3 className="mb-2 text-sm font-semibold">{t('Left in your pool afterwards')}</h3>
      <dl className="space-y-1.5 text-sm">
        {after.map((line) => {
          const { label, format } = ALLOWANCE_WORDS[line.kind]
          return (
            <div className="flex justify-between gap-4" key={line.kind}>
              <dt className="text-soft">{t(label)}</dt>
              <dd className={cx('tabular-nums', line.fits ? 'font-medium' : 'font-medium text-bad')}>
                {line.before === null
                  ? t('no limit')
                  : line.fits && line.after !== null
                    ? format(line.after)
                    : t('not enough')}
              </dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
