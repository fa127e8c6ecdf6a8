'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { FactorView } from '@/server/services/second-factor/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Badge } from '@/ui/badge.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { useToast } from '@/ui/toast.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { FactorSetUp } from './factor-set-up.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type Open = 'setUp' | 'off' | 'codes' | null

export function FactorCard() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const factor = useQuery(trpc.secondFactor.get.queryOptions())
  const [open, setOpen] = useState<Open>(null)
  const close = () => {
    setOpen(null)
    void client.invalidateQueries(trpc.secondFactor.get.queryFilter())
    void client.invalidateQueries(trpc.me.sessions.queryFilter())
  }
  return (
    <Card
      description={t('A code from your telephone beside the password: a stolen password opens nothing.')}
      title={t('Second factor')}
    >
      <QueryView query={factor}>{(view) => <Factor onOpen={setOpen} view={view} />}</QueryView>
      {open === 'setUp' && (
        <Dialog onClose={close} title={t('Set up the second factor')}>
          <FactorSetUp cancel={<Button onClick={close}>{t('Cancel')}</Button>} onDone={close} />
        </Dialog>
      )}
      {open === 'off' && <OffDialog onClose={close} />}
      {open === 'codes' && <CodesDialog onClose={close} />}
    </Card>
  )
}

function Factor({ view, onOpen }: { view: FactorView; onOpen: (open: Open) => void }) {
  if (!view.isOn)
    return (
      <Button onClick={() => onOpen('setUp')} variant="primary">
        {t('Set up')}
      </Button>
    )
  return (
    <div className="space-y-4">
      <p className="flex flex-wrap items-center gap-2 text-soft">
        <Badge tone="good">{t('On')}</Badge>
        {t(
          '{count, plural, =0 {No recovery code is left.} one {# recovery code is left.} other {# recovery codes are left.}}',
          { count: view.codesLeft },
        )}
      </p>
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => onOpen('codes')} size="small">
          {t('New recovery codes')}
        </Button>
        <Button
          deniedReason={
            view.isDemanded ? t('Your administrator asks everyone with your role to have it.') : null
          }
          onClick={() => onOpen('off')}
          size="small"
        >
          {t('Turn off')}
        </Button>
      </div>
    </div>
  )
}

function OffDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const onError = useFailureToast()
  const off = useMutation(
    trpc.secondFactor.turnOff.mutationOptions({
      onError,
      onSuccess: () => {
        toast('good', t('The second factor is off.'))
        onClose()
      },
    }),
  )
  return (
    <Dialog onClose={onClose} title={t('Turn the second factor off?')}>
      <p className="text-soft">{t('From then on your password alone opens your account.')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('Keep it')}</Button>
        <Button onClick={() => off.mutate()} pending={off.isPending} variant="danger">
          {t('Turn off')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function CodesDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const onError = useFailureToast()
  const renew = useMutation(trpc.secondFactor.renewCodes.mutationOptions({ onError }))
  return (
    <Dialog onClose={onClose} title={t('New recovery codes')}>
      {renew.data ? (
        <RecoveryCodes codes={renew.data.codes} onDone={onClose} />
      ) : (
        <>
          <p className="text-soft">{t('The ones you have now stop working.')}</p>
          <DialogActions>
            <Button onClick={onClose}>{t('Cancel')}</Button>
            <Button onClick={() => renew.mutate()} pending={renew.isPending} variant="primary">
              {t('Make new codes')}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  )
}
