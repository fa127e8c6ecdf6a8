'use client'

import type { ComponentProps } from 'react'
import { Button } from './button.tsx'
import { useForm } from './form.tsx'

export function SubmitButton(props: Omit<ComponentProps<typeof Button>, 'type' | 'pending'>) {
  const { pending } = useForm()
  return <Button variant="primary" {...props} pending={pending} type="submit" />
}
