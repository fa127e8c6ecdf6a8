'use client'

import { NumberField, SelectField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { CHOICES } from './how-long.ts'

export function HowLongFields({ max }: { max: number }) {
  const { values } = useForm()
  const options = CHOICES.filter(({ value }) => value === 'custom' || Number(value) <= max)
  return (
    <>
      <SelectField label="For how long" name="choice" options={options} placeholder="Choose a time" />
      {values.choice === 'custom' && (
        <NumberField label="Minutes" max={max} min={1} name="custom" unit={`of at most ${max}`} />
      )}
    </>
  )
}
