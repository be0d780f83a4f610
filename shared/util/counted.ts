/** So many of something: `1 version`, `2,000 versions`. `many` where an `s` does not make it many. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
