'use client'

import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'

/** Whatever runs in a guest can print an address: it is shown in full, and opened only by a second click. */
export function LinkDialog({ address, onClose }: { address: string; onClose: () => void }) {
  const isWeb = isWebAddress(address)
  return (
    <Dialog onClose={onClose} title={t('Open this address?')}>
      <p className="mb-3 text-soft">
        {isWeb
          ? t('A program in the guest printed it. Open it only if you expect it.')
          : t('A program in the guest printed it. It is no web page.')}
      </p>
      <p className="rounded-xl bg-raised p-3 font-mono text-sm break-all">{address}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          deniedReason={isWeb ? null : t('Only addresses that begin with http:// or https:// are opened.')}
          onClick={() => {
            window.open(address, '_blank', 'noopener,noreferrer')
            onClose()
          }}
          variant="primary"
        >
          {t('Open in a new tab')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)
}
