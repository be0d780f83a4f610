/** The path of a media cell of a table (`{_type: 'image-file', path}`), if it is one. */
export function mediaPath(value: unknown): { readonly path: string; readonly kind: string } | undefined {
  if (typeof value !== 'object' || value === null || !('_type' in value) || !('path' in value)) return undefined;
  const { _type: type, path } = value as { _type: unknown; path: unknown };
  return typeof type === 'string' && typeof path === 'string' && /^(image|audio|html)-file$/.test(type) ? { path, kind: type.slice(0, type.indexOf('-')) } : undefined;
}
