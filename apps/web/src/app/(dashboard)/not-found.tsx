import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'

export default function NotFound() {
  return (
    <Card>
      <EmptyState
        action={<LinkButton href="/">Go to the overview</LinkButton>}
        icon="search"
        title="Not found"
      >
        There is nothing here that you may see. It may have been deleted: look for it in the list.
      </EmptyState>
    </Card>
  )
}
