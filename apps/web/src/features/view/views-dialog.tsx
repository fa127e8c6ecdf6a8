'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { t } from '@/language/t.ts'
import type { SavedView } from '@/server/services/view/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Dialog } from '@/ui/dialog.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { RenameViewForm } from './rename-view-form.tsx'

/** Names of the views of a list, which one it opens with, and their end. */
export function ViewsDialog({ views, onClose }: { views: readonly SavedView[]; onClose: () => void }) {
  const [renaming, setRenaming] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const { remove, setDefault } = useViewActs()
  const endRenaming = () => {
    setRenaming(null)
    list.current?.focus()
  }
  return (
    <Dialog onClose={onClose} title={t('Saved views')}>
      <p className="mb-3 text-soft">{t('The list opens with the one that is its default.')}</p>
      <ul className="divide-y divide-line focus-visible:outline-none" ref={list} tabIndex={-1}>
        {views.map((view) => (
          <li className="py-3" key={view.id}>
            {renaming === view.id ? (
              <RenameViewForm onDone={endRenaming} view={view} />
            ) : (
              <ViewRow
                onDefault={() => setDefault({ viewId: view.id, isDefault: !view.isDefault })}
                onDelete={() => {
                  // The button goes away with its row.
                  list.current?.focus()
                  remove({ viewId: view.id })
                }}
                onRename={() => setRenaming(view.id)}
                view={view}
              />
            )}
          </li>
        ))}
      </ul>
      {views.length === 0 && <p className="text-soft">{t('There is no saved view of this list yet.')}</p>}
    </Dialog>
  )
}

function useViewActs() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const outcome = {
    onError: useFailureToast(),
    onSettled: () => client.invalidateQueries(trpc.view.pathFilter()),
  }
  return {
    remove: useMutation(trpc.view.delete.mutationOptions(outcome)).mutate,
    setDefault: useMutation(trpc.view.setDefault.mutationOptions(outcome)).mutate,
  }
}

type RowProps = { view: SavedView; onDefault: () => void; onRename: () => void; onDelete: () => void }

function ViewRow({ view: { name, filters, isDefault }, onDefault, onRename, onDelete }: RowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium wrap-anywhere">{name}</p>
        <p className="text-sm wrap-anywhere text-faint">{t('“{query}”', { query: filters.q })}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          aria-label={t('Default: {name}', { name })}
          aria-pressed={isDefault}
          onClick={onDefault}
          size="small"
          {...(isDefault ? ({ icon: 'check' } as const) : {})}
        >
          {t('Default')}
        </Button>
        <Button aria-label={t('Rename {name}', { name })} onClick={onRename} size="small">
          {t('Rename')}
        </Button>
        <Button aria-label={t('Delete {name}', { name })} onClick={onDelete} size="small">
          {t('Delete')}
        </Button>
      </div>
    </div>
  )
}
