/** What a subscription yields to its caller: typed as it arrives in a browser, but here still [id, data, mark]. */
type Tracked<T> = { id: string; data: T }

export async function* dataOf<T>(events: AsyncIterable<Tracked<T>>): AsyncGenerator<T> {
  for await (const event of events) yield (event as unknown as [string, T])[1]
}
