'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button, LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { PageHeader } from '@/ui/page-header.tsx'
import { useToast } from '@/ui/toast.tsx'
import { OperationProgress } from '../operation/operation-progress.tsx'

export function GuestCreateProgress({
  created,
  name,
  onAgain,
}: {
  created: { guestId: string; operationId: string }
  name: string
  /** With what was ordered still in the form, or for another guest. */
  onAgain: (order: 'same' | 'new') => void
}) {
  const router = useRouter()
  const toast = useToast()
  const trpc = useTRPC()
  const { operationId } = created
  const state = useQuery(trpc.operation.get.queryOptions({ operationId })).data?.state
  const hasFailed = state === 'failed' || state === 'cancelled'
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('Guests'), href: '/guests' }]}
        description={
          hasFailed
            ? t('What was begun is undone; its name and its part of your pool come back by themselves.')
            : t('You may leave this page; the guest is created all the same.')
        }
        title={hasFailed ? t('{name} was not created', { name }) : t('Creating {name}', { name })}
      />
      <Card className="max-w-3xl">
        <OperationProgress
          onSucceeded={() => {
            toast('good', t('{name} is ready.', { name }))
            router.replace(`/guests/${created.guestId}`)
          }}
          operationId={operationId}
        />
        <div className="mt-6 flex flex-wrap gap-3 border-t border-line pt-5">
          {hasFailed ? (
            <Button onClick={() => onAgain('same')}>{t('Change and try again')}</Button>
          ) : (
            <>
              <LinkButton href={`/guests/${created.guestId}`}>{t('Go to the guest')}</LinkButton>
              <Button onClick={() => onAgain('new')} variant="quiet">
                {t('Create another')}
              </Button>
            </>
          )}
        </div>
      </Card>
    </>
  )
}
