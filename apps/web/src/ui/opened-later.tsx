'use client'

import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'

/**
 * What is opened on a page, a dialog or a form, with a script that comes then: forms and what checks them weigh more
 * than the page. Until then the focus stays on what opened it, where a dialog returns it.
 */
export function openedLater<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const later = () =>
    lazy(async () => {
      try {
        return { default: await load() }
      } catch (error) {
        // React keeps a failure for ever; who opens it again, with the network back, gets it.
        Opened = later()
        throw error
      }
    })
  let Opened = later()
  return function OpenedLater(props: Props): ReactNode {
    return (
      <Suspense fallback={null}>
        <Opened {...props} />
      </Suspense>
    )
  }
}
