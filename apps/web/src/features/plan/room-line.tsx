import type { RoomView } from '@/server/services/allowance/room-for.ts'
import { cx } from '@/ui/cx.ts'
import { hasNone, roomNote, roomWords } from './room-words.ts'

/** How many more fit, and what has to be known of the number. Of spans, since it stands in labels too. */
export function RoomLine({ room, className }: { room: RoomView; className?: string }) {
  const [words, note] = [roomWords(room), roomNote(room)]
  if (words === null && note === null) return null
  return (
    <span className={cx('block text-sm', className)}>
      {words && (
        <span className={cx('block font-medium', hasNone(room) ? 'text-warn' : 'text-good')}>{words}</span>
      )}
      {note && <span className="block text-soft">{note}</span>}
    </span>
  )
}
