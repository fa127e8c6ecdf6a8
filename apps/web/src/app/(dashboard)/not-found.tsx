import { t } from '@/language/t.ts'
import { LinkButton } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'

export default function NotFound() {
  return (
    <Card>
      <EmptyState
        action={<LinkButton href="/">{t('Go to the overview')}</LinkButton>}
        icon="search"
        isPage
        title={t('Not found')}
      >
        {t('There is nothing here that you may see. It may have been deleted: look for it in the list.')}
      </EmptyState>
    </Card>
  )
}
