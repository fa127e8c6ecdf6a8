'use client'

import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'

/**
 * A dialog whose script comes when it is first opened: forms and what checks them weigh more than the page. Until then
 * the focus stays on what opened it, where the dialog returns it.
 */
export function openedLater<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Dialog = lazy(async () => ({ default: await load() }))
  return function DialogLater(props: Props): ReactNode {
    return (
      <Suspense fallback={null}>
        <Dialog {...props} />
      </Suspense>
    )
  }
}
