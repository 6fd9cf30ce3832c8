export type AnyIterable<Item> = AsyncIterable<Item> | Iterable<Item>;

/** The items in groups of `size`, the last one smaller. */
export async function* inPages<Item>(items: AnyIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length === size) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}
