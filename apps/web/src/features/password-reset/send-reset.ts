/** Null when it was done; else an error that `messageFor` knows. */
export async function sendReset(to: 'forgot' | 'reset', body: object): Promise<unknown> {
  try {
    const response = await fetch(`/api/password/${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.ok ? null : await response.json()
  } catch (error) {
    return error
  }
}
