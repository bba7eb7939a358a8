/** Messages by their full path: `tasks.columns.name` -> text. */
export type Messages = Map<string, string>;

/** What source files ask for: whole paths, and patterns in which `*` stands for one or more segments' text. */
export type Usage = { path: string; file: string; line: number; pattern: boolean }[];

type MessageTree = { [key: string]: string | MessageTree };

export function flatten(tree: MessageTree, prefix = ''): Messages {
  const messages: Messages = new Map();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') messages.set(prefix + key, value);
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) messages.set(path, text);
  }
  return messages;
}

/** The names that a message takes: `{count, plural, …}` -> count. */
export function placeholders(text: string): Set<string> {
  const names = new Set<string>();
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '}') depth -= 1;
    if (text[index] !== '{') continue;
    depth += 1;
    // Odd depths hold names; even ones are the texts of a plural's branches.
    const name = /^\{\s*(\w+)/.exec(text.slice(index));
    if (depth % 2 === 1 && name?.[1]) names.add(name[1]);
  }
  return names;
}

const BINDING =
  /\b(?:const|let)\s+(\w+)\s*=\s*(?:await\s+)?(?:useTranslations|getTranslations)\(\s*(?:'([\w.]+)')?\s*\)|\b(\w+)\??\s*:\s*(?:ReturnType<typeof useTranslations|Translator)<'([\w.]+)'>/g;

/** The text of a call's first argument, from just behind its opening parenthesis. */
function firstArgument(source: string, start: number): string {
  let depth = 0;
  let quote: string | null = null;
  for (let index = start; index < source.length; index += 1) {
    const char = source[index] ?? '';
    if (quote) {
      if (char === '\\') index += 1;
      else if (char === quote) quote = null;
    } else if (char === "'" || char === '"' || char === '`') quote = char;
    else if ('([{'.includes(char)) depth += 1;
    else if (depth === 0 && (char === ')' || char === ',')) return source.slice(start, index);
    else if (')]}'.includes(char)) depth -= 1;
  }
  return source.slice(start);
}

/** Takes the arguments out of calls within an argument: their strings are no keys. */
function withoutCalls(argument: string): string {
  let text = argument;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/\([^()]*\)\s*=>/g, '=>').replace(/([\w\])])\([^()]*\)/g, '$1');
  }
  return text;
}

/** Blanks comments, keeping every position. */
export function withoutComments(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return source.replace(/\/\*[\s\S]*?\*\/|(^|[\s;{}(),])\/\/.*$/gm, blank);
}

/**
 * The message keys that one file asks for: `t('a.b')`, `t.rich('a.b', …)`, `` t(`a.${x}`) ``, `t(x ? 'a' : 'b')`.
 * An argument that no reading can tell (`t(key)`) asks for every key directly below its namespace.
 */
export function usageOf(file: string, rawSource: string): Usage {
  const source = withoutComments(rawSource);
  const usage: Usage = [];
  const bindings = [...source.matchAll(BINDING)].map((match) => ({
    name: match[1] ?? match[3] ?? '',
    namespace: match[2] ?? match[4] ?? '',
    index: match.index,
  }));

  for (const name of new Set(bindings.map((binding) => binding.name))) {
    for (const call of source.matchAll(
      new RegExp(`(?<![\\w.'])${name}(?:\\.(?:rich|markup|raw|has))?\\(`, 'g'),
    )) {
      const binding = bindings.findLast((known) => known.name === name && known.index < call.index);
      if (!binding) continue;
      const prefix = binding.namespace ? `${binding.namespace}.` : '';
      const line = source.slice(0, call.index).split('\n').length;
      const argument = withoutCalls(firstArgument(source, call.index + call[0].length).trim());
      const add = (key: string, pattern = false) => usage.push({ path: prefix + key, file, line, pattern });

      const templates = [...argument.matchAll(/`([^`]*)`/g)];
      const condition = argument.includes('?') ? argument.slice(argument.indexOf('?')) : argument;
      const literals = [...condition.matchAll(/'([\w.-]+)'/g)].map((match) => match[1] ?? '');
      for (const literal of literals) add(literal);
      for (const [, template = ''] of templates) add(template.replace(/\$\{[^}]*\}/g, '*'), true);
      if (literals.length === 0 && templates.length === 0) add('*', true);
    }
  }
  return usage;
}

function toExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^.]+');
  return new RegExp(`^${escaped}$`);
}

/** What is wrong, a sentence each; nothing when all is well. */
export function findProblems(all: Record<string, Messages>, usage: Usage): string[] {
  const problems: string[] = [];
  const [[mainLocale, main] = ['', new Map<string, string>()], ...others] = Object.entries(all);
  for (const [locale, messages] of others) {
    for (const path of main.keys()) if (!messages.has(path)) problems.push(`${locale}: ${path} is missing`);
    for (const path of messages.keys())
      if (!main.has(path)) problems.push(`${mainLocale}: ${path} is missing`);
    for (const [path, text] of messages) {
      const expected = [...placeholders(main.get(path) ?? text)].sort().join(', ');
      const found = [...placeholders(text)].sort().join(', ');
      if (expected !== found)
        problems.push(`${locale}: ${path} takes {${found}}, in ${mainLocale} {${expected}}`);
    }
  }
  for (const [locale, messages] of Object.entries(all)) {
    for (const [path, text] of messages) if (text.trim() === '') problems.push(`${locale}: ${path} is empty`);
  }

  const patterns = [...new Set(usage.filter(({ pattern }) => pattern).map(({ path }) => path))].map(
    toExpression,
  );
  const exact = new Set(usage.filter(({ pattern }) => !pattern).map(({ path }) => path));
  for (const path of main.keys()) {
    if (!exact.has(path) && !patterns.some((pattern) => pattern.test(path)))
      problems.push(`${path} is not used`);
  }
  for (const { path, file, line, pattern } of usage) {
    if (!pattern && !main.has(path)) problems.push(`${file}:${line} asks for ${path}, which does not exist`);
  }
  return problems;
}

/** Chinese words that stand in the code of a page or component instead of the messages. */
export function hardCodedLines(file: string, source: string): string[] {
  return withoutComments(source)
    .split('\n')
    .flatMap((text, index) =>
      /\p{Script=Han}/u.test(text) ? [`${file}:${index + 1} has words of its own`] : [],
    );
}
