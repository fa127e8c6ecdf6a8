import { currentLanguage } from './current.ts'

/** A label within a sentence: its first letter is small there, but German nouns keep their capitals. */
export function inside(label: string): string {
  return currentLanguage() === 'de' ? label : label.charAt(0).toLowerCase() + label.slice(1)
}
