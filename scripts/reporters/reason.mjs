import { stripVTControlCharacters } from 'node:util';

const LINES = 14;

/**
 * Why something failed, short: its name and the first lines of its first error.
 * @param {string} name
 * @param {{ message?: string, stack?: string, snippet?: string } | undefined} error as either runner gives it
 */
export function reasonOf(name, error) {
  const text = stripVTControlCharacters(error?.message ?? error?.stack ?? 'no error was told');
  const place = stripVTControlCharacters(error?.stack ?? '')
    .split('\n')
    .find((line) => /\.(spec|test)\.m?ts:\d+/.test(line));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return [name, ...lines.slice(0, LINES), ...(place ? [place.trim()] : [])].join('\n    ');
}
