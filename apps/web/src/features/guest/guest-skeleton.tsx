import { t } from '@/language/t.ts'
import { Skeleton } from '@/ui/skeleton.tsx'

/** The place of a guest's page while it is read. */
export function GuestSkeleton() {
  return (
    <div className="space-y-5" role="status">
      <span className="sr-only">{t('Loading')}</span>
      <Skeleton className="h-8 w-56" />
      <Skeleton className="h-24 w-full rounded-2xl" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Skeleton className="h-72 w-full rounded-2xl" />
        <Skeleton className="h-72 w-full rounded-2xl" />
      </div>
    </div>
  )
}
