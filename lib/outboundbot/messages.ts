const MAX_LENGTH = 200;
const GAP = '…';

/**
 * The provider's text as it may be logged and shown: without addresses, ids, keys and signatures, on one line, at most
 * 200 characters. `ids` are the ids of this very call, which are opaque strings of any form.
 */
export function shortenMessage(text: string, ids: readonly string[] = []): string {
  let message = text
    // SignatureDoesNotMatch quotes the whole canonical request.
    .replace(/\b(server |client )?string to sign\b.*$/is, GAP)
    .replace(/request ?id:?\s*\S+/gi, ' ')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, GAP)
    // Query strings that came without their address.
    .replace(/\S*[\w.]+=\S*&\S*/g, GAP);
  for (const id of ids) {
    if (id.length > 0)
      message = message.replace(new RegExp(`(?<![\\w-])${escapeRegExp(id)}(?![\\w-])`, 'g'), GAP);
  }
  message = message
    .replace(/\b[0-9a-z]{8,13}(-[0-9a-z]{4}){2,3}-[0-9a-z]{12}\b/gi, GAP)
    .replace(/\b(LTAI|STS\.)[\w-]+/g, GAP)
    .replace(/(?<![\w.])(\d{1,3}\.){3}\d{1,3}(:\d+)?(?![\w.])/g, GAP)
    .replace(/\[[0-9a-f:]*:[0-9a-f:.]*\](:\d+)?/gi, GAP)
    .replace(/\b[\w-]+(\.[\w-]+)*\.(aliyuncs\.com|aliyun\.com|alibabacloud\.com)\S*/gi, GAP)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (message.length > MAX_LENGTH)
    message = `${message
      .slice(0, MAX_LENGTH - 1)
      .toWellFormed()
      .trimEnd()}${GAP}`;
  return message;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
