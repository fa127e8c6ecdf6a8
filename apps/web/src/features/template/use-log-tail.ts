'use client'

import { useState } from 'react'

type LogPart = { text: string; offset: number }

/** Puts the parts of a growing log together; a part is taken once, by its end. */
export function useLogTail() {
  const [tail, setTail] = useState<LogPart>({ text: '', offset: 0 })
  return {
    ...tail,
    take: (part: LogPart | undefined) => {
      if (part && part.offset > tail.offset) setTail({ text: tail.text + part.text, offset: part.offset })
    },
  }
}
