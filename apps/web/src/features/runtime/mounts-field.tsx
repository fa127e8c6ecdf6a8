'use client'

import { useId } from 'react'
import { t } from '@/language/t.ts'
import { Button } from '@/ui/button.tsx'
import { useForm } from '@/ui/form.tsx'
import { INPUT_CLASS } from '@/ui/input-class.ts'

type Mount = { share: string; target: string; readOnly: boolean }

const MOUNTS_MAX = 4
const NEW: Mount = { share: '', target: '/srv', readOnly: false }

/** Up to four shared areas; a name that is new makes a new area. */
export function MountsField({ areas }: { areas: readonly string[] }) {
  const form = useForm()
  const listId = useId()
  const mounts = Array.isArray(form.values.mounts) ? (form.values.mounts as Mount[]) : []
  const error = form.errorOf('mounts')
  const put = (next: Mount[]) => form.set('mounts', next)
  const change = (index: number, part: Partial<Mount>) =>
    put(mounts.map((mount, at) => (at === index ? { ...mount, ...part } : mount)))
  return (
    <fieldset className="space-y-3">
      <legend className="mb-1.5 text-sm font-medium">{t('Shared areas')}</legend>
      <datalist id={listId}>
        {areas.map((area) => (
          <option key={area} value={area} />
        ))}
      </datalist>
      {mounts.map((mount, index) => (
        <MountRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, names may repeat
          key={index}
          listId={listId}
          mount={mount}
          number={index + 1}
          onChange={(part) => change(index, part)}
          onLeave={() => form.touch('mounts')}
          onRemove={() => put(mounts.filter((_, at) => at !== index))}
        />
      ))}
      {error && <p className="text-sm text-bad">{error}</p>}
      <p className="text-sm text-faint">
        {t('A directory that guests of this customer see together, each at a place of its own.')}
      </p>
      {mounts.length < MOUNTS_MAX && (
        <Button icon="plus" onClick={() => put([...mounts, NEW])} size="small">
          {t('Add shared area')}
        </Button>
      )}
    </fieldset>
  )
}

function MountRow({
  mount,
  number,
  listId,
  onChange,
  onLeave,
  onRemove,
}: {
  mount: Mount
  number: number
  listId: string
  onChange: (part: Partial<Mount>) => void
  onLeave: () => void
  onRemove: () => void
}) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        aria-label={t('Name of shared area {number}', { number })}
        className={`${INPUT_CLASS} flex-1 basis-32`}
        list={listId}
        name="mounts"
        onBlur={onLeave}
        onChange={(event) => onChange({ share: event.target.value })}
        placeholder={t('Name')}
        value={mount.share}
      />
      <input
        aria-label={t('Place of shared area {number}', { number })}
        className={`${INPUT_CLASS} flex-1 basis-40 font-mono`}
        name="mounts"
        onBlur={onLeave}
        onChange={(event) => onChange({ target: event.target.value })}
        placeholder="/srv/data"
        value={mount.target}
      />
      <label className="flex items-center gap-2 text-sm">
        <input
          checked={mount.readOnly}
          className="size-4 accent-accent"
          onChange={(event) => onChange({ readOnly: event.target.checked })}
          type="checkbox"
        />
        {t('Read only')}
      </label>
      <Button
        aria-label={t('Take shared area {number} away', { number })}
        onClick={onRemove}
        size="small"
        variant="quiet"
      >
        {t('Remove')}
      </Button>
    </div>
  )
}
