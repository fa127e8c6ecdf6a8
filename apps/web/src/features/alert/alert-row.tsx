'use client'

import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'
import { t } from '@/language/t.ts'
import { isHostSubject } from '@/server/services/alert/constants.ts'
import type { AlertRuleView } from '@/server/services/alert/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { quietWords, ruleWords } from './alert-words.ts'
import { useAlertRefresh } from './use-alert-refresh.ts'

/** One rule: what it watches, where it fires now, and what can be done with it. */
export function AlertRow({ rule, onEdit }: { rule: AlertRuleView; onEdit: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const onError = useFailureToast()
  const refresh = useAlertRefresh()
  const { id, guestName, firing, firingHosts, name, ...request } = rule
  const changes = { onError, onSettled: refresh }
  const test = useMutation(
    trpc.alert.test.mutationOptions({
      ...changes,
      onSuccess: () => toast('good', t('The test is on its way; it takes up to a minute.')),
    }),
  )
  const remove = useMutation(trpc.alert.delete.mutationOptions(changes))
  const update = useMutation(trpc.alert.update.mutationOptions(changes))
  const turn = () => update.mutate({ ruleId: id, rule: { ...request, name, enabled: !rule.enabled } })
  const every = isHostSubject(rule.subject) ? t('every host') : t('every guest')
  const places = [
    ...firing.map(({ guestId, guestName: of }) => ({ href: `/guests/${guestId}`, of })),
    ...firingHosts.map(({ hostId, hostName: of }) => ({ href: `/hosts/${hostId}`, of })),
  ]
  const details = [guestName ?? every, rule.email && t('e-mail'), rule.webhookUrl && t('web hook')]
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 py-4">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {!rule.enabled && <Badge>{t('Off')}</Badge>}
        </p>
        <p className="text-soft">{ruleWords(rule)}</p>
        <p className="text-sm text-faint">
          {[...details, quietWords(rule.quiet)].filter(Boolean).join(' · ')}
        </p>
        {places.length > 0 && (
          <p className="mt-1 flex flex-wrap items-center gap-2">
            <Badge tone="bad">{t('Fires')}</Badge>
            {places.map(({ href, of }) => (
              <Link className="rounded text-accent hover:underline" href={href} key={href}>
                {of}
              </Link>
            ))}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-1">
        <RowButton label={name} onClick={() => test.mutate({ ruleId: id })} pending={test.isPending}>
          {t('Test')}
        </RowButton>
        <RowButton label={name} onClick={turn} pending={update.isPending}>
          {rule.enabled ? t('Turn off') : t('Turn on')}
        </RowButton>
        <RowButton label={name} onClick={onEdit} pending={false}>
          {t('Change')}
        </RowButton>
        <RowButton label={name} onClick={() => remove.mutate({ ruleId: id })} pending={remove.isPending}>
          {t('Delete')}
        </RowButton>
      </div>
    </li>
  )
}

type RowButtonProps = { children: string; label: string; onClick: () => void; pending: boolean }

function RowButton({ children, label, onClick, pending }: RowButtonProps) {
  return (
    <Button onClick={onClick} pending={pending} size="small" variant="quiet">
      {children}
      <span className="sr-only"> {label}</span>
    </Button>
  )
}
