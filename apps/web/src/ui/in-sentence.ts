import { currentLanguage } from '@/language/current.ts'

/** A label within a sentence: "Unit of memory". German writes its nouns large everywhere. */
export function inSentence(label: string): string {
  return currentLanguage() === 'de' ? label : label.toLowerCase()
}
