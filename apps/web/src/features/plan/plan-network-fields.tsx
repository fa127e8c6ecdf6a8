'use client'

import { NETWORK_MODES } from '@vserver/core/network/constants'
import { GIB } from '@vserver/core/units'
import { msg, t } from '@/language/t.ts'
import { ADDRESS_KINDS, TRAFFIC_ACTIONS } from '@/server/services/plan/model.ts'
import { BytesField } from '@/ui/bytes-field.tsx'
import { NumberField, SelectField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'
import { MEGABIT } from '../limit/advanced-groups.ts'
import { MODE_WORDS, SHARED_DENIED } from '../network/mode-words.ts'
import { useMe } from '../session/me.tsx'
import { TRAFFIC_ACTION_LABELS } from './plan-network-words.ts'

const KIND_LABELS = { public: msg('Public'), private: msg('Private, behind the host’s address') } as const

/** How guests of a plan are joined to the network, inside any form whose values are a PlanNetwork. */
export function PlanNetworkFields() {
  const { mode } = useForm().values
  const chosen = NETWORK_MODES.find((one) => one === mode) ?? 'none'
  const isAdmin = useMe().user.role === 'admin'
  return (
    <fieldset className="space-y-4">
      <legend className="mb-3 text-sm font-semibold text-soft">{t('Network')}</legend>
      <SelectField
        hint={t(MODE_WORDS[chosen].hint)}
        label={t('Network mode')}
        name="mode"
        options={modesFor(isAdmin)}
        placeholder={t('Choose')}
      />
      {chosen !== 'none' && (
        <>
          <AddressCounts />
          <TrafficFields />
        </>
      )}
    </fieldset>
  )
}

function modesFor(isAdmin: boolean) {
  return NETWORK_MODES.map((value) => {
    const label = t(MODE_WORDS[value].label)
    const disabled = value === 'shared' && !isAdmin
    return { value, label: disabled ? `${label}: ${t(SHARED_DENIED)}` : label, disabled }
  })
}

function AddressCounts() {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField label={t('IPv4 addresses')} max={16} min={0} name="addresses4" />
        <NumberField label={t('IPv6 addresses')} max={16} min={0} name="addresses6" />
      </div>
      <SelectField
        hint={t('Public ones come out of the reseller’s pool; each guest gets them when it is ordered.')}
        label={t('Kind of addresses')}
        name="addressKind"
        options={ADDRESS_KINDS.map((value) => ({ value, label: t(KIND_LABELS[value]) }))}
        placeholder={t('Choose')}
      />
    </>
  )
}

function TrafficFields() {
  const { values } = useForm()
  return (
    <>
      <BytesField
        fallback={1024 * GIB}
        hint={t('Sent and received together, in one month.')}
        infinite
        label={t('Traffic a month')}
        name="trafficBytes"
      />
      {values.trafficBytes !== null && (
        <>
          <NumberField
            hint={t('The day on which a month begins (UTC), from 1 to 28.')}
            label={t('Reset day')}
            max={28}
            min={1}
            name="trafficResetDay"
          />
          <SelectField
            label={t('Beyond its traffic')}
            name="trafficAction"
            options={TRAFFIC_ACTIONS.map((value) => ({ value, label: t(TRAFFIC_ACTION_LABELS[value]) }))}
            placeholder={t('Choose')}
          />
          {values.trafficAction === 'throttle' && (
            <LimitNumberField
              hint={t('Each way, until the month ends or the quota grows.')}
              label={t('Slowed down to')}
              name="trafficThrottleBits"
              scale={MEGABIT}
              unit="Mbit/s"
            />
          )}
        </>
      )}
    </>
  )
}
