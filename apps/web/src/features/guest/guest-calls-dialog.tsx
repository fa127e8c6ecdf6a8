import { msg, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { ApiCallView } from '@/ui/api-call-view.tsx'
import { Dialog } from '@/ui/dialog.tsx'

const CALLS = [
  ['guest.start', msg('Start')],
  ['guest.stop', msg('Stop')],
  ['guest.restart', msg('Restart')],
  ['guest.pause', 'Pause'],
  ['guest.resume', 'Resume'],
  ['guest.kill', msg('Kill')],
] as const

/** What the buttons above a guest send, for programs. */
export function GuestCallsDialog({ guest, onClose }: { guest: GuestView; onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title={t('API calls')} wide>
      <div className="space-y-5">
        {CALLS.map(([name, label]) => (
          <section key={name}>
            <h3 className="mb-1.5 text-sm font-medium">{t(label)}</h3>
            <ApiCallView call={{ method: 'POST', name, input: { guestId: guest.id } }} />
          </section>
        ))}
      </div>
    </Dialog>
  )
}
