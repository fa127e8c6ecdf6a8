'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { roleWords } from '@/language/role-words.ts'
import { msg, t } from '@/language/t.ts'
import type { OpenConsoleView, Person } from '@/server/services/console/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Choice } from '@/ui/choice.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useConsentRefresh } from './use-consent-refresh.ts'

const MODES = [
  { id: 'none', label: msg('Nothing') },
  { id: 'observer', label: msg('Reads') },
  { id: 'peer', label: msg('Types too') },
] as const
type Mode = (typeof MODES)[number]['id']

type Props = { guestId: string; console: OpenConsoleView; onClose: () => void }

/** The owner of a terminal says who else may read it, or type in it. Taking it back ends their connection. */
export function ShareDialog({ guestId, console, onClose }: Props) {
  const trpc = useTRPC()
  const refresh = useConsentRefresh()
  const people = useQuery(trpc.console.people.queryOptions({ guestId }))
  const share = useMutation(
    trpc.console.share.mutationOptions({ onError: useFailureToast(), onSettled: refresh }),
  )
  const modeOf = ({ id }: Person): Mode => {
    const mode = console.shares.find((one) => one.id === id)?.mode
    return mode === 'peer' || mode === 'observer' ? mode : 'none'
  }
  const set = (person: Person, mode: Mode) =>
    share.mutate({
      guestId,
      consoleId: console.id as never,
      userId: person.id,
      mode: mode === 'none' ? null : mode,
    })
  return (
    <Dialog onClose={onClose} title={t('Share this console')}>
      <p className="mb-4 text-soft">
        {t('Who types has the rights of your shell. Taking it back disconnects them at once.')}
      </p>
      <QueryView query={people}>
        {(list) =>
          list.length === 0 ? (
            <p className="text-sm text-faint">
              {t(
                'Nobody else may enter this guest. Let support in first, or invite somebody to your account.',
              )}
            </p>
          ) : (
            <ul className="divide-y divide-line">
              {list.map((person) => (
                <li className="flex flex-wrap items-center justify-between gap-3 py-2" key={person.id}>
                  <span>
                    {person.name} <span className="text-sm text-faint">({roleWords(person.role)})</span>
                  </span>
                  <Choice
                    current={modeOf(person)}
                    label={t('What {name} may do', { name: person.name })}
                    onChange={(mode) => set(person, mode)}
                    options={MODES.map(({ id, label }) => ({ id, label: t(label) }))}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      <DialogActions>
        <Button onClick={onClose}>{t('Done')}</Button>
      </DialogActions>
    </Dialog>
  )
}
