/**
 * Without TLS browsers offer no clipboard but on localhost; selecting in a hidden box works everywhere.
 * Source: Clipboard API, secure contexts.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const box = document.createElement('textarea')
  box.value = text
  box.setAttribute('readonly', '')
  box.className = 'sr-only'
  const host = document.querySelector('dialog[open]') ?? document.body
  host.append(box)
  box.select()
  const copied = document.execCommand('copy')
  box.remove()
  return copied
}
