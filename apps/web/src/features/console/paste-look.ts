const ESCAPE = '\x1b'

/** Ends of lines run commands, and an escape could end the bracket around a paste. */
export function needsLook(text: string): boolean {
  return text.includes('\n') || text.includes('\r') || text.includes(ESCAPE)
}
