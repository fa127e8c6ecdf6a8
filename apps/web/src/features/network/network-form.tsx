'use client'

import { useMutation } from '@tanstack/react-query'
import { NETWORK_MODES } from '@vserver/core/network/constants'
import type { NetworkMode } from '@vserver/core/network/model'
import { msg, t, type Words } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { ChecksField } from '@/ui/checks-field.tsx'
import { SelectField } from '@/ui/field.tsx'
import { Form, useForm } from '@/ui/form.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'
import { SubmitButton } from '@/ui/submit-button.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useMe } from '../session/me.tsx'
import { MODE_WORDS, SHARED_DENIED } from './mode-words.ts'
import {
  flagsOf,
  type NetworkFlag,
  NetworkForm as NetworkSchema,
  networkChange,
  toDraft,
} from './network-draft.ts'
import { modeDenied } from './network-words.ts'
import { useNetworkSaved } from './use-network.ts'

type Props = { guest: GuestView; view: NetworkView; onClose: () => void }

const FLAG_WORDS = {
  nat: {
    label: msg('Hide it behind the host’s address (NAT)'),
    hint: msg('It reaches others under the host’s address; they reach it by forwarded ports alone.'),
  },
  peers: {
    label: msg('May speak with other guests of the host'),
    hint: msg('Otherwise they are as far from each other as strangers.'),
  },
  raw: { label: msg('Raw ICMP sockets'), hint: msg('For ping programs and monitoring that need them.') },
  multicast: { label: msg('Multicast and broadcast'), hint: msg('For discovery in a local network.') },
} as const satisfies Record<NetworkFlag, { label: Words; hint: Words }>

export function NetworkForm({ guest, view, onClose }: Props) {
  const trpc = useTRPC()
  const toast = useToast()
  const saved = useNetworkSaved(guest.id)
  const save = useMutation(
    trpc.network.set.mutationOptions({
      ...saved,
      onSuccess: (now) => {
        saved.onSuccess(now)
        toast('good', t('Network saved.'))
        onClose()
      },
    }),
  )
  return (
    <Form
      initial={toDraft(view.network)}
      label={t('Network')}
      onSubmit={(draft) => {
        const change = networkChange(view.network, draft)
        if (Object.keys(change).length === 0) onClose()
        else save.mutate({ guestId: guest.id, change })
      }}
      pending={save.isPending}
      problem={save.error ? messageFor(save.error) : null}
      schema={NetworkSchema}
    >
      <Fields guest={guest} view={view} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>{t('Save network')}</SubmitButton>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </div>
    </Form>
  )
}

function Fields({ guest, view }: Pick<Props, 'guest' | 'view'>) {
  const { mode } = useForm().values
  const chosen = NETWORK_MODES.find((one) => one === mode) ?? view.network.mode
  const denied = modeDenied(guest.state)
  const isAdmin = useMe().user.role === 'admin'
  const options = NETWORK_MODES.map((value) => {
    const reason =
      value === view.network.mode
        ? null
        : (denied && t('stop the guest first')) || refusal(value, view, isAdmin)
    const label = t(MODE_WORDS[value].label)
    return { value, label: reason ? `${label}: ${reason}` : label, disabled: reason !== null }
  })
  const link = chosen === view.network.mode ? view.network.link : 'routed'
  const checks = flagsOf(chosen, link).map((value) => {
    const { label, hint } = FLAG_WORDS[value]
    return { value, label: t(label), hint: t(hint) }
  })
  return (
    <>
      <SelectField
        hint={
          <>
            {t(MODE_WORDS[chosen].hint)}
            {denied && <span className="block">{denied}</span>}
          </>
        }
        label={t('How it is joined')}
        name="mode"
        options={options}
        placeholder={t('Choose')}
      />
      {checks.length > 0 && <ChecksField checks={checks} label={t('Settings')} name="flags" />}
      {chosen === 'private' && (
        <LimitNumberField
          fallback={view.host.uplinkMtu || 1500}
          hint={t('The largest packet in bytes. Smaller than the uplink’s only for tunnels.')}
          label="MTU"
          name="mtu"
          nullLabel={t('As the uplink ({mtu})', { mtu: view.host.uplinkMtu || 1500 })}
        />
      )}
    </>
  )
}

/** Why a mode cannot be chosen on this host; null = it can. */
function refusal(mode: NetworkMode, { host, addresses }: NetworkView, isAdmin: boolean): string | null {
  if (mode === 'shared' && !isAdmin) return t(SHARED_DENIED)
  if (mode === 'private' && !host.features.includes('packet'))
    return t('this host cannot load packet programs')
  if (mode === 'shared' && host.tier === 'refused') return t('this host’s kernel cannot hold it')
  if (mode === 'shared' && addresses.length === 0) return t('give it an address first')
  return mode === 'none' && addresses.length > 0 ? t('take its addresses away first') : null
}
