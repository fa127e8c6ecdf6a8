import { isErrorCode } from '@vserver/core/errors'
import { LIMIT_FIELDS } from '@vserver/core/limit/constants'
import type { LimitChange } from '@vserver/core/limit/model'
import { messageFor } from '@/messages.ts'
import { isNumber, isText, orNull, someOf } from '@/ui/shape.ts'
import { changeWords } from '../limit/limit-words.ts'
import { runtimeDetailWords } from '../runtime/runtime-words.ts'
import { detailPhrase } from './detail-phrases.ts'

const isLimitChange = someOf(
  Object.fromEntries(LIMIT_FIELDS.map((field) => [field, orNull(field === 'cpuSet' ? isText : isNumber)])),
)

/** The detail of an audit row for people: codes and changes are stored as programs write them. */
export function detailWords(action: string, detail: string): string {
  if (isErrorCode(detail)) return firstSentence(messageFor({ data: { vserver: { code: detail } } }))
  const written = parseJson(detail)
  if (written === null) return detailPhrase(action, detail) ?? detail
  return isLimitChange(written)
    ? changeWords(written as LimitChange)
    : (runtimeDetailWords(written) ?? detail)
}

/** Of an act on many guests it is their number. */
export function subjectWords(action: string, subject: string): string {
  return action.startsWith('batch.') ? (detailPhrase(action, subject) ?? subject) : subject
}

function firstSentence(message: string): string {
  return message.slice(0, message.indexOf('. ') + 1)
}

function parseJson(detail: string): unknown {
  try {
    return JSON.parse(detail)
  } catch {
    return null
  }
}
