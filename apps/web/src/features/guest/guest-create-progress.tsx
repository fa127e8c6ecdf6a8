'use client'

import { useRouter } from 'next/navigation'
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
  onAgain: () => void
}) {
  const router = useRouter()
  const toast = useToast()
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Guests', href: '/guests' }]}
        description="You may leave this page; the guest is created all the same."
        title={`Creating ${name}`}
      />
      <Card className="max-w-3xl">
        <OperationProgress
          onSucceeded={() => {
            toast('good', `${name} is ready.`)
            router.replace(`/guests/${created.guestId}`)
          }}
          operationId={created.operationId}
        />
        <div className="mt-6 flex flex-wrap gap-3 border-t border-line pt-5">
          <LinkButton href={`/guests/${created.guestId}`}>Go to the guest</LinkButton>
          <Button onClick={onAgain} variant="quiet">
            Create another
          </Button>
        </div>
      </Card>
    </>
  )
}
