/** A name that every system takes for a file. */
export function fileName(name: string, extension: string): string {
  return `${name}.${extension}`.toWellFormed().replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, '_');
}

/** Content-Disposition with a name that every client can read and, beside it, the one that is meant (RFC 6266). */
export function contentDisposition(kind: 'attachment' | 'inline', plain: string, name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
