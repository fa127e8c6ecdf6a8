'use client'

import { t } from '@/language/t.ts'
import { NumberField, SelectField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { CHOICES } from './how-long.ts'

export function HowLongFields({ max }: { max: number }) {
  const { values } = useForm()
  const options = CHOICES.filter(({ value }) => value === 'custom' || Number(value) <= max).map(
    ({ value, label }) => ({ value, label: t(label) }),
  )
  return (
    <>
      <SelectField
        label={t('For how long')}
        name="choice"
        options={options}
        placeholder={t('Choose a time')}
      />
      {values.choice === 'custom' && (
        <NumberField
          label={t('Minutes')}
          max={max}
          min={1}
          name="custom"
          unit={t('of at most {max}', { max })}
        />
      )}
    </>
  )
}
